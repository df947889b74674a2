#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.hpp"
#include "net/address.hpp"

namespace peal::api {

/// Token buckets by key: `most` at once, and as many again spread over
/// `window`. Any thread.
class RateLimit {
 public:
  RateLimit(double most, base::Seconds window);

  /// False: too many.
  [[nodiscard]] bool take(const std::string& key, base::Time now);
  /// What was taken turned out to be no offence.
  void give_back(const std::string& key);

 private:
  struct Bucket {
    double tokens = 0;
    base::Time at;
  };
  void drop_full(base::Time now);
  void refill(Bucket& bucket, base::Time now) const;

  double most_;
  double per_milli_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

/// What counts as one source: an IPv4 address, or the /64 of an IPv6 one,
/// because one customer's line owns all of that.
[[nodiscard]] std::string source_key(const net::Address& address);

}  // namespace peal::api
