#include "core/state.hpp"

namespace peal::core {

StatePtr make_state(std::uint16_t shard) { return StatePtr(new State(shard)); }

StatePtr copy_state(const State& state) { return StatePtr(new State(state)); }

void StateDeleter::operator()(State* state) const { delete state; }

std::optional<Time> next_due(const State& state) {
  const auto due = state.timers.next_due();
  if (!due) return std::nullopt;
  return base::from_unix_millis(*due);
}

FlowRun* State::run(LegId leg_id) {
  const auto* use = leg(leg_id);
  if (use == nullptr) return nullptr;
  if (use->role == LegRole::kCaller) {
    auto* owner = contact(use->contact);
    return owner == nullptr ? nullptr : &owner->run;
  }
  if (use->role != LegRole::kInternal) return nullptr;
  auto* call = find(internal_calls, leg_id);
  return call == nullptr ? nullptr : &call->run;
}

void State::arm(Alarm& alarm, Time at, TimerKind kind, TenantId tenant, std::uint64_t id) {
  timers.cancel(alarm.handle);
  alarm.at = at;
  // An empty wheel may be years behind; without timers it jumps to the present at no cost.
  if (timers.size() == 0) timers.advance(base::unix_millis(clock), [](const TimerKey&) {});
  alarm.handle = timers.arm(base::unix_millis(at), TimerKey{kind, tenant, id});
}

void State::clear(Alarm& alarm) {
  timers.cancel(alarm.handle);
  alarm.at = Time{};
}

}  // namespace peal::core
