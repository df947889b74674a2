#include "telephony/lines.hpp"
#include "telephony/ringing.hpp"

// Sound that is sealed where the other side can (`srtp: optional`). RFC 4568 has
// no words for that. The first offer says RTP/AVP with keys beside it, which RFC
// 8643 calls opportunistic: who does not know the keys passes them over. Who
// takes RTP/SAVP only, or stumbles over the keys, says that it cannot have that,
// and is offered the one, then the other.
namespace peal::telephony {
namespace {

bool refuses_the_offer(const sip::CallEnd& end) {
  return end.by == sip::CallEnd::By::kRemote && (end.status == 488 || end.status == 606 || end.status == 415);
}

}  // namespace

void Ringing::keep_for_another_offer(Line& line, const sip::PlaceRequest& request) {
  if (line.crypto.empty() || line.crypto_required) return;
  line.again = std::make_unique<sip::PlaceRequest>(request);
  line.again->sdp.clear();
}

bool Ringing::offer_otherwise(Leg& leg, sip::CallId call, const sip::CallEnd& end) {
  const auto at = board_.legs.find(call);
  if (!at || !at.line->again || !refuses_the_offer(end)) return false;
  auto request = std::move(at.line->again);
  const bool plain = at.line->crypto_required;  // Sealed alone was the second offer.
  at.line->crypto_required = !plain;
  if (plain) at.line->crypto.clear();
  at.line->session = {.id = at.line->session.id + 1};
  request->sdp = sip::sdp::make_offer(at.line->session, capabilities(board_, *at.line, leg.codec));
  auto placed = board_.sip.place(*request, board_.now());
  if (!placed) return false;
  Line line = board_.legs.take_line(leg, call);
  line.call = *placed;
  if (!plain) line.again = std::move(request);
  board_.legs.add_line(leg, std::move(line));
  board_.meters.placed.add();
  return true;
}

}  // namespace peal::telephony
