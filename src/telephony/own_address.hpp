#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "net/address.hpp"

namespace peal::telephony {

/// Where peers reach us, by family; at least one is there.
struct OwnAddresses {
  std::optional<net::Address> v4, v6;
  /// That of a peer's family, else the other one.
  [[nodiscard]] const net::Address& towards(bool ipv6) const { return ipv6 ? (v6 ? *v6 : *v4) : (v4 ? *v4 : *v6); }
};

/// The addresses that peers reach us at when we listen on `bound`: those in
/// `given` ("203.0.113.7", "203.0.113.7,2001:db8::7"), and for a family that is
/// not given the bound one, or with 0.0.0.0 and [::], which takes both families,
/// that of the interface the default route uses. Nothing is sent. Errors:
/// kBadInput when there is no such route or `given` is no address.
[[nodiscard]] base::Result<OwnAddresses> own_addresses(const net::Address& bound, const std::string& given);

}  // namespace peal::telephony
