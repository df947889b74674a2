#include "core/agent/activity.hpp"
#include "core/apply.hpp"
#include "core/routing/pools.hpp"

namespace peal::core::applying {

void on(State& state, const Envelope& fact, const OfferMade& body) {
  auto* contact = state.contact(body.contact);
  auto* agent = state.agent(body.agent);
  if (contact == nullptr || agent == nullptr || !contact->visit || contact->offer) return;
  routing::leave(state, *contact);
  auto& offer = contact->offer.emplace(LiveOffer{body.offer, body.agent, body.leg, fact.at, false, Alarm{}});
  state.arm(offer.expires, body.expires, TimerKind::kOffer, body.contact.tenant, body.contact.value);
  contact->place_since = fact.at;
  state.legs[body.leg] = LegUse{LegRole::kOffered, body.contact};
  agent->contact = body.contact;
  agent->activity = AgentActivity::kOffered;
  agent->activity_since = agent->last_offered = fact.at;
  routing::refresh(state, *agent, fact.at);
}

void on(State& state, const Envelope&, const OfferRinging& body) {
  auto* contact = state.contact(body.contact);
  if (contact != nullptr && contact->offer && contact->offer->id == body.offer) contact->offer->ringing = true;
}

void on(State& state, const Envelope& fact, const OfferEnded& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr || !contact->offer || contact->offer->id != body.offer) return;
  state.clear(contact->offer->expires);
  state.legs.erase(contact->offer->leg);
  contact->offer.reset();
  contact->place_since = fact.at;
  // The facts of an accepted offer go on with VisitEnded and HandlingStarted.
  if (body.end == OfferEnd::kAccepted) return;
  if (contact->visit) routing::join(state, *contact);
  auto* agent = state.agent(body.agent);
  if (agent == nullptr || agent->contact != body.contact) return;
  agent->contact = ContactId{};
  become_idle(state, *agent, fact.at);
}

}  // namespace peal::core::applying
