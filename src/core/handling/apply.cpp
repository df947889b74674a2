#include <algorithm>

#include "core/agent/activity.hpp"
#include "core/apply.hpp"
#include "core/limits.hpp"
#include "core/routing/pools.hpp"

namespace peal::core::applying {
namespace {

LiveHandling* handling_of(State& state, ContactId contact, HandlingId id) {
  auto* owner = state.contact(contact);
  return owner == nullptr ? nullptr : owner->handling(id);
}

void set_activity(State& state, AgentId id, AgentActivity activity, Time at) {
  auto* agent = state.agent(id);
  if (agent == nullptr) return;
  agent->activity = activity;
  agent->activity_since = at;
  routing::refresh(state, *agent, at);
}

void set_phase(State& state, LiveHandling& handling, ContactId contact, ContactPlace phase, Time at) {
  handling.phase = phase;
  handling.phase_since = at;
  if (auto* owner = state.contact(contact)) owner->place_since = at;
}

// Doubled with each failure, so that a phone that is busy is not stormed.
base::Seconds pause_before_ring(std::uint32_t failures) {
  auto pause = limits::kRingAgain;
  for (; failures > 1 && pause < limits::kLongestRingAgain; --failures) pause *= 2;
  return std::min(pause, limits::kLongestRingAgain);
}

}  // namespace

void on(State& state, const Envelope& fact, const HandlingStarted& body) {
  auto* contact = state.contact(body.contact);
  auto* agent = state.agent(body.agent);
  if (contact == nullptr || agent == nullptr) return;
  LiveHandling handling;
  handling.id = body.handling;
  handling.agent = body.agent;
  handling.queue = body.queue;
  handling.leg = body.leg;
  handling.started = handling.phase_since = fact.at;
  contact->handlings.push_back(std::move(handling));
  contact->place_since = fact.at;
  state.legs[body.leg] = LegUse{LegRole::kAgent, body.contact};
  agent->contact = body.contact;
  agent->handling = body.handling;
  enter_contact(*agent);
  set_activity(state, body.agent, AgentActivity::kTalking, fact.at);
}

void on(State&, const Envelope&, const LegsBridged&) {}  // HandlingStarted and AgentLegBack say what follows from it.

void on(State& state, const Envelope& fact, const HoldStarted& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr) return;
  handling->held = true;
  handling->held_since = fact.at;
  set_phase(state, *handling, body.contact, ContactPlace::kHeld, fact.at);
  set_activity(state, body.agent, AgentActivity::kHeld, fact.at);
}

void on(State& state, const Envelope& fact, const HoldEnded& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr || !handling->held) return;
  handling->held = false;
  handling->held_total += fact.at - handling->held_since;
  set_phase(state, *handling, body.contact, ContactPlace::kTalking, fact.at);
  set_activity(state, body.agent, AgentActivity::kTalking, fact.at);
}

void on(State& state, const Envelope&, const MuteChanged& body) {
  if (auto* handling = handling_of(state, body.contact, body.handling)) handling->muted = body.on;
}

void on(State&, const Envelope&, const DigitsSent&) {}  // For the call's detail only.

void on(State& state, const Envelope& fact, const AgentLegLost& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr) return;
  state.legs.erase(handling->leg);
  handling->leg = LegId{};
  handling->rings_failed = 0;
  state.arm(handling->lost_until, body.until, TimerKind::kReconnect, body.contact.tenant, body.contact.value);
  set_phase(state, *handling, body.contact, ContactPlace::kAgentLost, fact.at);
  set_activity(state, body.agent, AgentActivity::kReconnecting, fact.at);
}

void on(State& state, const Envelope&, const AgentLegRung& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr) return;
  state.clear(handling->ring_again);
  handling->ringing_leg = body.leg;
  state.legs[body.leg] = LegUse{LegRole::kReturning, body.contact};
}

void on(State& state, const Envelope& fact, const AgentLegRingFailed& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr || handling->ringing_leg != body.leg) return;
  state.legs.erase(body.leg);
  handling->ringing_leg = LegId{};
  ++handling->rings_failed;
  // A device that is down is rung when it comes up, not by the clock.
  const auto* agent = state.agent(body.agent);
  if (agent != nullptr && agent->reachable())
    state.arm(handling->ring_again, fact.at + pause_before_ring(handling->rings_failed), TimerKind::kRingAgain, body.contact.tenant,
              body.contact.value);
}

void on(State& state, const Envelope& fact, const AgentLegBack& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr) return;
  state.clear(handling->lost_until);
  state.clear(handling->ring_again);
  handling->ringing_leg = LegId{};
  handling->leg = body.leg;
  state.legs[body.leg] = LegUse{LegRole::kAgent, body.contact};
  set_phase(state, *handling, body.contact, handling->held ? ContactPlace::kHeld : ContactPlace::kTalking, fact.at);
  set_activity(state, body.agent, handling->held ? AgentActivity::kHeld : AgentActivity::kTalking, fact.at);
}

void on(State& state, const Envelope& fact, const TalkEnded& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr) return;
  state.legs.erase(handling->leg);
  state.legs.erase(handling->ringing_leg);
  state.clear(handling->lost_until);
  state.clear(handling->ring_again);
  handling->leg = handling->ringing_leg = LegId{};
  handling->held = handling->muted = false;
  handling->held_total = body.held;
  handling->wrap_up_since = fact.at;
  set_phase(state, *handling, body.contact, ContactPlace::kWrapUp, fact.at);
  if (auto* agent = state.agent(body.agent)) {
    ++agent->handled;
    agent->talked += body.talked;
  }
  set_activity(state, body.agent, AgentActivity::kWrapUp, fact.at);
}

void on(State& state, const Envelope&, const WrapUpStarted& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr) return;
  handling->wrap_up_policy = body.policy;
  if (body.until != Time{})
    state.arm(handling->wrap_up_until, body.until, TimerKind::kWrapUp, body.agent.tenant, body.agent.value);
}

void on(State& state, const Envelope&, const WrapUpExtended& body) {
  if (auto* handling = handling_of(state, body.contact, body.handling))
    state.arm(handling->wrap_up_until, body.until, TimerKind::kWrapUp, body.agent.tenant, body.agent.value);
}

void on(State& state, const Envelope&, const NotesWritten& body) {
  if (auto* handling = handling_of(state, body.contact, body.handling)) handling->notes = body.notes;
  if (auto* contact = state.contact(body.contact)) contact->last_notes = body.notes;
}

void on(State& state, const Envelope&, const DispositionChosen& body) {
  if (auto* handling = handling_of(state, body.contact, body.handling)) handling->disposition = body.disposition;
}

void on(State& state, const Envelope& fact, const HandlingEnded& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr) return;
  const auto is_it = [&](const LiveHandling& each) { return each.id == body.handling; };
  const auto found = std::ranges::find_if(contact->handlings, is_it);
  if (found == contact->handlings.end()) return;
  state.clear(found->wrap_up_until);
  contact->handlings.erase(found);
  if (auto* agent = state.agent(body.agent); agent != nullptr && agent->handling == body.handling) {
    agent->contact = ContactId{};
    agent->handling = HandlingId{};
    become_idle(state, *agent, fact.at);
  }
  forget_if_over(state, body.contact);
}

}  // namespace peal::core::applying
