#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "sip/user_agent/user_agent.hpp"
#include "telephony/own_address.hpp"

namespace peal::telephony {

/// What we tell peers: where signalling and sound reach us.
struct ReachedAt {
  sip::Advertised v4, v6;       ///< To peers of each family.
  std::string media, media_v6;  ///< As MediaConfig has them.
};

/// `mapped` is where a STUN server sees our UDP socket; TCP, TLS and sound are
/// behind the same address with ports of their own. `media_bind` is where sound
/// listens. Error: kBadInput when that is no address.
[[nodiscard]] base::Result<ReachedAt> reached_at(const OwnAddresses& own, std::uint16_t tls_port, const std::string& media_bind,
                                                 const std::optional<sip::SocketAddress>& mapped);

}  // namespace peal::telephony
