#include "core/queue/visit.hpp"

#include <algorithm>

#include "core/recording/recording.hpp"
#include "core/routing/pools.hpp"

namespace peal::core::queue {
namespace {

void play_music(Turn& turn, const LiveContact& contact) {
  const auto* queue = turn.state.queue(contact.visit->queue);
  if (queue != nullptr) turn.order(PlayMusic{contact.run.leg, queue->id, queue->config->music});
}

void announce(Turn& turn, const LiveContact& contact) {
  const auto place = position(turn.state, contact);
  const auto play = turn.make<PlayId>(contact.id.tenant);
  turn.note(contact.id.tenant, PositionAnnounced{contact.visit->id, contact.id, play, place});
  turn.order(PlayPosition{contact.run.leg, play, contact.run.language, place});
}

}  // namespace

bool enter(Turn& turn, ContactId id, const QueueNode& node) {
  const auto* queue = turn.state.queue(node.queue);
  if (queue == nullptr || queue->retired || queue->line.size() >= queue->config->most_waiting) return false;
  auto& contact = *turn.state.contact(id);
  const auto visit = turn.make<VisitId>(id.tenant);
  turn.note(id.tenant, VisitStarted{visit, id, node.queue, queue->config->priority + node.priority, false});
  if (queue->config->record) recording::start(turn, contact);
  // Music comes back by itself when the announcement has ended.
  if (queue->config->announce_every.count() > 0 && position(turn.state, contact) > 1) announce(turn, contact);
  else play_music(turn, contact);
  return true;
}

bool enter_at_head(Turn& turn, ContactId id) {
  auto& contact = *turn.state.contact(id);
  if (turn.state.queue(contact.last_queue) == nullptr) return false;
  const auto visit = turn.make<VisitId>(id.tenant);
  turn.note(id.tenant, VisitStarted{visit, id, contact.last_queue, contact.last_priority, true});
  play_music(turn, contact);
  return true;
}

bool full(const State& state, QueueId id) {
  const auto* queue = state.queue(id);
  return queue == nullptr || queue->retired || queue->line.size() >= queue->config->most_waiting;
}

void enter_transferred(Turn& turn, ContactId id, QueueId to) {
  auto& contact = *turn.state.contact(id);
  const auto* queue = turn.state.queue(to);
  const auto* before = turn.state.queue(contact.last_queue);
  const auto had = before == nullptr ? 0 : contact.last_priority - before->config->priority;
  const auto visit = turn.make<VisitId>(id.tenant);
  const auto priority = queue->config->priority + std::max(had, limits::kTransferCredit);
  turn.note(id.tenant, VisitStarted{visit, id, to, priority, false});
  if (queue->config->record) recording::start(turn, contact);
  play_music(turn, contact);
}

void end_visit(Turn& turn, LiveContact& contact, VisitEnd how) {
  const auto& visit = *contact.visit;
  const base::Millis waited = turn.now - visit.since;
  const auto* queue = turn.state.queue(visit.queue);
  if (how == VisitEnd::kAbandoned && queue != nullptr && waited <= queue->config->short_abandon)
    how = VisitEnd::kShortAbandoned;
  turn.note(contact.id.tenant, VisitEnded{visit.id, contact.id, visit.queue, how, waited});
}

void announcement_finished(Turn& turn, LiveContact& contact, PlayId play) {
  turn.note(contact.id.tenant, PromptEnded{contact.id, contact.run.leg, play});
  play_music(turn, contact);
}

void announcement_due(Turn& turn, ContactId id) {
  const auto* contact = turn.state.contact(id);
  if (contact == nullptr || !contact->visit || !contact->visit->announce.on() || contact->visit->announce.at > turn.now)
    return;
  announce(turn, *contact);
}

std::uint32_t position(const State& state, const LiveContact& contact) {
  const auto* queue = contact.visit ? state.queue(contact.visit->queue) : nullptr;
  if (queue == nullptr) return 0;
  return static_cast<std::uint32_t>(queue->line.order_of_key(routing::wait_key(contact))) + 1;
}

}  // namespace peal::core::queue
