#pragma once

#include <functional>
#include <list>
#include <optional>

#include "base/time.hpp"
#include "net/resolver.hpp"
#include "sip/locate/search.hpp"

namespace peal::app {

/// Looks up names that peers wrote (RFC 3263), each once. Of the resolver's thread.
class PeerSearches {
 public:
  /// No places: there is nothing, or nobody tells. Without a life the answer does not say it.
  using Told = std::function<void(sip::Located, std::optional<base::Seconds>)>;

  /// `resolver` outlives every answer of its own.
  explicit PeerSearches(net::Resolver& resolver) : resolver_(resolver) {}

  void begin(const sip::LocateWish& wish, Told told);

 private:
  struct One {
    sip::LocateSearch search;
    Told told;
  };
  using At = std::list<One>::iterator;
  void go_on(At at);

  net::Resolver& resolver_;
  std::list<One> running_;
};

}  // namespace peal::app
