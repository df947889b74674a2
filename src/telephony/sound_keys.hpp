#pragma once

#include "telephony/board.hpp"
#include "telephony/leg.hpp"

namespace peal::telephony {

/// Gives the line keys for its sound (SDES) where its trunk wants them or a
/// phone may have them, and the way of its signalling keeps them from readers.
/// Once, before the line's first description; its trunk and device are set.
void make_sound_keys(const Board& board, Line& line, sip::Transport signalling);

}  // namespace peal::telephony
