#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ip_range.hpp"
#include "core/trunk.hpp"
#include "sip/locate/name_keeper.hpp"

namespace peal::telephony {

/// A trunk as the program hands it over: with its names looked up and its
/// password unsealed.
struct TrunkSetup {
  core::Trunk trunk;
  sip::KnownName hops;                   ///< Where its messages go: of the proxy, else of the address.
  std::vector<base::IpRange> sources;    ///< Where its calls come from.
  std::optional<std::string> password;

  [[nodiscard]] bool reachable() const { return !hops.located.places.empty(); }

  friend bool operator==(const TrunkSetup& a, const TrunkSetup& b) {
    const auto same = [](const base::IpRange& x, const base::IpRange& y) { return x.ip == y.ip && x.v6 == y.v6 && x.bits == y.bits; };
    if (a.sources.size() != b.sources.size()) return false;
    for (std::size_t i = 0; i < a.sources.size(); ++i) {
      if (!same(a.sources[i], b.sources[i])) return false;
    }
    return a.trunk == b.trunk && a.hops == b.hops && a.password == b.password;
  }
};

}  // namespace peal::telephony
