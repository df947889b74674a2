#pragma once

#include <string_view>

#include "telephony/board.hpp"
#include "telephony/leg.hpp"

/// What a carrier lets be heard before anybody answers ("the number you dialled
/// ..."), for whoever waits for that call, in place of our ring-back (RFC 3960
/// 3). It is no answer: nothing is sent there, recorded or counted because of
/// it, and its keys are nobody's.
namespace peal::telephony {

/// A provisional response to a call of ours had this SDP. Taken where somebody
/// listens and a trunk carries the call; the newest one counts, until the 200.
void take_early(Board& board, Leg& ringing, Line& line, std::string_view sdp);

/// The ringing leg's sound has begun, or somebody else waits for it now: whoever
/// waits hears it. Our ring-back goes on while there is none.
void hear_early(Board& board, Leg& ringing);

/// `listener` is whoever waits for that call from now on.
void wait_for(Board& board, const Leg& listener, Leg& ringing);

}  // namespace peal::telephony
