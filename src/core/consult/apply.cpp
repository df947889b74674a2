#include "core/agent/activity.hpp"
#include "core/apply.hpp"
#include "core/routing/pools.hpp"

namespace peal::core::applying {
namespace {

LiveHandling* handling_of(State& state, ContactId contact, HandlingId id) {
  auto* owner = state.contact(contact);
  return owner == nullptr ? nullptr : owner->handling(id);
}

}  // namespace

void on(State& state, const Envelope& fact, const ConsultStarted& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr || handling->consult) return;
  auto& consult = handling->consult.emplace();
  consult.to = body.to;
  consult.digits = body.digits;
  consult.leg = body.leg;
  consult.own_leg = body.own_leg;
  consult.since = fact.at;
  state.arm(consult.expires, body.expires, TimerKind::kConsult, body.contact.tenant, body.contact.value);
  state.legs[body.leg] = LegUse{LegRole::kConsult, body.contact, {}};
  if (body.own_leg.valid()) state.legs[body.own_leg] = LegUse{LegRole::kConsultOwn, body.contact, {}};
  auto* agent = state.agent(body.to);
  if (agent == nullptr) return;
  agent->internal_leg = body.leg;
  agent->with = body.agent;
  agent->called = true;
  agent->connected = false;
  agent->activity = AgentActivity::kInternalCall;
  agent->activity_since = fact.at;
  routing::refresh(state, *agent, fact.at);
}

void on(State& state, const Envelope& fact, const ConsultAnswered& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr || !handling->consult) return;
  handling->consult->answered = true;
  handling->consult->since = fact.at;
  state.clear(handling->consult->expires);
  if (auto* agent = state.agent(body.to)) agent->connected = true;
}

void on(State& state, const Envelope&, const ConsultJoined& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling != nullptr && handling->consult) handling->consult->mix = body.mix;
}

void on(State& state, const Envelope&, const ConsultSplit& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling != nullptr && handling->consult) handling->consult->mix = MixId{};
}

void on(State& state, const Envelope& fact, const ConsultEnded& body) {
  auto* handling = handling_of(state, body.contact, body.handling);
  if (handling == nullptr || !handling->consult) return;
  state.clear(handling->consult->expires);
  state.legs.erase(handling->consult->leg);
  state.legs.erase(handling->consult->own_leg);
  handling->consult.reset();
  auto* agent = state.agent(body.to);
  if (agent == nullptr || agent->internal_leg != body.leg) return;
  agent->internal_leg = LegId{};
  agent->with = AgentId{};
  agent->called = agent->connected = false;
  // The facts of a completed one go on with HandlingStarted or TransferRung.
  if (body.end == ConsultEnd::kCompleted) return;
  become_idle(state, *agent, fact.at);
}

}  // namespace peal::core::applying
