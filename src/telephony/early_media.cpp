#include "telephony/early_media.hpp"

#include "base/log.hpp"
#include "telephony/lines.hpp"

namespace peal::telephony {
namespace {

// A phone that was told 180 plays a ring-back of its own; with our SDP it hears
// us instead (RFC 3960 3.2), so that ours goes on whenever the far sound ends.
bool let_hear(Board& board, Leg& listener) {
  if (listener.state == LegState::kUp || listener.early) return true;
  if (listener.state != LegState::kArrived || !listener.pending) return false;
  const Line& line = listener.line();
  if (!apply_agreed(board, listener, listener.line(), listener.pending->agreed)) return false;
  if (!board.sip.progress(line.call, listener.pending->sdp, board.now())) return false;
  listener.early = true;
  board.media.set_background(line.stream, {media::BackgroundKind::kRingBack, {}});
  return true;
}

}  // namespace

void take_early(Board& board, Leg& ringing, Line& line, std::string_view sdp) {
  if (ringing.state != LegState::kRinging || !line.trunk.valid() || !ringing.heard_by.valid()) return;
  // The 200 is accepted into the session as if nothing had come before it.
  auto session = line.session;
  const auto agreed = sip::sdp::accept_answer(session, capabilities(board, line, ringing.codec), sdp);
  const auto done = agreed ? apply_early(board, line, *agreed) : base::Status(tl::unexpect, agreed.error());
  if (done) return;
  base::log(base::LogLevel::kInfo, "telephony", "early_media_refused",
            {{"leg", base::to_text(ringing.id)}, {"error", done.error().describe()}});
}

void hear_early(Board& board, Leg& ringing) {
  if (ringing.state != LegState::kRinging || !ringing.heard || ringing.lines.empty()) return;
  Leg* listener = board.legs.find(ringing.heard_by);
  if (listener == nullptr || !let_hear(board, *listener)) return;
  // kConflict: they are on different media threads, and our ring-back goes on.
  (void)board.media.bridge(listener->line().stream, ringing.line().stream);
}

void wait_for(Board& board, const Leg& listener, Leg& ringing) {
  ringing.heard_by = listener.id;
  hear_early(board, ringing);
}

}  // namespace peal::telephony
