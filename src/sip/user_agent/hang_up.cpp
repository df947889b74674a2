#include "sip/user_agent/core.hpp"

// Ends of calls: RFC 3261 9.1, 15.
namespace peal::sip {

using base::ErrorCode;
using base::fail;
using base::Status;
using base::Time;

Status UserAgent::Core::hang_up(CallId id, const HangUpReason& reason, Time now) {
  Call* call = live(id);
  if (call == nullptr) return fail(ErrorCode::kConflict, "The call is over.");
  switch (call->state) {
    case CallState::kIncoming:
      respond_waiting(*call->waiting, 603, {}, write_reason(reason), {}, now);
      break;
    case CallState::kCalling:
      // The transaction knows how to wait; a 2xx that crosses is ended by refuse_answer.
      call->reason = reason;
      transactions_.cancel(call->invite, write_reason(reason), now);
      break;
    case CallState::kConfirmed:
      hang_up_confirmed(id.value, *call, reason, now);
      return {};
    case CallState::kEnding:
      break;
  }
  erase(id.value);
  return {};
}

void UserAgent::Core::hang_up_confirmed(std::uint64_t id, Call& call, const HangUpReason& reason, Time now) {
  refuse_waiting(call, now);
  send_owed_ack(call, {});
  if (call.unacknowledged && call.unacknowledged->initial) {
    call.state = CallState::kEnding;
    call.reason = reason;
    timers_.cancel(call.session.due);
    ++ending_;
    return;
  }
  send_bye(call.dialog, reason, call.credentials, now);
  erase(id);
}

void UserAgent::Core::refuse_waiting(Call& call, Time now) {
  for (auto* slot : {&call.update, &call.waiting}) {
    if (*slot) respond_waiting(**slot, 487, {}, {}, {}, now);
    slot->reset();
  }
}

void UserAgent::Core::send_bye(Dialog& dialog, const HangUpReason& reason, const std::optional<Credentials>& credentials,
                               Time now) {
  send_challengeable(dialog, {Method::kBye, write_reason(reason), {}, {}}, 0, credentials, now);
}

void UserAgent::Core::erase(std::uint64_t id) {
  Call* call = call_of(id);
  if (call == nullptr) return;
  if (call->state == CallState::kEnding) --ending_;
  if (call->unacknowledged) {
    timers_.cancel(call->unacknowledged->repeat);
    timers_.cancel(call->unacknowledged->give_up);
  }
  if (call->reliable) {
    timers_.cancel(call->reliable->repeat);
    timers_.cancel(call->reliable->give_up);
  }
  if (call->our_offer) {
    timers_.cancel(call->our_offer->retry);
    transactions_.disown(call->our_offer->client);
  }
  if (call->news) timers_.cancel(call->news->due);
  timers_.cancel(call->still_ringing);
  timers_.cancel(call->session.due);
  heard_from(*call, {});
  depart(id, *call);
  call_by_tag_.erase(call->dialog.local_tag);
  calls_.erase(id);
}

void UserAgent::Core::finish(std::uint64_t id, bool answered, const CallEnd& end) {
  erase(id);
  if (answered) events_.ended(CallId{id}, end);
  else events_.failed(CallId{id}, end);
}

}  // namespace peal::sip
