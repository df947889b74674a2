#include "core/agent/activity.hpp"

#include "core/routing/pools.hpp"

namespace peal::core::applying {
namespace {

void take(State& state, LiveAgent& agent, LegId leg) {
  agent.internal_leg = leg;
  agent.with = AgentId{};
  agent.called = agent.connected = false;
  const auto* use = state.leg(leg);
  if (use == nullptr) return;
  const auto found = state.internal_calls.find(use->role == LegRole::kPeer ? use->call : leg);
  if (found == state.internal_calls.end()) return;
  const auto& call = found->second;
  agent.called = use->role == LegRole::kPeer;
  agent.connected = call.peer && call.peer->up;
  if (agent.called) agent.with = call.agent;
  else if (call.peer) agent.with = call.peer->to;
}

}  // namespace

void become_idle(State& state, LiveAgent& agent, Time at) {
  agent.activity = agent.second_leg.valid() ? AgentActivity::kInternalCall : AgentActivity::kIdle;
  agent.activity_since = at;
  take(state, agent, agent.second_leg);
  agent.second_leg = LegId{};
  routing::refresh(state, agent, at);
}

void enter_internal_call(State& state, LiveAgent& agent, LegId leg, Time at) {
  if (!agent.idle()) {
    agent.second_leg = leg;
    return;
  }
  take(state, agent, leg);
  agent.activity = AgentActivity::kInternalCall;
  agent.activity_since = at;
  routing::refresh(state, agent, at);
}

void enter_contact(LiveAgent& agent) {
  if (!agent.internal_leg.valid()) return;
  agent.second_leg = agent.internal_leg;
  agent.internal_leg = LegId{};
  agent.with = AgentId{};
  agent.called = agent.connected = false;
}

void leave_internal_call(State& state, LiveAgent& agent, LegId leg, Time at) {
  if (agent.second_leg == leg) agent.second_leg = LegId{};
  else if (agent.internal_leg == leg) become_idle(state, agent, at);
}

}  // namespace peal::core::applying
