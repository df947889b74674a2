#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "core/guard_view.hpp"
#include "core/outside_rules.hpp"
#include "telephony/guard/outside_number.hpp"

/// May this number be called now? Pure rules, and the meter they need.
namespace peal::telephony {

/// What a tenant uses at this moment.
struct OutsideNow {
  std::uint32_t calls = 0;
  std::uint32_t last_minute = 0;
  std::uint32_t minutes = 0;
  std::uint32_t minute_of_day = 0;  ///< In the tenant's time zone.
};

/// Nothing: it may.
[[nodiscard]] std::optional<core::OutsideRefusal> outside_refusal(const core::OutsideRules& rules, const OutsideNumber& number,
                                                                  const OutsideNow& now);

/// Counts the calls of one tenant: those that are up, the new ones of the last
/// minute, the minutes of the last hour, all in constant room.
class OutsideMeter {
 public:
  void placed(base::Time now);
  void began(base::Time now);
  void ended(base::Time now);
  [[nodiscard]] OutsideNow use(base::Time now);

  /// Milliseconds of calls in each minute of the last hour, and whose minute the last one is: for a restart.
  using Hour = std::array<std::uint64_t, 60>;
  [[nodiscard]] std::pair<std::int64_t, Hour> hour(base::Time now);
  void restore(std::int64_t minute, const Hour& hour);

 private:
  void pass(base::Time now);

  std::uint32_t calls_ = 0;
  base::Time at_{};                           ///< Up to when the hour is counted.
  Hour hour_{};                               ///< By the minute since 1970, modulo 60.
  std::array<std::uint32_t, 60> starts_{};    ///< By the second, modulo 60.
  std::int64_t second_ = 0;                   ///< The newest of starts_.
};

}  // namespace peal::telephony
