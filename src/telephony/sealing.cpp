#include "telephony/sealing.hpp"

#include "telephony/lines.hpp"

// RFC 4568 has no words for sound that may be sealed or not. The first offer says RTP/AVP with keys beside it, which RFC
// 8643 calls opportunistic: who does not know the keys passes them over. Who
// takes RTP/SAVP only, or stumbles over the keys, says that it cannot have that,
// and is offered the one, then the other.
namespace peal::telephony {
namespace {

bool refuses_the_offer(const sip::CallEnd& end) {
  return end.by == sip::CallEnd::By::kRemote && (end.status == 488 || end.status == 606 || end.status == 415);
}

}  // namespace

void keep_for_another_offer(Line& line, const sip::PlaceRequest& request) {
  if (line.crypto.empty() || line.crypto_required) return;
  line.again = std::make_unique<sip::PlaceRequest>(request);
  line.again->sdp.clear();
}

std::optional<sip::CallId> offer_otherwise(Board& board, Line& line, std::optional<sip::sdp::Codec> first, const sip::CallEnd& end) {
  if (!line.again || !refuses_the_offer(end)) return std::nullopt;
  auto request = std::move(line.again);
  const bool plain = line.crypto_required;  // Sealed alone was the second offer.
  line.crypto_required = !plain;
  if (plain) line.crypto.clear();
  line.session = {.id = line.session.id + 1};
  request->sdp = sip::sdp::make_offer(line.session, capabilities(board, line, first));
  const auto placed = board.sip.place(*request, board.now());
  if (!placed) return std::nullopt;
  if (!plain) line.again = std::move(request);
  board.meters.placed.add();
  return *placed;
}

}  // namespace peal::telephony
