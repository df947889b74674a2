#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.hpp"
#include "base/seed.hpp"
#include "base/time.hpp"
#include "sip/flow.hpp"

namespace peal::sip {

/// Somebody to be reached, as a URI or an administrator says it.
struct LocateWish {
  std::string host;                    ///< A name or a numeric address, without brackets.
  std::uint16_t port = 0;              ///< 0: not written.
  std::optional<Transport> transport;  ///< Nothing: what the name says. Never a WebSocket.
  bool secure = false;                 ///< A SIPS URI: TLS or nothing.
  bool v4 = true, v6 = true;           ///< Families that we can send to.
  friend auto operator<=>(const LocateWish&, const LocateWish&) = default;
};

/// One host that serves a name (a SRV record, or the name itself).
struct Place {
  std::string name;
  std::uint16_t priority = 0, weight = 0;  ///< RFC 2782.
  std::vector<SocketAddress> addresses;    ///< At least one, in the order to try.
  PEAL_FIELDS(Place, name, priority, weight, addresses)
};

/// Where somebody is.
struct Located {
  Transport transport = Transport::kUdp;
  std::vector<Place> places;  ///< By priority.
  PEAL_FIELDS(Located, transport, places)
};

/// Addresses in the order to try them (RFC 3263 4.3): by priority, within one
/// by weight as RFC 2782 draws it, and those of one host as they stand.
[[nodiscard]] std::vector<SocketAddress> in_order(const std::vector<Place>& places, base::Seed& seed);

/// What a SIP URI asks for (RFC 3263 4: its maddr or host, port and transport);
/// nothing for other schemes and for WebSockets, which cannot be reached so.
[[nodiscard]] std::optional<LocateWish> wish_of_uri(std::string_view uri);

/// RFC 3261 19.1.2.
[[nodiscard]] constexpr std::uint16_t usual_port(Transport transport) {
  return transport == Transport::kTls ? std::uint16_t{5061} : std::uint16_t{5060};
}

}  // namespace peal::sip
