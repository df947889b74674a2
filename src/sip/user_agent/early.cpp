#include "sip/message/token.hpp"
#include "sip/sdp/negotiation.hpp"
#include "sip/user_agent/core.hpp"

// Early dialogs of calls that we place: RFC 3262 4, RFC 3261 13.2.2.1, 13.2.2.4.
namespace peal::sip {

using base::Time;

EarlyDialog* UserAgent::Core::early_of(Call& call, std::string_view remote_tag) {
  for (EarlyDialog& early : call.early) {
    if (early.dialog.remote_tag == remote_tag) return &early;
  }
  return nullptr;
}

Dialog& UserAgent::Core::dialog_with(Call& call, std::string_view remote_tag) {
  // Once answered, the other forks' dialogs are nobody's.
  EarlyDialog* early = call.state == CallState::kCalling ? early_of(call, remote_tag) : nullptr;
  return early != nullptr ? early->dialog : call.dialog;
}

// RFC 3261 12.1.2. Our half of its names is as our INVITE had it, whatever the
// response repeats: calls are found by our tag, and a peer must not choose it.
Dialog UserAgent::Core::answering_dialog(const Call& call, const Flow& flow) const {
  Dialog dialog = dialog_of_client(message_, flow);
  dialog.call_id = call.dialog.call_id;
  dialog.local_tag = call.dialog.local_tag;
  dialog.local_party = call.dialog.local_party;
  dialog.local_cseq = call.dialog.local_cseq;
  dialog.remote_party = call.dialog.remote_party;
  dialog.secure = call.dialog.secure;
  dialog.may_use_tcp = dialog.may_use_tcp && call.dialog.may_use_tcp;
  if (call.dialog.keeps_flow) keep_on(dialog, call.dialog.flow);
  return dialog;
}

bool UserAgent::Core::early_response(std::uint64_t id, Call& call, const Flow& flow, Time now) {
  const auto rseq = message_.number(HeaderName::kRSeq);
  if (!rseq || *rseq == 0) return true;  // Not reliable, whatever it requires.
  EarlyDialog* early = early_of(call, message_.to()->tag());
  if (early != nullptr && *rseq != early->rseq + 1) return false;
  if (early == nullptr) {
    if (call.early.size() >= kForksMax) return false;
    early = &call.early.emplace_back();
    early->dialog = answering_dialog(call, flow);
    early->cseq = early->dialog.local_cseq;
    aim_call(id, call, early->dialog, flow, now);
  }
  early->rseq = *rseq;
  early->updates = message_.lists(HeaderName::kAllow, "UPDATE");
  const auto sdp = message_.body_of("application/sdp");
  if (!sdp.empty() && !early->exchanged) {
    early->sdp = sdp;
    early->owed = call.local_sdp.empty();
    early->exchanged = !early->owed;
  }
  if (!early->owed) send_prack(id, call, *early, {}, now);
  return true;
}

void UserAgent::Core::send_prack(std::uint64_t id, Call& call, EarlyDialog& early, std::string_view sdp, Time now) {
  const std::string rack = "RAck: " + std::to_string(early.rseq) + " " + std::to_string(early.cseq) + " INVITE\r\n";
  send_challengeable(early.dialog, {Method::kPrack, rack, "application/sdp", sdp}, id, call.credentials, now);
}

void UserAgent::Core::send_owed_ack(Call& call, std::string_view sdp) {
  if (!call.ack_owed) return;
  const std::uint32_t cseq = *call.ack_owed;
  call.ack_owed.reset();
  const std::string refusal = sdp.empty() ? sdp::refuse_all(call.early_sdp) : std::string{};
  const std::string authorization = call.shown.lines();
  const std::string_view answer = sdp.empty() ? std::string_view(refusal) : sdp;
  send_ack(call.invite, call.dialog, {Method::kAck, authorization, "application/sdp", answer}, cseq);
  call.early_sdp = {};
  call.shown = {};
}

void UserAgent::Core::depart(std::uint64_t id, Call& call) {
  const bool offerless = call.local_sdp.empty();
  if (!call.outgoing || (!call.credentials && call.early.empty() && !offerless)) return;
  departed_.insert_or_assign(id, Departed{std::move(call.credentials), call.shown.lines(), std::move(call.early), offerless,
                                          std::move(call.reason)});
  // Timer B after a CANCEL, and Timer M after that.
  timers_.arm(base::unix_millis(now_ + 2 * config_.timers.give_up()), {id, CallTimer::kForget});
}

void UserAgent::Core::refuse_answer(ClientRef client, std::uint64_t id, const Flow& flow, Time now) {
  Dialog dialog = dialog_of_client(message_, flow);
  aim_by_name(dialog, flow, now);
  Departed left;
  if (Call* call = call_of(id)) {
    left = {call->credentials, {}, call->early, call->local_sdp.empty(), {}};
  } else if (const auto gone = departed_.find(id); gone != departed_.end()) {
    left = gone->second;
  }
  for (const EarlyDialog& early : left.early) {
    if (early.dialog.remote_tag == dialog.remote_tag) dialog.local_cseq = early.dialog.local_cseq;
  }
  const std::string refusal = left.offerless ? sdp::refuse_all(message_.body_of("application/sdp")) : std::string{};
  send_ack(client, dialog, {Method::kAck, left.authorization, "application/sdp", refusal}, message_.cseq()->number);
  send_bye(dialog, left.reason, left.credentials, now);
}

}  // namespace peal::sip
