#include "core/apply.hpp"
#include "core/limits.hpp"
#include "core/routing/pools.hpp"

namespace peal::core::applying {
namespace {

void set_status(LiveAgent& agent, AgentStatus status, ReasonId reason, StatusCause cause, Time at) {
  agent.status = status;
  agent.reason = reason;
  agent.cause = cause;
  agent.status_since = at;
  agent.break_queued = false;
  agent.queued_reason = ReasonId{};
}

// A device that is down is rung when it comes up, not by the clock.
void lose_device(State& state, LiveAgent& agent, Time at) {
  if (auto* contact = state.contact(agent.contact))
    if (auto* handling = contact->handling(agent.handling); handling != nullptr && !agent.reachable())
      state.clear(handling->ring_again);
  routing::refresh(state, agent, at);
}

}  // namespace

void on(State& state, const Envelope& fact, const AgentSignedIn& body) {
  auto* agent = state.agent(body.agent);
  if (agent == nullptr) return;
  set_status(*agent, AgentStatus::kNotReady, ReasonId{}, StatusCause::kAsked, fact.at);
  agent->signed_in_since = fact.at;
  agent->handled = 0;
  agent->talked = base::Millis{0};
  routing::refresh(state, *agent, fact.at);
}

void on(State& state, const Envelope& fact, const AgentStatusChanged& body) {
  auto* agent = state.agent(body.agent);
  if (agent == nullptr) return;
  set_status(*agent, body.status, body.reason, body.cause, fact.at);
  state.clear(agent->rest);
  // Nobody sits at an always-on agent's desk to say Ready again.
  const bool rests = body.status == AgentStatus::kNotReady &&
                     (body.cause == StatusCause::kNoAnswer || body.cause == StatusCause::kDeviceLost);
  if (rests && agent->config->always_on)
    state.arm(agent->rest, fact.at + limits::kOutsideRest, TimerKind::kRest, body.agent.tenant, body.agent.value);
  routing::refresh(state, *agent, fact.at);
}

void on(State& state, const Envelope&, const BreakQueued& body) {
  auto* agent = state.agent(body.agent);
  if (agent == nullptr) return;
  agent->break_queued = true;
  agent->queued_reason = body.reason;
}

void on(State& state, const Envelope& fact, const AgentSignedOut& body) {
  auto* agent = state.agent(body.agent);
  if (agent == nullptr) return;
  set_status(*agent, AgentStatus::kSignedOut, ReasonId{}, body.cause, fact.at);
  agent->signed_in_since = Time{};
  state.clear(agent->rest);
  routing::refresh(state, *agent, fact.at);
  if (agent->retired && agent->idle()) state.agents.erase(body.agent);
}

void on(State& state, const Envelope& fact, const AgentDeviceUp& body) {
  auto* agent = state.agent(body.agent);
  if (agent == nullptr) return;
  agent->device_up = true;
  routing::refresh(state, *agent, fact.at);
  auto* guest = state.agent(agent->guest);
  if (guest == nullptr) return;
  guest->seat_up = true;
  routing::refresh(state, *guest, fact.at);
}

void on(State& state, const Envelope& fact, const AgentDeviceDown& body) {
  auto* agent = state.agent(body.agent);
  if (agent == nullptr) return;
  agent->device_up = false;
  lose_device(state, *agent, fact.at);
  auto* guest = state.agent(agent->guest);
  if (guest == nullptr) return;
  guest->seat_up = false;
  lose_device(state, *guest, fact.at);
}

}  // namespace peal::core::applying
