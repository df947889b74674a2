#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "media/endpoint.hpp"
#include "media/secure/stun_message.hpp"

namespace peal::media::secure {

/// ufrag and password of one side of ICE (RFC 8445 5.3).
struct IceCredentials {
  std::string ufrag;
  std::string password;
};
/// From the system's random source: 48 and 144 bits.
[[nodiscard]] IceCredentials make_ice_credentials();

/// The whole of ICE for a lite agent (RFC 8445 2.7): answers connectivity
/// checks that know our password, and learns which address was chosen.
class StunResponder {
 public:
  /// `remote_ufrag` may be empty when it is not known yet: then any is taken.
  StunResponder(IceCredentials local, std::string remote_ufrag)
      : local_(std::move(local)), remote_ufrag_(std::move(remote_ufrag)) {}

  struct Outcome {
    std::vector<std::uint8_t> reply;  ///< Empty: say nothing.
    bool authentic = false;           ///< The source knows our password.
    bool nominated = false;           ///< USE-CANDIDATE: sound goes there from now on.
  };
  [[nodiscard]] Outcome receive(Bytes datagram, const Endpoint& source) const;

 private:
  [[nodiscard]] bool name_matches(std::string_view username) const;
  IceCredentials local_;
  std::string remote_ufrag_;
};

}  // namespace peal::media::secure
