#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace peal::base {

using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
using Micros = std::chrono::microseconds;

/// Peal's clock: UTC in milliseconds, driven by the monotonic clock from the
/// moment the program starts, so it never steps back while it runs; the engine
/// also never lets it fall behind the last fact of the journal. The core gets
/// it as an argument and never asks for it.
struct PealClock {
  using duration = Millis;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<PealClock, duration>;
  static constexpr bool is_steady = true;
};
using Time = PealClock::time_point;

/// Milliseconds since 1970-01-01T00:00:00Z.
[[nodiscard]] constexpr std::int64_t unix_millis(Time t) { return t.time_since_epoch().count(); }
[[nodiscard]] constexpr Time from_unix_millis(std::int64_t ms) { return Time{Millis{ms}}; }

/// RFC 3339 in UTC with milliseconds: "2026-11-22T02:40:11.000Z".
[[nodiscard]] std::string to_rfc3339(Time t);
/// Accepts RFC 3339 with 'Z' or an offset, with or without fractions.
[[nodiscard]] Result<Time> parse_rfc3339(std::string_view text);

/// The live reading of PealClock; only adapters and the engine call it.
[[nodiscard]] Time live_now();

}  // namespace peal::base
