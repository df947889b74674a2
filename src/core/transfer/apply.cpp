#include "core/agent/activity.hpp"
#include "core/apply.hpp"
#include "core/conference/conference.hpp"
#include "core/routing/pools.hpp"

namespace peal::core::applying {

void on(State&, const Envelope&, const ContactTransferred&) {}  // What follows says what became of it.
void on(State&, const Envelope&, const ContactPickedUp&) {}     // The same.

void on(State& state, const Envelope& fact, const TransferRung& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr || contact->transfer || contact->visit) return;
  auto& ring = contact->transfer.emplace();
  ring.id = body.transfer;
  ring.agent = body.agent;
  ring.to = body.to;
  ring.digits = body.digits;
  ring.queue = body.queue;
  ring.leg = body.leg;
  ring.made = fact.at;
  ring.cause = body.cause;
  state.arm(ring.expires, body.expires, TimerKind::kTransfer, body.contact.tenant, body.contact.value);
  contact->place_since = fact.at;
  state.legs[body.leg] = LegUse{LegRole::kTransfer, body.contact, {}};
  auto* agent = state.agent(body.to);
  if (agent == nullptr) return;
  agent->contact = body.contact;
  agent->internal_leg = LegId{};
  agent->with = AgentId{};
  agent->called = agent->connected = false;
  agent->activity = AgentActivity::kOffered;
  agent->activity_since = agent->last_offered = fact.at;
  routing::refresh(state, *agent, fact.at);
}

void on(State& state, const Envelope& fact, const TransferEnded& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr || !contact->transfer || contact->transfer->id != body.transfer) return;
  state.clear(contact->transfer->expires);
  state.legs.erase(contact->transfer->leg);
  contact->transfer.reset();
  contact->place_since = fact.at;
  // The facts of an accepted one go on with HandlingStarted or OutsideTalkStarted.
  if (body.end == OfferEnd::kAccepted) return;
  auto* agent = state.agent(body.to);
  if (agent == nullptr || agent->contact != body.contact) return;
  agent->contact = ContactId{};
  become_idle(state, *agent, fact.at);
}

void on(State& state, const Envelope& fact, const OutsideTalkStarted& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr) return;
  contact->outside.emplace(LiveOutside{body.agent, body.leg, body.digits, fact.at});
  contact->place_since = fact.at;
  state.legs[body.leg] = LegUse{LegRole::kOutside, body.contact, {}};
}

void on(State& state, const Envelope& fact, const OutsideTalkEnded& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr || !contact->outside) return;
  state.legs.erase(contact->outside->leg);
  contact->outside.reset();
  contact->place_since = fact.at;
}

void on(State& state, const Envelope& fact, const ContactSentToFlow& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr) return;
  auto& run = contact->run;
  run.flow_id = body.flow;
  run.flow = nullptr;
  if (const auto found = state.flows.find(body.flow); found != state.flows.end()) run.flow = found->second;
  if (body.conference.valid()) run.flow = conference::door_flow(body.conference);
  run.node.clear();
  run.play = PlayId{};
  run.attempt = 1;
  run.steps = 0;
  state.clear(run.due);
  contact->place_since = fact.at;
}

}  // namespace peal::core::applying
