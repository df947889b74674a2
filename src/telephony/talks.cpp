#include "telephony/talks.hpp"

#include "base/log.hpp"
#include "sip/message/warning.hpp"
#include "sip/sdp/mismatch.hpp"
#include "telephony/cause.hpp"
#include "telephony/endings.hpp"
#include "telephony/limits.hpp"
#include "telephony/lines.hpp"

namespace peal::telephony {
namespace {

void quiet(Board& board, Leg& leg) {
  leg.play = {};
  leg.media_play = {};
  if (leg.echoing) board.media.echo(leg.line().stream, false);
  leg.echoing = false;
  board.media.stop_play(leg.line().stream);
  board.media.set_background(leg.line().stream, {media::BackgroundKind::kNothing, {}});
}

// The core plays music to whoever is left waiting.
void tell_hold(Board& board, const Leg& leg, bool before) {
  if (leg.state == LegState::kUp && leg.held_by_peer != before) board.raise(core::LegHeld{leg.id, leg.held_by_peer});
}

void log_media_change(const Leg& leg, const base::Error& error) {
  base::log(base::LogLevel::kInfo, "telephony", "media_change_refused",
            {{"leg", base::to_text(leg.id)}, {"error", error.describe()}});
}

}  // namespace

void bridge(Board& board, Leg& caller, Leg& agent) {
  quiet(board, caller);
  quiet(board, agent);
  const auto done = board.media.bridge(caller.line().stream, agent.line().stream);
  if (done) return;
  base::log(base::LogLevel::kError, "telephony", "bridge_refused",
            {{"leg", base::to_text(agent.id)}, {"error", done.error().describe()}});
  lose(board, agent);
}

void unbridge(Board& board, Leg& caller, Leg& agent) {
  board.media.unbridge(caller.line().stream);
  board.media.unbridge(agent.line().stream);
}

void mute(Board& board, Leg& leg, bool on) { board.media.mute(leg.line().stream, on); }

void send_digits(Board& board, Leg& leg, std::string_view digits) {
  board.media.send_digits(leg.line().stream, digits.substr(0, kDigitsPerSendMax));
}

void join_mix(Board& board, Leg& leg, core::MixId mix) {
  const auto done = board.media.join(media::MixId{mix.value}, leg.line().stream);
  if (done) return;
  base::log(base::LogLevel::kError, "telephony", "mix_refused",
            {{"leg", base::to_text(leg.id)}, {"error", done.error().describe()}});
  lose(board, leg);
}

bool digit_counts(Leg& leg, DigitWay way) {
  if (leg.digit_way == DigitWay::kUnknown) leg.digit_way = way;
  return leg.digit_way == way && leg.state == LegState::kUp;
}

void offered(Board& board, Leg& leg, Line& line, std::string_view offer) {
  if (offer.empty()) {
    const auto ours = sip::sdp::make_offer(line.session, capabilities(board, line, leg.codec));
    (void)board.sip.answer_offer(line.call, ours, board.now());
    return;
  }
  const bool before = leg.held_by_peer;
  auto answer = sip::sdp::answer_offer(line.session, capabilities(board, line, leg.codec), offer);
  const auto done = answer ? apply_agreed(board, leg, line, answer->media) : base::Status(tl::unexpect, answer.error());
  if (done) {
    (void)board.sip.answer_offer(line.call, answer->sdp, board.now());
    tell_hold(board, leg, before);
    return;
  }
  // RFC 3261 14.2: the session goes on as it was.
  log_media_change(leg, done.error());
  const auto why = sip::sdp::why_refused(capabilities(board, line, leg.codec), offer);
  (void)board.sip.reject_offer(line.call, base::error_row(done.error().code).sip_status, board.now(), {{"Warning", sip::warning(why.code, why.text)}});
}

void offer_answered(Board& board, Leg& leg, Line& line, std::string_view answer) {
  const bool before = leg.held_by_peer;
  const auto agreed = sip::sdp::accept_answer(line.session, capabilities(board, line, leg.codec), answer);
  const auto done = agreed ? apply_agreed(board, leg, line, *agreed) : base::Status(tl::unexpect, agreed.error());
  if (!done) return log_media_change(leg, done.error());
  tell_hold(board, leg, before);
}

}  // namespace peal::telephony
