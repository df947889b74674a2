#include "core/apply.hpp"
#include "core/routing/pools.hpp"

namespace peal::core::applying {
namespace {

InternalCall* call_of(State& state, LegId leg) {
  const auto found = state.internal_calls.find(leg);
  return found == state.internal_calls.end() ? nullptr : &found->second;
}

}  // namespace

void on(State& state, const Envelope& fact, const InternalCallRung& body) {
  auto* call = call_of(state, body.leg);
  if (call == nullptr || call->peer) return;
  auto& peer = call->peer.emplace();
  peer.to = body.to;
  peer.digits = body.digits;
  peer.leg = body.peer;
  state.arm(peer.expires, body.expires, TimerKind::kInternalRing, body.leg.tenant, body.leg.value);
  state.legs[body.peer] = LegUse{LegRole::kPeer, ContactId{}, body.leg};
  if (auto* caller = state.agent(body.agent)) caller->with = body.to;
  auto* agent = state.agent(body.to);
  if (agent == nullptr) return;
  agent->internal_leg = body.peer;
  agent->with = body.agent;
  agent->called = true;
  agent->connected = false;
  agent->activity = AgentActivity::kInternalCall;
  agent->activity_since = fact.at;
  routing::refresh(state, *agent, fact.at);
}

void on(State& state, const Envelope&, const InternalPeerAnswered& body) {
  auto* call = call_of(state, body.leg);
  if (call == nullptr || !call->peer) return;
  call->peer->up = true;
  state.clear(call->peer->expires);
  for (const auto id : {body.agent, body.to})
    if (auto* agent = state.agent(id)) agent->connected = true;
}

void on(State& state, const Envelope& fact, const InternalPeerLeft& body) {
  auto* call = call_of(state, body.leg);
  if (call == nullptr || !call->peer) return;
  state.clear(call->peer->expires);
  state.legs.erase(call->peer->leg);
  call->peer.reset();
  if (auto* caller = state.agent(body.agent); caller != nullptr && caller->internal_leg == body.leg) {
    caller->with = AgentId{};
    caller->connected = false;
  }
  auto* agent = state.agent(body.to);
  if (agent == nullptr || agent->internal_leg != body.peer) return;
  agent->internal_leg = LegId{};
  agent->with = AgentId{};
  agent->called = agent->connected = false;
  agent->activity = AgentActivity::kIdle;
  agent->activity_since = fact.at;
  routing::refresh(state, *agent, fact.at);
}

}  // namespace peal::core::applying
