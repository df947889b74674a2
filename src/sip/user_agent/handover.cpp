#include "base/wire.hpp"
#include "sip/user_agent/core.hpp"

// One call with its dialog and transactions as plain data, for another process
// to go on with it.
namespace peal::sip {

using base::ErrorCode;
using base::fail;
using base::Time;

namespace {
constexpr std::uint64_t kForm = 5;  ///< Of the record; another one is refused.
}

base::Result<std::string> UserAgent::Core::write_out(CallId id) const {
  const Call* call = calls_.find(id.value);
  if (call == nullptr) return fail(ErrorCode::kConflict, "The call is over.");
  std::string bytes;
  base::WireWriter out(bytes);
  out.u64(kForm);
  out.value(*call);
  out.value(call->reliable ? std::optional<Reliable>(*call->reliable) : std::nullopt);
  transactions_.write_out(id.value, out);
  return bytes;
}

namespace {

// Numbers of connections are those of the process that wrote them; here they
// would be somebody else's. A peer that listens is reached by its address.
void forget_connections(Call& call) {
  call.peer.connection = call.dialog.flow.connection = 0;
  for (auto& early : call.early) early.dialog.flow.connection = 0;
  for (auto* slot : {&call.waiting, &call.update}) {
    if (*slot) (*slot)->flow.connection = (*slot)->source.connection = 0;
  }
  if (call.unacknowledged) call.unacknowledged->flow.connection = 0;
  if (call.reliable) call.reliable->flow.connection = 0;
  for (auto& other : call.others) other.connection = 0;
}

}  // namespace

base::Result<CallId> UserAgent::Core::read_back(std::string_view bytes, Time now) {
  now_ = now;
  base::WireReader in(bytes);
  Call record;
  std::optional<Reliable> reliable;
  if (in.u64() != kForm) return fail(ErrorCode::kBadInput, "The record of the call has another form.");
  in.value(record);
  in.value(reliable);
  if (in.failed() || record.dialog.local_tag.empty()) return fail(ErrorCode::kBadInput, "The record of the call is broken.");
  if (call_by_tag_.contains(record.dialog.local_tag)) return fail(ErrorCode::kConflict, "The call is here already.");
  if (calls_.size() >= config_.calls_max) return fail(ErrorCode::kOverloaded, "Too many calls.");
  const std::uint64_t id = calls_.insert();
  Transactions::Renamed renamed;
  if (!transactions_.read_back(in, id, now, renamed)) {
    calls_.erase(id);
    return fail(ErrorCode::kBadInput, "The record of the call is broken.");
  }
  Call& call = *calls_.find(id);
  call = std::move(record);
  if (reliable) call.reliable = std::make_unique<Reliable>(std::move(*reliable));
  forget_connections(call);
  call_by_tag_.emplace(call.dialog.local_tag, id);
  call.invite.value = renamed.clients[call.invite.value];
  if (call.our_offer) call.our_offer->client.value = renamed.clients[call.our_offer->client.value];
  for (auto* slot : {&call.waiting, &call.update}) {
    if (*slot) (*slot)->server.value = renamed.servers[(*slot)->server.value];
  }
  if (call.state == CallState::kEnding) ++ending_;
  wind_up(id, call, now);
  return CallId{id};
}

// Timers of messages begin anew; that of the session knows its end.
void UserAgent::Core::wind_up(std::uint64_t id, Call& call, Time now) {
  if (call.unacknowledged) {
    arm(call.unacknowledged->repeat, now, call.unacknowledged->interval, {id, CallTimer::kRepeat});
    arm(call.unacknowledged->give_up, now, config_.timers.give_up(), {id, CallTimer::kNoAck});
  }
  if (call.reliable && call.reliable->unacknowledged) {
    arm(call.reliable->repeat, now, call.reliable->interval, {id, CallTimer::kRepeatReliable});
    arm(call.reliable->give_up, now, config_.timers.give_up(), {id, CallTimer::kNoPrack});
  }
  if (call.state == CallState::kIncoming && call.waiting && call.waiting->told != 0) {
    arm(call.still_ringing, now, kStillRingingEvery, {id, CallTimer::kStillRinging});
  }
  if (call.our_offer && !call.our_offer->client.valid()) {
    arm(call.our_offer->retry, now, config_.timers.t1, {id, CallTimer::kRetryOffer});
  }
  if (call.news) call.news->due = timers_.arm(base::unix_millis(std::max(call.news->until, now)), {id, CallTimer::kNews});
  const SessionTimer& session = call.session;
  if (call.state != CallState::kConfirmed || session.terms.interval.count() == 0) return;
  const auto next = session.terms.ours ? session.end - session.terms.interval / 3 : session.end;
  call.session.due = timers_.arm(base::unix_millis(std::max(next, now)), {id, CallTimer::kSession});
}

}  // namespace peal::sip
