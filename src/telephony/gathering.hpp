#pragma once

#include <optional>

#include "base/timer_wheel.hpp"
#include "core/command.hpp"
#include "telephony/board.hpp"

namespace peal::telephony {

/// Digits that somebody presses one after another and that mean something only
/// together, such as a PIN: they are told as one, and nobody sees them singly.
class Gathering {
 public:
  explicit Gathering(Board& board) : board_(board), timers_(base::unix_millis(board.now())) {}

  /// Begins anew when it was under way.
  void begin(Leg& leg, const core::GatherDigits& command);
  /// True when the digit is one of those: they end with #, with the last one that is
  /// wanted, or with a pause of kGatherPause after a digit; * begins anew. The first stops the prompt.
  [[nodiscard]] bool takes(Leg& leg, char digit);

  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;

 private:
  void tell(Leg& leg);

  Board& board_;
  base::TimerWheel<core::LegId> timers_;
};

}  // namespace peal::telephony
