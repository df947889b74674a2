#pragma once

#include <optional>

#include "sip/user_agent/events.hpp"
#include "telephony/board.hpp"
#include "telephony/leg.hpp"

/// Sound that is sealed where the other side can (`srtp: optional`).
namespace peal::telephony {

/// Keeps how the line was called, where its offer may be followed by another one.
void keep_for_another_offer(Line& line, const sip::PlaceRequest& request);

/// After a refusal of the offer: the same call with another form of sound, its
/// codecs beginning with `first`. The line is as it must be for that call, whose
/// id the caller enters. Nothing: there is no other form to try.
[[nodiscard]] std::optional<sip::CallId> offer_otherwise(Board& board, Line& line, std::optional<sip::sdp::Codec> first,
                                                         const sip::CallEnd& end);

}  // namespace peal::telephony
