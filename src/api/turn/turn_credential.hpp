#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace peal::api {

struct TurnCredential {
  std::string username;    ///< "1800003600:li"
  std::string credential;  ///< Its password.
};

/// What a TURN server takes until `expires` (cut to seconds) from whoever shows
/// it, without asking us: both share `secret` (draft-uberti-behave-turn-rest-00
/// 2.2, coturn's use-auth-secret). `user` is written into that server's log.
[[nodiscard]] TurnCredential turn_credential(std::string_view secret, std::string_view user, base::Time expires);

}  // namespace peal::api
