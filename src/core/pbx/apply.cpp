#include "core/agent/activity.hpp"
#include "core/apply.hpp"
#include "core/limits.hpp"
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
  ++call->rings;
  auto& peer = call->peer.emplace();
  peer.to = body.to;
  peer.digits = body.digits;
  peer.leg = body.peer;
  peer.party = body.party;
  state.arm(peer.expires, body.expires, TimerKind::kInternalRing, body.leg.tenant, body.leg.value);
  state.legs[body.peer] = LegUse{LegRole::kPeer, ContactId{}, body.leg};
  if (auto* caller = state.agent(body.agent); caller != nullptr && caller->internal_leg == body.leg) caller->with = body.to;
  if (auto* agent = state.agent(body.to)) enter_internal_call(state, *agent, body.peer, fact.at);
}

void on(State& state, const Envelope&, const InternalPeerAnswered& body) {
  auto* call = call_of(state, body.leg);
  if (call == nullptr || !call->peer) return;
  call->peer->up = true;
  call->rings = 0;
  state.clear(call->peer->expires);
  for (const auto& [id, leg] : {std::pair(body.agent, body.leg), std::pair(body.to, body.peer)})
    if (auto* agent = state.agent(id); agent != nullptr && agent->internal_leg == leg) agent->connected = true;
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
  if (auto* agent = state.agent(body.to)) leave_internal_call(state, *agent, body.peer, fact.at);
}

// Of a contact's call the journal alone remembers it.
void on(State& state, const Envelope&, const TrunkTaken& body) {
  const auto* use = state.leg(body.leg);
  auto* call = use == nullptr || use->role != LegRole::kPeer ? nullptr : call_of(state, use->call);
  if (call == nullptr || !call->peer || call->peer->leg != body.leg) return;
  if (!call->peer->party.valid() && body.party.valid()) {
    call->peer->digits = body.number;
    call->peer->party = body.party;
  }
  if (call->peer->trunks.size() < limits::kTrunksOfCall) call->peer->trunks.push_back(body.trunk);
}

}  // namespace peal::core::applying
