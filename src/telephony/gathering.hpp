#pragma once

#include <optional>

#include "base/timer_wheel.hpp"
#include "core/command.hpp"
#include "telephony/board.hpp"
#include "telephony/pin_pad.hpp"
#include "telephony/sounds.hpp"

namespace peal::telephony {

/// Digits that somebody presses one after another and that mean something only
/// together, such as a PIN: they are told as one, and nobody sees them singly.
/// What is typed at the door of a conference goes to the pin pad and no further.
class Gathering {
 public:
  Gathering(Board& board, Sounds& sounds, PinPad& pins)
      : board_(board), sounds_(sounds), pins_(pins), timers_(base::unix_millis(board.now())) {}

  /// Begins anew when it was under way: DigitsGathered or PinTaken follows once.
  void begin(Leg& leg, const core::GatherDigits& command);
  void begin(Leg& leg, const core::TakePin& command);
  /// True when the key is one of those: they end with #, with the last one that is
  /// wanted, or with a pause after a key; * begins anew. The first stops the prompt.
  [[nodiscard]] bool takes(Leg& leg, char key);

  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;

 private:
  void tell(Leg& leg);

  Board& board_;
  Sounds& sounds_;
  PinPad& pins_;
  base::TimerWheel<core::LegId> timers_;
};

}  // namespace peal::telephony
