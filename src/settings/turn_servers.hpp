#pragma once

#include <string>
#include <vector>

#include "base/fields.hpp"
#include "base/time.hpp"

namespace peal::settings {

/// Where the browsers of a tenant find a TURN server (RFC 8656), for those that
/// reach us by TCP only. The secret that it shares with us stands apart.
struct TurnServers {
  std::vector<std::string> urls;    ///< As RFC 7065 writes them; empty: there is none.
  base::Seconds lifetime{3'600};    ///< Of one credential.
  PEAL_FIELDS(TurnServers, urls, lifetime)
};

}  // namespace peal::settings
