#pragma once

#include "base/time.hpp"

namespace peal::sip {

/// RFC 3261 17.1.1.1 and 17.1.2.2. Tests of far networks change them together.
struct SipTimers {
  base::Millis t1{500};
  base::Millis t2{4000};
  base::Millis t4{5000};
  /// Timers B, F, H, J, L and M.
  [[nodiscard]] base::Millis give_up() const { return 64 * t1; }
  /// Timer D: at least 32 s (17.1.1.2).
  [[nodiscard]] base::Millis absorb() const { return t1 < base::Millis{500} ? 64 * t1 : base::Millis{32000}; }
};

}  // namespace peal::sip
