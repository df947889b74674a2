#include "sip/user_agent/core.hpp"

// New media within a dialog: theirs (RFC 3261 14.2, RFC 3311 5.2) and ours (14.1).
namespace peal::sip {

using base::ErrorCode;
using base::fail;
using base::Millis;
using base::Status;
using base::Time;

std::uint16_t UserAgent::Core::offer_refusal(const Call& call, bool has_offer) const {
  const bool invite = message_.method() == Method::kInvite;
  if (!invite && !has_offer) return 0;  // A refresh touches no media.
  if (call.waiting) return 500;
  if (call.our_offer && call.our_offer->client.valid()) return 491;
  return call.unacknowledged ? 491 : 0;
}

void UserAgent::Core::offer(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, Time now) {
  const auto sdp = message_.body_of("application/sdp");
  const bool invite = message_.method() == Method::kInvite;
  if (const auto status = offer_refusal(call, !sdp.empty()); status != 0) {
    const std::string later = "Retry-After: " + std::to_string(tokens_.number() % 11) + "\r\n";
    return respond(server, flow, status, now, status == 500 ? std::string_view(later) : std::string_view{});
  }
  const auto session = session_asked(server, flow, now);
  if (!session) return;
  refresh_target(call.dialog, message_, flow);
  transactions_.set_owner(server, id);
  const bool refresh = !invite && sdp.empty();
  auto kept = std::move(call.waiting);  // A refresh may come while their INVITE waits.
  Waiting& waiting = call.waiting.emplace();
  waiting.server = server;
  waiting.lines = response_lines(message_, flow, call.dialog.local_tag);
  waiting.invite = invite;
  waiting.offerless = sdp.empty();
  waiting.cseq = message_.cseq()->number;
  waiting.flow = response_flow(*message_.top_via(), flow);
  waiting.session = *session;
  if (!refresh) return events_.offered(CallId{id}, sdp);
  accept_waiting(id, call, {}, {}, now);
  call.waiting = std::move(kept);
}

Status UserAgent::Core::answer_offer(CallId id, std::string_view sdp, Time now) {
  Call* call = live(id);
  if (call == nullptr || call->state != CallState::kConfirmed || !call->waiting) {
    return fail(ErrorCode::kConflict, "No offer waits.");
  }
  accept_waiting(id.value, *call, {}, sdp, now);
  return {};
}

Status UserAgent::Core::reject_offer(CallId id, std::uint16_t status, Time now) {
  Call* call = live(id);
  if (call == nullptr || call->state != CallState::kConfirmed || !call->waiting) {
    return fail(ErrorCode::kConflict, "No offer waits.");
  }
  respond_waiting(*call, status, {}, {}, {}, now);
  call->waiting.reset();
  return {};
}

Status UserAgent::Core::reoffer(CallId id, std::string_view sdp, Time now) {
  Call* call = live(id);
  const bool free = call != nullptr && call->state == CallState::kConfirmed && !call->our_offer && !call->waiting &&
                    !call->unacknowledged;
  if (!free) return fail(ErrorCode::kConflict, "Another offer is on its way, or the call is not answered.");
  call->our_offer.emplace().sdp = sdp;
  send_reoffer(id.value, *call, now);
  return {};
}

void UserAgent::Core::send_reoffer(std::uint64_t id, Call& call, Time now) {
  OurOffer& ours = *call.our_offer;
  // Their offer came while ours rested: ours rests on (14.1).
  if (call.waiting || call.unacknowledged) return arm(ours.retry, now, Millis{500}, {id, CallTimer::kRetryOffer});
  const std::string authorization = ours.shown.lines();
  ours.client = send_in_dialog(call.dialog, {Method::kInvite, authorization, "application/sdp", ours.sdp}, id, now);
}

void UserAgent::Core::reoffer_response(std::uint64_t id, Call& call, ClientRef client, const Flow& flow, Time now) {
  const std::uint16_t status = message_.status();
  if (status < 200) return;
  const bool current = call.our_offer && call.our_offer->client == client;
  if (status < 300) {
    send_ack(client, call.dialog, message_.cseq()->number, current ? call.our_offer->shown.lines() : std::string{});
  }
  if (!current) return;
  OurOffer& ours = *call.our_offer;
  if (status < 300) {
    refresh_target(call.dialog, message_, flow);
    call.our_offer.reset();
    return events_.reoffer_answered(CallId{id}, message_.body_of("application/sdp"));
  }
  if (status == 491 && ours.tries < kOfferRetriesMax) {
    ++ours.tries;
    ours.client = {};
    ours.shown = {};  // A count shown twice is a replay (RFC 7616 3.4).
    // 14.1: whoever made the Call-ID waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms.
    const auto steps = static_cast<std::int64_t>(tokens_.number() % (call.outgoing ? 191 : 201));
    const Millis wait{(call.outgoing ? 2100 : 0) + 10 * steps};
    return arm(ours.retry, now, wait, {id, CallTimer::kRetryOffer});
  }
  if (call.credentials && meet_challenge(ours.shown, *call.credentials, Method::kInvite, call.dialog.remote_target)) {
    return send_reoffer(id, call, now);
  }
  call.our_offer.reset();
  if (status == 481 || status == 408) return dialog_lost(id, call, status, CallEnd::By::kProtocol, now);
  events_.reoffer_refused(CallId{id}, status);
}

}  // namespace peal::sip
