#include "api/session/rate_limit.hpp"

#include <algorithm>

#include "api/limits.hpp"
#include "base/metrics.hpp"

namespace peal::api {

RateLimit::RateLimit(double most, base::Seconds window)
    : most_(most), per_milli_(most / static_cast<double>(base::Millis{window}.count())) {}

void RateLimit::refill(Bucket& bucket, base::Time now) const {
  const auto passed = static_cast<double>((now - bucket.at).count());
  bucket.tokens = std::min(most_, bucket.tokens + std::max(0.0, passed) * per_milli_);
  bucket.at = now;
}

bool RateLimit::take(const std::string& key, base::Time now) {
  static auto& hits = base::counter("peal_api_limit_hits_total", "Limits of the API that were hit.", "limit=rate");
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kRateKeysMax) drop_full(now);
  const auto [it, is_new] = buckets_.try_emplace(key, Bucket{most_, now});
  refill(it->second, now);
  if (it->second.tokens < 1) {
    hits.add();
    return false;
  }
  it->second.tokens -= 1;
  return true;
}

void RateLimit::give_back(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto it = buckets_.find(key); it != buckets_.end()) it->second.tokens = std::min(most_, it->second.tokens + 1);
}

// A full bucket says nothing that a missing one does not. When an attack from
// many sources leaves none full, all go: memory is bounded, and the other
// limits still hold.
void RateLimit::drop_full(base::Time now) {
  for (auto& [key, bucket] : buckets_) refill(bucket, now);
  std::erase_if(buckets_, [&](const auto& entry) { return entry.second.tokens >= most_; });
  if (buckets_.size() >= kRateKeysMax) buckets_.clear();
}

std::string source_key(const net::Address& address) {
  if (!address.valid()) return "local";
  if (!address.is_ipv6()) return address.ip_text();
  net::Address prefix = address;
  std::fill(prefix.ip.begin() + 8, prefix.ip.end(), std::uint8_t{0});
  return prefix.ip_text();
}

}  // namespace peal::api
