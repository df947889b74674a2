#include <algorithm>
#include <map>

#include "core/audit/books.hpp"
#include "core/routing/pools.hpp"
#include "core/routing/rank.hpp"

namespace peal::core {
namespace {

struct Counts {
  std::uint32_t signed_in = 0, ready = 0, busy = 0, away = 0;
  friend bool operator==(const Counts&, const Counts&) = default;
};

void add(Counts& counts, const LiveAgent& agent) {
  if (agent.status == AgentStatus::kSignedOut) return;
  ++counts.signed_in;
  if (agent.activity != AgentActivity::kIdle) ++counts.busy;
  else if (agent.status == AgentStatus::kReady && agent.reachable()) ++counts.ready;
  else ++counts.away;
}

bool serves(const LiveAgent& agent, const LiveQueue& queue) {
  if (agent.id.tenant != queue.id.tenant) return false;
  Pool need;
  need.need = queue.config->skills;
  return routing::meets(*agent.config, need);
}

template <class Books>
void check_contact(Books& books, const State& state, const LiveContact& contact) {
  const auto found = books.contacts.find(contact.id);
  const auto name = base::to_text(contact.id);
  if (found == books.contacts.end()) return books.violate(2, "contact " + name + " is in no book");
  const auto& book = found->second;
  const bool same = book.ended == contact.ended && book.visit.valid() == contact.visit.has_value() &&
                    book.offer.valid() == contact.offer.has_value() && book.talking == (contact.talk() != nullptr) &&
                    book.handlings.size() == contact.handlings.size();
  if (!same) books.violate(2, "contact " + name + " is not where its facts say");
  const bool as_told = book.transfer.valid() == contact.transfer.has_value() && book.outside == contact.outside.has_value() &&
                       book.place.empty() == !contact.parking.has_value();
  if (!as_told) books.violate(2, "contact " + name + " was given away otherwise than its facts say");
  if (contact.parking) {
    const auto parked = state.parked.find({contact.id.tenant, contact.parking->place});
    if (parked == state.parked.end() || parked->second != contact.id)
      books.violate(2, "contact " + name + " cannot be found at its place");
  }
  const auto* talk = contact.talk();
  if (book.asking.empty() == (talk != nullptr && talk->consult)) books.violate(2, "contact " + name + " asks otherwise than its facts say");
  const int places = (contact.ended ? 1 : 0) + (contact.visit ? 1 : 0) + (contact.talk() != nullptr ? 1 : 0) +
                     (contact.transfer ? 1 : 0) + (contact.outside ? 1 : 0) + (contact.parking ? 1 : 0);
  if (places > 1 || (contact.offer && !contact.visit)) books.violate(2, "contact " + name + " is in two places");
  if (contact.offer) {
    const auto* agent = state.agent(contact.offer->agent);
    if (agent == nullptr || agent->contact != contact.id || agent->activity != AgentActivity::kOffered)
      books.violate(1, "contact " + name + " is offered to somebody who does not know it");
  }
  if (contact.transfer && contact.transfer->to.valid()) {
    const auto* agent = state.agent(contact.transfer->to);
    if (agent == nullptr || agent->contact != contact.id || agent->activity != AgentActivity::kOffered)
      books.violate(1, "contact " + name + " rings somebody who does not know it");
  }
  // Not a leg too few, not one too many: every leg of the contact is known by its use.
  if (!contact.ended && contact.run.node.empty() && places == 0 && contact.run.flow != nullptr && contact.run.up)
    books.violate(2, "contact " + name + " is nowhere");
  if (const auto* queue = contact.visit ? state.queue(contact.visit->queue) : nullptr) {
    const bool waits = state.pools[queue->pool].waiting.contains(routing::wait_key(contact));
    if (waits == contact.offer.has_value()) books.violate(6, "contact " + name + " stands wrong in its pool");
    if (queue->line.find(routing::wait_key(contact)) == queue->line.end())
      books.violate(2, "contact " + name + " is missing in the line of its queue");
  }
  const auto* use = state.leg(contact.run.leg);
  if (!contact.ended && (use == nullptr || use->contact != contact.id))
    books.violate(2, "the caller's leg of contact " + name + " leads elsewhere");
}

template <class Books>
void check_agent(Books& books, const State& state, const LiveAgent& agent) {
  const auto name = base::to_text(agent.id);
  const auto* contact = state.contact(agent.contact);
  const bool in_contact = agent.activity != AgentActivity::kIdle && agent.activity != AgentActivity::kInternalCall;
  if (in_contact != (contact != nullptr)) books.violate(1, "agent " + name + " is stuck with a contact that is over");
  if (in_contact && agent.activity != AgentActivity::kOffered &&
      std::ranges::find(contact->handlings, agent.handling, &LiveHandling::id) == contact->handlings.end())
    books.violate(1, "agent " + name + " handles nothing");
  const bool should = agent.standing == Standing::kReady && !agent.retired;
  for (std::size_t i = 0; i < agent.pools.size(); ++i) {
    const auto& ready = state.pools[agent.pools[i]].ready;
    const bool is = agent.pooled && ready.contains(ReadyKey{agent.ranks[i], agent.pooled_since, agent.id});
    if (is != should) books.violate(6, "agent " + name + " stands wrong in a pool");
  }
  const bool on_side = agent.activity == AgentActivity::kInternalCall;
  if (on_side != agent.internal_leg.valid() || (on_side && state.leg(agent.internal_leg) == nullptr))
    books.violate(1, "agent " + name + " is in a call that is not there");
  if (agent.second_leg.valid() && (agent.idle() || state.leg(agent.second_leg) == nullptr))
    books.violate(1, "agent " + name + " is in a second call that is not there");
  const auto* host = state.agent(agent.seat);
  if (agent.seat.valid() && (host == nullptr || host->guest != agent.id || agent.seat_up != host->device_up))
    books.violate(1, "agent " + name + " sits at a phone that does not know it");
  const auto* guest = state.agent(agent.guest);
  if (agent.guest.valid() && (guest == nullptr || guest->seat != agent.id))
    books.violate(1, "the phone of agent " + name + " is somebody's who sits elsewhere");
  if (agent.retired && agent.idle()) books.violate(1, "agent " + name + " was removed and is still there");
}

// Nobody in a room who is not there, nobody there who is in no room.
template <class Books>
void check_conferences(Books& books, const State& state) {
  std::size_t parties = 0;
  for (const auto& [id, room] : state.conferences) {
    const auto name = "conference " + base::to_text(id);
    if (room.parties.empty()) books.violate(2, name + " goes on without anybody");
    if (room.mix.valid() != (room.inside() > 0)) books.violate(2, name + " has a mix and nobody in it, or the reverse");
    if (room.inside() > room.config.most_parties) books.violate(2, name + " is fuller than it may be");
    if (room.recording.valid() && !room.config.record) books.violate(8, name + " is recorded and should not be");
    if (room.config.record && room.count(PartyPhase::kIn) > 0 && !room.recording.valid()) books.violate(8, name + " is not recorded");
    parties += room.parties.size();
    for (const auto& party : room.parties) {
      const auto* use = state.leg(party.leg);
      if (use == nullptr || use->conference != id) books.violate(2, "a ghost is in " + name);
      const bool told_or_asked = party.phase == PartyPhase::kAsked || party.phase == PartyPhase::kTold;
      if (told_or_asked != party.due.on()) books.violate(1, "somebody stays at the door of " + name + " for ever");
      if (party.phase == PartyPhase::kWaiting && room.has_host()) books.violate(2, "somebody waits for a host who is in " + name);
    }
  }
  for (const auto& [leg, use] : state.legs) parties -= use.conference.valid() ? 1U : 0U;
  if (parties != 0) books.violate(2, "a leg is in a conference that does not know it");
}

// Promise 6, by looking at every pair: nobody waits for somebody who is free.
template <class Books>
void check_pairs(Books& books, const State& state) {
  for (const auto& [id, contact] : state.contacts) {
    if (!contact.visit || contact.offer) continue;
    const auto* queue = state.queue(contact.visit->queue);
    for (const auto& item : state.agents) {
      const auto& agent = item.second;
      if (queue != nullptr && agent.status == AgentStatus::kReady && agent.idle() && agent.reachable() &&
          !agent.retired && serves(agent, *queue))
        books.violate(6, "agent " + base::to_text(agent.id) + " is free for contact " + base::to_text(id));
    }
  }
}

}  // namespace

void Auditor::check_whole(const State& state) {
  auto& books = *books_;
  for (const auto& item : state.contacts) check_contact(books, state, item.second);
  if (state.contacts.size() != books.contacts.size()) books.violate(2, "contacts have been lost or invented");
  for (const auto& item : state.agents) check_agent(books, state, item.second);
  check_pairs(books, state);
  check_conferences(books, state);

  std::size_t waiting = 0;
  for (const auto& [id, queue] : state.queues) {
    Counts counts;
    for (const auto& item : state.agents)
      if (serves(item.second, queue)) add(counts, item.second);
    if (counts != Counts{queue.signed_in, queue.ready, queue.busy, queue.away})
      books.violate(10, "the figures of queue " + base::to_text(id) + " do not add up");
    if (queue.line.size() != queue.by_arrival.size())
      books.violate(10, "queue " + base::to_text(id) + " counts its callers in two ways");
    waiting += queue.line.size();
  }
  const auto& totals = books.totals;
  std::size_t live = 0;
  for (const auto& item : state.contacts) live += item.second.ended ? 0 : 1;
  if (totals.arrived - totals.ended != live) books.violate(10, "contacts arrived and ended do not add up");
  if (totals.visits - totals.visits_ended != waiting) books.violate(10, "visits begun and ended do not add up");
  if (totals.offers - totals.offers_ended != books.offers_due.size()) books.violate(10, "offers do not add up");
  std::size_t ringing = 0, asking = 0, legs = 0;
  for (const auto& item : state.contacts) {
    const auto& contact = item.second;
    ringing += contact.transfer ? 1U : 0U;
    legs += (contact.ended ? 0U : 1U) + (contact.offer ? 1U : 0U) + (contact.transfer ? 1U : 0U) + (contact.outside ? 1U : 0U);
    for (const auto& handling : contact.handlings) {
      asking += handling.consult ? 1U : 0U;
      legs += (handling.leg.valid() ? 1U : 0U) + (handling.ringing_leg.valid() ? 1U : 0U);
      if (handling.consult) legs += handling.consult->by_phone() ? 2U : 1U;
    }
  }
  for (const auto& item : state.internal_calls) legs += item.second.peer ? 2U : 1U;
  if (legs != state.legs.size()) books.violate(3, "legs are known that nothing uses");
  if (totals.transfers - totals.transfers_ended != ringing) books.violate(10, "transfers begun and ended do not add up");
  if (totals.consults - totals.consults_ended != asking) books.violate(10, "consultations begun and ended do not add up");
  if (totals.recordings - totals.recordings_ended != state.recordings.size())
    books.violate(10, "recordings begun and ended do not add up");

  const auto bytes = save_state(state);
  const auto loaded = load_state(bytes);
  if (!loaded) books.violate(10, "a snapshot cannot be read: " + loaded.error().message);
  else if (save_state(**loaded) != bytes) books.violate(10, "a snapshot that was read differs");
}

std::string compare_states(const State& live, const State& folded) {
  const auto a = save_state(live);
  const auto b = save_state(folded);
  if (a == b) return {};
  const auto at = std::ranges::mismatch(a, b).in1 - a.begin();
  return "the folded facts give another state, from byte " + std::to_string(at) + " of " + std::to_string(a.size());
}

}  // namespace peal::core
