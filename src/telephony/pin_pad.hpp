#pragma once

#include <optional>

#include "base/timer_wheel.hpp"
#include "core/command.hpp"
#include "telephony/board.hpp"
#include "telephony/guard/source_guard.hpp"
#include "telephony/sounds.hpp"

namespace peal::telephony {

/// Gathers the PIN that a caller types at the door of a conference and compares
/// it here, so that the core, its facts and the trace only learn what came of it.
/// Guessing from outside counts against the room's lock-out and its source, as
/// the guessing of passwords does; our own phones have shown theirs.
class PinPad {
 public:
  PinPad(Board& board, Sounds& sounds, SourceGuard& guard)
      : board_(board), sounds_(sounds), guard_(guard), pauses_(base::unix_millis(board.now())) {}

  /// PinTaken follows once; another call begins anew.
  void take(Leg& leg, const core::TakePin& command);
  /// True when the key belongs to a PIN and to nobody else.
  [[nodiscard]] bool pressed(Leg& leg, char digit);

  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;

 private:
  void finish(Leg& leg);
  [[nodiscard]] core::DoorVerdict compare(const Leg& leg, const PinEntry& entry);

  Board& board_;
  Sounds& sounds_;
  SourceGuard& guard_;
  base::TimerWheel<core::LegId> pauses_;
};

}  // namespace peal::telephony
