#pragma once

#include <cstdint>

#include "base/fields.hpp"

namespace peal::core {

/// How many calls strangers may make to a tenant's open numbers, those of a
/// tenant without trunks, which anybody may call. 0: no limit.
struct StrangerRules {
  std::uint32_t per_second = 2;          ///< From one address (of IPv6: its /64)...
  std::uint32_t per_minute = 20;         ///< ...
  std::uint32_t prefix_per_minute = 60;  ///< From its neighbourhood: /24, of IPv6 /48.
  PEAL_FIELDS(StrangerRules, per_second, per_minute, prefix_per_minute)
};

}  // namespace peal::core
