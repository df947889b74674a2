#include "core/apply.hpp"
#include "core/routing/pools.hpp"

namespace peal::core::applying {
namespace {

void arm_announcement(State& state, const LiveContact& contact, LiveVisit& visit, Time at) {
  const auto* queue = state.queue(visit.queue);
  if (queue != nullptr && queue->config->announce_every.count() > 0)
    state.arm(visit.announce, at + queue->config->announce_every, TimerKind::kAnnounce, contact.id.tenant,
              contact.id.value);
  else state.clear(visit.announce);
}

}  // namespace

void on(State& state, const Envelope& fact, const VisitStarted& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr || contact->visit || state.queue(body.queue) == nullptr) return;
  state.clear(contact->run.due);
  contact->run.node.clear();
  contact->run.play = PlayId{};
  contact->visit.emplace(LiveVisit{body.visit, body.queue, body.priority, body.at_head, fact.at, PlayId{}, Alarm{}});
  contact->last_queue = body.queue;
  contact->last_priority = body.priority;
  contact->place_since = fact.at;
  arm_announcement(state, *contact, *contact->visit, fact.at);
  routing::enter_line(state, *contact);
  routing::join(state, *contact);
}

void on(State& state, const Envelope& fact, const PositionAnnounced& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr || !contact->visit) return;
  contact->visit->play = body.play;
  arm_announcement(state, *contact, *contact->visit, fact.at);
}

void on(State& state, const Envelope& fact, const VisitEnded& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr || !contact->visit || contact->visit->id != body.visit) return;
  state.clear(contact->visit->announce);
  routing::leave(state, *contact);
  routing::leave_line(state, *contact);
  contact->visit.reset();
  contact->waited += body.waited;
  contact->place_since = fact.at;
}

}  // namespace peal::core::applying
