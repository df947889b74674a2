#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fields.hpp"

/// Where a tenant may call, how much and when: a stolen password or a
/// misused transfer is worth nothing where the expensive numbers are closed.
namespace peal::core {

enum class NightRule : std::uint8_t {
  kOpen,           ///< Night is like day.
  kInternational,  ///< Other countries are closed at night.
  kAll,            ///< Everything but emergency numbers is.
};

struct OutsideRules {
  std::vector<std::string> countries;   ///< Besides the tenant's own: "US" (ISO 3166-1 alpha-2).
  std::vector<std::string> allowed;     ///< Beginnings: "+4420" of the number in E.164, "400" as dialled. The longest that fits decides...
  std::vector<std::string> blocked;     ///< ...and blocks where both are as long.
  bool premium = false;                 ///< Premium rate, and satellite networks.
  std::uint32_t calls = 0;              ///< At once; 0: no limit.
  std::uint32_t calls_per_minute = 0;   ///< New ones; 0: no limit.
  std::uint32_t minutes_per_hour = 0;   ///< Of all calls together, ringing included; 0: no limit.
  NightRule night = NightRule::kOpen;
  std::uint16_t night_from = 22 * 60;   ///< Minutes after midnight, in the tenant's time zone.
  std::uint16_t night_to = 7 * 60;
  PEAL_FIELDS(OutsideRules, countries, allowed, blocked, premium, calls, calls_per_minute, minutes_per_hour, night, night_from, night_to)
};

}  // namespace peal::core
