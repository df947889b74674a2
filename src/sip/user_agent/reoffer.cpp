#include "sip/message/token.hpp"
#include "sip/user_agent/core.hpp"

// New media within a dialog, offered by us, and our session refreshes: RFC 3261
// 14.1, RFC 3311 5.1 and 5.3, RFC 4028 7.4.
namespace peal::sip {

using base::ErrorCode;
using base::fail;
using base::Millis;
using base::Status;
using base::Time;

Status UserAgent::Core::reoffer(CallId id, std::string_view sdp, Time now) {
  Call* call = live(id);
  if (call != nullptr && call->our_offer && call->our_offer->refresh && call->our_offer->then.empty()) {
    call->our_offer->then = sdp;
    return {};
  }
  if (call == nullptr || call->our_offer || dialog_for_offer(*call) == nullptr) {
    return fail(ErrorCode::kConflict, "Another offer is on its way, or the call is not answered.");
  }
  OurOffer& ours = call->our_offer.emplace();
  ours.sdp = sdp;
  // RFC 3311 5.1: in an answered dialog re-INVITE is better, as a person may have to agree.
  if (call->state != CallState::kConfirmed) ours.method = Method::kUpdate;
  send_reoffer(id.value, *call, now);
  return {};
}

Dialog* UserAgent::Core::dialog_for_offer(Call& call) {
  if (their_offer_open(call) || our_offer_open(call)) return nullptr;
  if (call.state == CallState::kConfirmed) return call.waiting || call.unacknowledged ? nullptr : &call.dialog;
  // RFC 3311 5.1: before the answer only where the first exchange was made reliably.
  if (call.state == CallState::kIncoming) {
    return call.peer_updates && call.reliable && call.reliable->exchanged && !call.reliable->later ? &call.dialog : nullptr;
  }
  const bool one = call.state == CallState::kCalling && call.early.size() == 1;
  return one && call.early.front().updates && call.early.front().exchanged ? &call.early.front().dialog : nullptr;
}

void UserAgent::Core::send_reoffer(std::uint64_t id, Call& call, Time now) {
  OurOffer& ours = *call.our_offer;
  Dialog* dialog = dialog_for_offer(call);
  // Their offer came while ours rested: ours rests on (14.1).
  if (dialog == nullptr) return arm(ours.retry, now, Millis{500}, {id, CallTimer::kRetryOffer});
  std::string fields = ours.shown.lines();
  const SessionTerms& session = call.session.terms;
  // RFC 4028 7.4: without it the session would have no timer any more.
  if (call.state == CallState::kConfirmed) {
    write_session_lines(fields, session.interval, session.ours ? "uac" : "uas", call.session.least);
  }
  ours.client = send_in_dialog(*dialog, {ours.method, fields, "application/sdp", ours.sdp}, id, now);
}

void UserAgent::Core::reoffer_response(std::uint64_t id, Call& call, ClientRef client, const Flow& flow, Time now) {
  const std::uint16_t status = message_.status();
  if (status < 200) return;
  const bool current = call.our_offer && call.our_offer->client == client;
  if (status < 300 && message_.method() == Method::kInvite) {
    const std::string authorization = current ? call.our_offer->shown.lines() : std::string{};
    send_ack(client, call.dialog, {Method::kAck, authorization, {}, {}}, message_.cseq()->number);
  }
  if (!current) return;
  if (status < 300) return reoffer_accepted(id, call, flow, now);
  if (!reoffer_again(id, call, now)) reoffer_refused(id, call, now);
}

void UserAgent::Core::reoffer_accepted(std::uint64_t id, Call& call, const Flow& flow, Time now) {
  const OurOffer& ours = *call.our_offer;
  const auto sdp = message_.body_of("application/sdp");
  const bool told = !ours.refresh || !sdp.empty();
  Dialog& dialog = dialog_with(call, message_.to()->tag());
  refresh_target(dialog, contact_uri(message_), flow);
  aim_call(id, call, dialog, flow, now);
  if (message_.has(HeaderName::kAllow)) call.peer_updates = message_.lists(HeaderName::kAllow, "UPDATE");
  if (!ours.sdp.empty()) call.local_sdp = ours.sdp;
  if (call.state == CallState::kConfirmed) watch_session(id, call, session_granted(call.session.terms.interval), now);
  else if (EarlyDialog* early = early_of(call, message_.to()->tag()); early != nullptr && !sdp.empty()) early->sdp = sdp;
  reoffer_done(id, call, now);
  if (told) events_.reoffer_answered(CallId{id}, sdp);
}

bool UserAgent::Core::reoffer_again(std::uint64_t id, Call& call, Time now) {
  OurOffer& ours = *call.our_offer;
  const std::uint16_t status = message_.status();
  const auto after = message_.number(HeaderName::kRetryAfter);
  const bool later = status == 491 || (status == 500 && after && *after <= 10);
  if (later && ours.tries < kOfferRetriesMax) {
    ++ours.tries;
    ours.client = {};
    ours.shown = {};  // A count shown twice is a replay (RFC 7616 3.4).
    // 14.1: whoever made the Call-ID waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms.
    const auto steps = static_cast<std::int64_t>(tokens_.number() % (call.outgoing ? 191 : 201));
    Millis wait{(call.outgoing ? 2100 : 0) + 10 * steps};
    if (status == 500) wait = base::Seconds{*after};  // RFC 3311 5.2: they are about to answer another.
    arm(ours.retry, now, wait, {id, CallTimer::kRetryOffer});
    return true;
  }
  base::Seconds& interval = call.session.terms.interval;
  const bool longer = status == 422 && lengthen_session(call, interval);
  if (longer) ours.shown = {};
  const bool proven = !longer && call.credentials &&
                      meet_challenge(ours.shown, *call.credentials, {ours.method, call.dialog.remote_target, call.dialog.flow});
  if (!longer && !proven) return false;
  ours.client = {};  // Over: it no longer stands in its own way.
  send_reoffer(id, call, now);
  return true;
}

// 14.1: what stood before goes on.
void UserAgent::Core::reoffer_refused(std::uint64_t id, Call& call, Time now) {
  const std::uint16_t status = message_.status();
  const bool up = call.state == CallState::kConfirmed;
  if (up && (status == 481 || status == 408)) return dialog_lost(id, call, {CallEnd::By::kProtocol, status, reason_phrase(status)}, now);
  const bool refresh = call.our_offer->refresh;
  // A peer without RFC 4028 that refuses a refresh lives all the same.
  if (refresh && !call.session.terms.known) watch_session(id, call, call.session.terms, now);
  reoffer_done(id, call, now);
  if (!refresh) events_.reoffer_refused(CallId{id}, status);
}

void UserAgent::Core::reoffer_done(std::uint64_t id, Call& call, Time now) {
  std::string next = std::move(call.our_offer->then);
  call.our_offer.reset();
  if (next.empty()) return;
  call.our_offer.emplace().sdp = std::move(next);
  send_reoffer(id, call, now);
}

}  // namespace peal::sip
