#include "sip/message/warning.hpp"
#include "sip/user_agent/core.hpp"

// Calls that others place: RFC 3261 13.3, 9.2.
namespace peal::sip {

using base::ErrorCode;
using base::fail;
using base::Status;
using base::Time;

namespace {
bool answer_waits(const Call& call) {
  return call.reliable && call.reliable->later && call.reliable->later->status >= 200;
}
Status too_late() { return fail(ErrorCode::kConflict, "The call is over or in another state."); }
}  // namespace

void UserAgent::Core::invite(ServerRef server, const Flow& flow, Time now) {
  if (calls_.size() >= config_.calls_max) return respond(server, flow, 503, now, "Retry-After: 5\r\n");
  const auto session = session_asked(server, flow, now);
  if (!session || !admitted(server, flow, now)) return;
  const auto& uri = *message_.uri();
  const auto from = *message_.from();
  const auto to = *message_.to();
  const auto contact = message_.contact().value_or(from);
  const RequestView view{message_, flow, attributes_of(flow), user_};
  IncomingCall incoming{view, uri, from, to, contact, std::nullopt, message_.body_of("application/sdp")};
  if (!takes_over(server, flow, incoming, now)) return;
  scratch_.clear();
  Writer writer(scratch_);
  write_response_head(writer, message_, flow, 100, {}, {});
  writer.no_body();
  transactions_.respond(server, 100, scratch_, now);

  const std::uint64_t id = calls_.insert();
  Call& call = *calls_.find(id);
  call.dialog = dialog_of_server(message_, tokens_.text(), flow);
  heard_from(call, flow);
  aim_call(id, call, call.dialog, flow, now);
  call_by_tag_.emplace(call.dialog.local_tag, id);
  transactions_.set_owner(server, id);
  Waiting& waiting = call.waiting.emplace();
  waiting.server = server;
  waiting.lines = response_lines(message_, flow, call.dialog.local_tag);
  waiting.reliable_required = message_.lists(HeaderName::kRequire, "100rel");
  waiting.reliable = waiting.reliable_required || message_.lists(HeaderName::kSupported, "100rel");
  waiting.offerless = incoming.sdp.empty();
  waiting.cseq = message_.cseq()->number;
  waiting.flow = response_flow(*message_.top_via(), flow);
  waiting.session = *session;
  waiting.secure = call.dialog.secure;
  call.peer_updates = message_.lists(HeaderName::kAllow, "UPDATE");
  std::string_view identities = message_.header(HeaderName::kPAssertedIdentity);
  if (const auto identity = next_list_value(identities)) incoming.asserted = parse_name_addr(*identity);
  events_.incoming_call(CallId{id}, incoming);
}

void UserAgent::Core::respond_waiting(const Waiting& waiting, std::uint16_t status, std::string_view reason,
                                      std::string_view fields, std::string_view sdp, Time now) {
  scratch_.clear();
  Writer writer(scratch_);
  writer.response(status, reason);
  scratch_.append(waiting.lines);
  if (status < 300) {
    writer.field(HeaderName::kContact, contact(waiting.flow, waiting.secure, waiting.keeps_flow)).field(HeaderName::kAllow, kAllowedMethods);
    writer.field(HeaderName::kSupported, kSupportedOptions);
  }
  scratch_.append(fields);
  add_warning(scratch_, status);
  writer.field(HeaderName::kServer, config_.product);
  writer.body(sdp.empty() ? std::string_view{} : "application/sdp", sdp);
  transactions_.respond(waiting.server, status, scratch_, now);
}

Status UserAgent::Core::provisional(CallId id, std::uint16_t status, std::string_view sdp, Time now) {
  Call* call = live(id);
  if (call == nullptr || call->state != CallState::kIncoming || answer_waits(*call)) return too_late();
  if (call->waiting->reliable) send_reliable(id.value, *call, status, sdp, now);
  else respond_waiting(*call->waiting, status, {}, {}, sdp, now);
  call->waiting->told = status;
  arm(call->still_ringing, now, kStillRingingEvery, {id.value, CallTimer::kStillRinging});
  return {};
}

Status UserAgent::Core::ring(CallId id, Time now) { return provisional(id, 180, {}, now); }

Status UserAgent::Core::progress(CallId id, std::string_view sdp, Time now) { return provisional(id, 183, sdp, now); }

Status UserAgent::Core::answer(CallId id, std::string_view sdp, Time now, const ExtraHeaders& headers) {
  Call* call = live(id);
  if (call == nullptr || call->state != CallState::kIncoming) return too_late();
  std::string fields;
  Writer writer(fields);
  for (const auto& [name, value] : headers) writer.field(name, value);
  Reliable* early = call->reliable.get();
  if (answer_waits(*call)) return too_late();
  // RFC 3262 3: not before the PRACK of a provisional response with SDP, and not
  // while an offer of theirs that came with it waits.
  if (early != nullptr && ((early->unacknowledged && early->described) || call->update)) {
    early->later = {200, std::move(fields), std::string(sdp)};
    return {};
  }
  send_answer(id.value, *call, fields, sdp, now);
  return {};
}

void UserAgent::Core::send_answer(std::uint64_t id, Call& call, std::string_view fields, std::string_view sdp, Time now) {
  call.state = CallState::kConfirmed;
  timers_.cancel(call.still_ringing);
  if (call.reliable) {
    timers_.cancel(call.reliable->repeat);
    timers_.cancel(call.reliable->give_up);
    if (call.reliable->exchanged) sdp = {};  // Agreed before (RFC 3264 4).
  }
  accept_waiting(id, call, call.waiting, fields, sdp, now);
  call.unacknowledged->initial = true;
}

void UserAgent::Core::accept_waiting(std::uint64_t id, Call& call, std::optional<Waiting>& slot, std::string_view fields,
                                     std::string_view sdp, Time now) {
  const Waiting waiting = std::move(*slot);
  slot.reset();
  if (!waiting.contact.empty()) {
    Dialog& dialog = dialog_with(call, waiting.remote_tag);
    refresh_target(dialog, waiting.contact, waiting.source);
    aim_call(id, call, dialog, waiting.source, now);
  }
  std::string all(fields);
  const SessionTerms& session = waiting.session;
  if (session.interval.count() > 0) {
    write_session_lines(all, session.interval, session.ours ? "uas" : "uac", kSessionExpiresMin);
    if (session.known) Writer(all).field(HeaderName::kRequire, "timer");  // RFC 4028 9.
  }
  if (waiting.method != Method::kPrack && call.state == CallState::kConfirmed) watch_session(id, call, session, now);
  if (!sdp.empty()) call.local_sdp = sdp;
  respond_waiting(waiting, 200, {}, all, sdp, now);
  if (waiting.method != Method::kInvite) return;
  Unacknowledged& sent = call.unacknowledged.emplace();
  sent.bytes = scratch_;
  sent.flow = waiting.flow;
  sent.cseq = waiting.cseq;
  sent.offered = waiting.offerless && !sdp.empty();
  sent.interval = config_.timers.t1;
  arm(sent.repeat, now, sent.interval, {id, CallTimer::kRepeat});
  arm(sent.give_up, now, config_.timers.give_up(), {id, CallTimer::kNoAck});
}

Status UserAgent::Core::reject(CallId id, std::uint16_t status, std::string_view reason, Time now,
                               const ExtraHeaders& headers) {
  Call* call = live(id);
  if (call == nullptr || call->state != CallState::kIncoming) return too_late();
  if (status < 300 || status > 699) return fail(ErrorCode::kBadInput, "A refusal has a status from 300 to 699.");
  std::string fields;
  Writer writer(fields);
  for (const auto& [name, value] : headers) writer.field(name, value);
  respond_waiting(*call->waiting, status, reason, fields, {}, now);
  erase(id.value);
  return {};
}

void UserAgent::Core::cancel(ServerRef server, const Flow& flow, Time now) {
  const auto meant = transactions_.cancelled_by(message_, *message_.top_via());
  if (!meant) return respond(server, flow, 481, now);
  const auto [invite, id] = *meant;
  Call* call = call_of(id);
  // 9.2: one tag for the CANCEL and for what it cancels.
  respond(server, flow, 200, now, {}, {}, call != nullptr ? std::string_view(call->dialog.local_tag) : std::string_view{});
  // A CANCEL that crosses our final response changes nothing (9.2): the ACK and
  // then BYE will follow.
  if (call == nullptr || !call->waiting || !(call->waiting->server == invite)) return;
  respond_waiting(*call->waiting, 487, {}, {}, {}, now);
  call->waiting.reset();
  if (call->state != CallState::kIncoming) return;
  CallEnd end = end_of(CallEnd::By::kRemote, 487);
  end.reason = reason_phrase(487);
  finish(id, answer_waits(*call), end);
}

void UserAgent::Core::acknowledged(const Flow& flow, Time now) {
  const std::uint64_t id = dialog_call(message_);
  Call* call = call_of(id);
  if (call == nullptr || !call->unacknowledged || !belongs(call->dialog, message_)) return;
  if (call->unacknowledged->cseq != message_.cseq()->number) return;
  heard_from(*call, flow);
  const bool initial = call->unacknowledged->initial;
  const bool offered = call->unacknowledged->offered;
  timers_.cancel(call->unacknowledged->repeat);
  timers_.cancel(call->unacknowledged->give_up);
  call->unacknowledged.reset();
  if (call->state == CallState::kEnding) {
    send_bye(call->dialog, call->reason, call->credentials, now);
    return erase(id);
  }
  const auto sdp = message_.body_of("application/sdp");
  if (initial) events_.acknowledged(CallId{id}, offered ? sdp : std::string_view{});
  else if (offered) events_.reoffer_answered(CallId{id}, sdp);
}

// 13.3.1.4: without an ACK the dialog stands, but the session should end.
void UserAgent::Core::no_ack(std::uint64_t id, Time now) {
  Call& call = *call_of(id);
  dialog_lost(id, call, {CallEnd::By::kTimeout, 408, "No ACK"}, now);
}

}  // namespace peal::sip
