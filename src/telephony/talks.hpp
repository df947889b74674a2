#pragma once

#include <string_view>

#include "core/command.hpp"
#include "telephony/board.hpp"

/// Legs that hear each other, and the keys pressed on them.
namespace peal::telephony {

/// Sound flows both ways; what either was played before ends. When media
/// refuses, the agent's leg is lost, so that the core offers the caller again.
void bridge(Board& board, Leg& caller, Leg& agent);
void unbridge(Board& board, Leg& caller, Leg& agent);
void mute(Board& board, Leg& leg, bool on);
/// Keys towards the far end, at most kDigitsPerSendMax of them.
void send_digits(Board& board, Leg& leg, std::string_view digits);

/// The leg hears everybody in the mix; when media refuses it is lost.
void join_mix(Board& board, Leg& leg, core::MixId mix);

/// Whether a key that the far end pressed counts: as an RTP event or tone, or by
/// SIP INFO, whichever way came first.
[[nodiscard]] bool digit_counts(Leg& leg, DigitWay way);

/// The far end changes its media in mid-call: hold, resume, another address or codec.
void offered(Board& board, Leg& leg, Line& line, std::string_view offer);
/// The answer to an offer that we gave because theirs was empty (RFC 3264 5).
void offer_answered(Board& board, Leg& leg, Line& line, std::string_view answer);

}  // namespace peal::telephony
