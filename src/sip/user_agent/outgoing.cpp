#include <algorithm>
#include <utility>

#include "sip/user_agent/core.hpp"

// Calls that we place: RFC 3261 13.2, 8.1.3.
namespace peal::sip {

using base::ErrorCode;
using base::fail;
using base::Time;

namespace {

base::Result<Flow> first_hop(const PlaceRequest& request, const Uri& target) {
  if (request.flow) return *request.flow;
  std::optional<Uri> hop = target;
  if (!request.route.empty()) hop = parse_uri(request.route.front());
  const auto flow = hop ? hop->numeric_flow() : std::nullopt;
  if (!flow) return fail(ErrorCode::kUnreachable, "The target has no numeric address and no flow.", request.target);
  if (web_socket(flow->transport)) {
    return fail(ErrorCode::kUnreachable, "Calls to this transport need a connection of the peer's.", request.target);
  }
  return *flow;
}

}  // namespace

base::Result<CallId> UserAgent::Core::place(const PlaceRequest& request, Time now) {
  const auto target = parse_uri(request.target);
  if (!target || !target->sip()) return fail(ErrorCode::kBadInput, "The target is not a SIP URI.", request.target);
  if (!parse_uri(request.from_uri)) return fail(ErrorCode::kBadInput, "The caller is not a URI.", "from_uri");
  if (!request.to_uri.empty() && !parse_uri(request.to_uri)) return fail(ErrorCode::kBadInput, "Not a URI.", "to_uri");
  const auto flow = first_hop(request, *target);
  if (!flow) return fail(flow.error());
  if (calls_.size() >= config_.calls_max) return fail(ErrorCode::kOverloaded, "Too many calls.");

  const std::uint64_t id = calls_.insert();
  Call& call = *calls_.find(id);
  call.state = CallState::kCalling;
  call.outgoing = true;
  heard_from(call, *flow);
  Dialog& dialog = call.dialog;
  dialog.call_id = tokens_.text() + tokens_.text();
  dialog.local_tag = tokens_.text();
  dialog.local_party = write_name_addr(request.from_display, request.from_uri);
  dialog.remote_party = write_name_addr({}, request.to_uri.empty() ? request.target : request.to_uri);
  // Headers belong in no Request-URI (RFC 3261 19.1.1); a registered contact may have some.
  dialog.remote_target = target->without_headers();
  for (const auto& route : request.route) dialog.route_set.push_back("<" + route + ">");
  dialog.flow = *flow;
  // RFC 3261 8.1.1.8: the target, or the proxy before it.
  const auto first_route = request.route.empty() ? std::nullopt : parse_uri(request.route.front());
  dialog.secure = target->sips() || (first_route && first_route->sips());
  dialog.may_use_tcp = !request.by_flow_only && !request.flow_is_kept;
  dialog.keeps_flow = request.flow_is_kept && request.flow;
  call_by_tag_.emplace(dialog.local_tag, id);
  call.credentials = request.credentials;
  call.session.terms.interval = config_.session_expires;
  Writer writer(call.invite_fields);
  for (const auto& [name, value] : request.headers) writer.field(name, value);
  call.local_sdp = request.sdp;
  call.patience = request.patience;
  call.others = request.others;
  send_invite(id, call, now);
  return CallId{id};
}

void UserAgent::Core::send_invite(std::uint64_t id, Call& call, Time now) {
  std::string fields;
  fields.reserve(call.invite_fields.size() + 64);
  fields.append(call.invite_fields).append(call.shown.to_proxy).append(call.shown.to_server);
  // RFC 4028 7.1: who refreshes is for the answering side to say.
  write_session_lines(fields, call.session.terms.interval, {}, call.session.least);
  const base::Millis patience = call.patience.count() == 0 && !call.others.empty() ? base::Millis{kTargetPatience} : call.patience;
  call.invite = send_in_dialog(call.dialog, {Method::kInvite, fields, "application/sdp", call.local_sdp, patience}, id, now);
}

ClientRef UserAgent::Core::send_in_dialog(Dialog& dialog, const InDialog& request, std::uint64_t owner, Time now) {
  const std::string branch = tokens_.branch();
  std::string bytes;
  bytes.reserve(700 + request.body.size() + request.fields.size());
  Writer writer(bytes);
  write_in_dialog(writer, dialog, request.method, ++dialog.local_cseq, advertised(dialog.flow), branch);
  if (request.method == Method::kInvite || request.method == Method::kUpdate) {
    writer.field(HeaderName::kContact, contact(dialog.flow, dialog.secure, dialog.keeps_flow)).field(HeaderName::kAllow, kAllowedMethods);
    writer.field(HeaderName::kSupported, kSupportedOptions);
  }
  writer.field(HeaderName::kUserAgent, config_.product);
  bytes.append(request.fields);
  writer.body(request.body.empty() ? std::string_view{} : request.content_type, request.body);
  return transactions_.send({request.method, branch, std::move(bytes), dialog.flow, dialog.may_use_tcp, owner, request.patience, dialog.others}, now);
}

void UserAgent::Core::send_ack(ClientRef invite, const Dialog& dialog, const InDialog& ack, std::uint32_t cseq) {
  std::string bytes;
  bytes.reserve(500);
  Writer writer(bytes);
  write_in_dialog(writer, dialog, Method::kAck, cseq, advertised(dialog.flow), tokens_.branch());
  bytes.append(ack.fields);
  writer.body(ack.body.empty() ? std::string_view{} : ack.content_type, ack.body);
  transactions_.acknowledge(invite, dialog.remote_tag, std::move(bytes), dialog.flow);
}

void UserAgent::Core::invite_response(std::uint64_t id, Call& call, ClientRef client, const Flow& flow, Time now) {
  const std::uint16_t status = message_.status();
  if (status >= 300) return invite_refused(id, call, now);
  if (status >= 200) return invite_answered(id, call, client, flow, now);
  if (status == 100) return;
  const auto sdp = message_.body_of("application/sdp");
  // RFC 3261 12.1.2: with a tag it makes an early dialog, which Replaces may name.
  const auto tag = message_.to()->tag();
  if (!tag.empty() && call.early_tags.size() < kForksMax && std::ranges::find(call.early_tags, tag) == call.early_tags.end())
    call.early_tags.emplace_back(tag);
  const bool reliable = message_.lists(HeaderName::kRequire, "100rel");
  if (reliable && !early_response(id, call, flow, now)) return;
  const bool offered = !sdp.empty() && call.local_sdp.empty();
  if (offered && !reliable) return;  // RFC 3262 5: an offer in an unreliable response is none.
  if (!sdp.empty()) {
    call.early_sdp = sdp;
    call.early_tag = message_.to()->tag();
  }
  events_.progressed(CallId{id}, {status, message_.reason(), sdp, offered, message_});
}

void UserAgent::Core::invite_answered(std::uint64_t id, Call& call, ClientRef client, const Flow& flow, Time now) {
  // 13.2.2.4: the first 2xx wins; each other fork is acknowledged and ended.
  const auto tag = message_.to()->tag();
  if (call.ack_owed && tag == call.dialog.remote_tag) return;  // Again: its ACK still waits for telephony.
  if (call.state != CallState::kCalling) return refuse_answer(client, id, flow, now);
  const EarlyDialog* early = early_of(call, tag);
  Dialog dialog = answering_dialog(call, flow);
  const std::uint32_t cseq = dialog.local_cseq;
  if (early != nullptr) {
    // The early dialog's requests counted on (12.2.1.1); its routes are replaced (13.2.2.4).
    dialog.local_cseq = early->dialog.local_cseq;
    dialog.remote_cseq = early->dialog.remote_cseq;
  }
  call.dialog = std::move(dialog);
  heard_from(call, flow);
  call.state = CallState::kConfirmed;
  aim_call(id, call, call.dialog, flow, now);
  call.invite_fields = {};
  call.early_tags = {};
  call.peer_updates = message_.lists(HeaderName::kAllow, "UPDATE");
  const bool exchanged = early != nullptr && early->exchanged;
  std::string_view sdp = message_.body_of("application/sdp");
  watch_session(id, call, session_granted(call.session.terms.interval), now);
  if (call.local_sdp.empty() && !exchanged && !sdp.empty()) {
    call.ack_owed = cseq;
    call.early_sdp = sdp;
    return events_.answered(CallId{id}, {sdp, true, message_});
  }
  const std::string authorization = call.shown.lines();
  send_ack(client, call.dialog, {Method::kAck, authorization, {}, {}}, cseq);
  call.shown = {};
  // What was agreed reliably stands (RFC 3264 4); an early answer without
  // PRACK counts when it is of this fork.
  std::string agreed = exchanged ? early->sdp : std::string{};
  if (!exchanged && sdp.empty() && call.early_tag == tag && !call.local_sdp.empty()) agreed = std::move(call.early_sdp);
  call.early_sdp = {};
  if (!agreed.empty()) sdp = agreed;
  if (sdp.empty()) {
    send_bye(call.dialog, {}, call.credentials, now);
    return finish(id, false, {CallEnd::By::kProtocol, 488, "Answer without SDP"});
  }
  std::erase_if(call.early, [&](const EarlyDialog& e) { return e.dialog.remote_tag == tag; });
  events_.answered(CallId{id}, {sdp, false, message_});
}

bool UserAgent::Core::retry_with_credentials(std::uint64_t id, Call& call, Time now) {
  if (!call.credentials || !meet_challenge(call.shown, *call.credentials, {Method::kInvite, call.dialog.remote_target, call.dialog.flow})) return false;
  send_invite(id, call, now);
  return true;
}

// RFC 4028 7.3: the same call again, with the interval that the 422 names.
bool UserAgent::Core::retry_with_longer_session(std::uint64_t id, Call& call, Time now) {
  if (message_.status() != 422 || !lengthen_session(call, call.session.terms.interval)) return false;
  call.shown = {};  // A count shown twice is a replay (RFC 7616 3.4).
  send_invite(id, call, now);
  return true;
}

// RFC 3263 4.3: the same request under another branch, and so with the same CSeq
// (RFC 3261 8.2.2.2 lets whoever gets it twice see that). What was shown to the
// one that failed is no use to the other.
bool UserAgent::Core::try_next_target(std::uint64_t id, Call& call, Time now) {
  if (call.others.empty()) return false;
  const Flow failed = std::exchange(call.dialog.flow, call.others.front());
  call.dialog.keeps_flow = false;
  call.others.erase(call.others.begin());
  heard_from(call, call.dialog.flow);
  call.shown = {};
  call.early.clear();
  call.early_sdp = {};
  call.early_tag = {};
  --call.dialog.local_cseq;
  send_invite(id, call, now);
  events_.target_failed(CallId{id}, failed, call.peer);
  return true;
}

// Redirections (3xx) are told, not followed: where a call may go is for the rules upstairs.
void UserAgent::Core::invite_refused(std::uint64_t id, Call& call, Time now) {
  if (retry_with_credentials(id, call, now) || retry_with_longer_session(id, call, now)) return;
  if (message_.status() == 503 && try_next_target(id, call, now)) return;
  CallEnd end = end_of(CallEnd::By::kRemote, message_.status());
  end.reason = message_.reason();
  end.foreign_challenge = foreign_;
  finish(id, false, end);
}

}  // namespace peal::sip
