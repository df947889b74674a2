#include "sip/user_agent/core.hpp"

// New media within a dialog, offered by them: RFC 3261 14.2, RFC 3311 5.2, RFC 6141.
namespace peal::sip {

using base::ErrorCode;
using base::fail;
using base::Status;
using base::Time;

namespace {
EarlyDialog* owed_prack(Call& call) {
  for (EarlyDialog& early : call.early) {
    if (early.owed) return &early;
  }
  return nullptr;
}
}  // namespace

std::uint16_t UserAgent::Core::offer_refusal(const Call& call, bool has_offer) const {
  const bool invite = message_.method() == Method::kInvite;
  if (invite ? call.waiting.has_value() : call.update.has_value()) return 500;
  if (!invite && !has_offer) return 0;  // A refresh touches no media.
  if (their_offer_open(call)) return 500;
  return our_offer_open(call) || (invite && call.unacknowledged) ? 491 : 0;
}

// RFC 3311 5.2: an offer of theirs that we have not answered yet.
bool UserAgent::Core::their_offer_open(const Call& call) {
  const bool answered = call.reliable && call.reliable->exchanged;
  return call.update || call.ack_owed || (call.waiting && !call.waiting->offerless && !answered);
}

// One of ours that they have not answered: in an INVITE, an UPDATE, a 2xx or a
// provisional response.
bool UserAgent::Core::our_offer_open(const Call& call) {
  if (call.our_offer && call.our_offer->client.valid()) {
    if (call.our_offer->method == Method::kInvite || !call.our_offer->sdp.empty()) return true;
  }
  if (call.reliable && call.reliable->unacknowledged && call.reliable->offered) return true;
  const bool first = call.state == CallState::kCalling && !call.local_sdp.empty();
  if (first && (call.early.size() != 1 || !call.early.front().exchanged)) return true;
  return call.unacknowledged && call.unacknowledged->offered;
}

Waiting UserAgent::Core::waiting_for(ServerRef server, const Flow& flow, const SessionTerms& session) const {
  Waiting waiting;
  waiting.server = server;
  waiting.method = message_.method();
  waiting.offerless = message_.body_of("application/sdp").empty();
  waiting.cseq = message_.cseq()->number;
  waiting.flow = response_flow(*message_.top_via(), flow);
  waiting.session = session;
  waiting.secure = message_.uri()->sips();
  waiting.remote_tag = message_.from()->tag();
  return waiting;
}

void UserAgent::Core::offer(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, Time now) {
  const auto sdp = message_.body_of("application/sdp");
  const bool invite = message_.method() == Method::kInvite;
  if (const auto status = offer_refusal(call, !sdp.empty()); status != 0) {
    const std::string later = "Retry-After: " + std::to_string(tokens_.number() % 11) + "\r\n";
    return respond(server, flow, status, now, status == 500 ? std::string_view(later) : std::string_view{});
  }
  // A session has no timer before its answer (RFC 4028 7.1).
  const bool confirmed = call.state == CallState::kConfirmed;
  const auto session = confirmed ? session_asked(server, flow, now) : SessionTerms{};
  if (!session) return;
  if (message_.has(HeaderName::kAllow)) call.peer_updates = message_.lists(HeaderName::kAllow, "UPDATE");
  transactions_.set_owner(server, id);
  auto& slot = invite ? call.waiting : call.update;
  slot = waiting_for(server, flow, *session);
  slot->lines = response_lines(message_, flow, call.dialog.local_tag);
  slot->contact = contact_uri(message_);
  slot->source = flow;
  slot->keeps_flow = dialog_with(call, slot->remote_tag).keeps_flow;
  if (!invite && sdp.empty()) return accept_waiting(id, call, slot, {}, {}, now);
  events_.offered(CallId{id}, sdp);
}

Status UserAgent::Core::answer_offer(CallId id, std::string_view sdp, Time now) {
  Call* call = live(id);
  if (call != nullptr && call->ack_owed) {
    call->local_sdp = sdp;
    send_owed_ack(*call, sdp);
    return {};
  }
  const auto owed = call == nullptr ? nullptr : owed_prack(*call);
  if (owed != nullptr) {
    owed->owed = false;
    owed->exchanged = true;
    call->local_sdp = sdp;
    send_prack(id.value, *call, *owed, sdp, now);
    return {};
  }
  if (call == nullptr || (!call->update && (call->state != CallState::kConfirmed || !call->waiting))) {
    return fail(ErrorCode::kConflict, "No offer waits.");
  }
  accept_waiting(id.value, *call, call->update ? call->update : call->waiting, {}, sdp, now);
  send_what_waited(id.value, now);
  return {};
}

Status UserAgent::Core::reject_offer(CallId id, std::uint16_t status, Time now, const ExtraHeaders& headers) {
  Call* call = live(id);
  if (call == nullptr || (!call->update && (call->state != CallState::kConfirmed || !call->waiting))) {
    return fail(ErrorCode::kConflict, "No offer waits.");
  }
  auto& slot = call->update ? call->update : call->waiting;
  std::string fields;
  Writer writer(fields);
  for (const auto& [name, value] : headers) writer.field(name, value);
  respond_waiting(*slot, status, {}, fields, {}, now);
  slot.reset();
  send_what_waited(id.value, now);
  return {};
}

}  // namespace peal::sip
