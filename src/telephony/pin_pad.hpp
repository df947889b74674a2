#pragma once

#include <string>

#include "core/signal.hpp"
#include "telephony/board.hpp"
#include "telephony/guard/source_guard.hpp"

namespace peal::telephony {

/// Compares the PIN that a caller typed at the door of a conference, so that the
/// core, its facts and the trace only learn what came of it.
/// Guessing from outside counts against the room's lock-out and its source, as
/// the guessing of passwords does; our own phones have shown theirs.
class PinPad {
 public:
  PinPad(Board& board, SourceGuard& guard) : board_(board), guard_(guard) {}

  /// Raises PinTaken and leaves nothing of `typed`.
  void typed(const Leg& leg, core::ConferenceId door, std::string& typed);

 private:
  [[nodiscard]] core::DoorVerdict compare(const Leg& leg, core::ConferenceId door, const std::string& typed);

  Board& board_;
  SourceGuard& guard_;
};

}  // namespace peal::telephony
