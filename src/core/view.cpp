#include "core/view.hpp"

#include <algorithm>

#include "core/pbx/phone_rules.hpp"
#include "core/queue/visit.hpp"
#include "core/state.hpp"

namespace peal::core {
namespace {

template <class Map>
auto ids_of(const Map& map, TenantId tenant) {
  std::vector<typename Map::key_type> ids;
  for (const auto& item : map)
    if (item.first.tenant == tenant) ids.push_back(item.first);
  std::ranges::sort(ids);
  return ids;
}

HandlingView view_of(const LiveHandling& handling) {
  HandlingView view;
  view.id = handling.id;
  view.agent = handling.agent;
  view.queue = handling.queue;
  view.leg = handling.leg;
  view.phase = handling.phase;
  view.phase_since = handling.phase_since;
  view.started = handling.started;
  view.muted = handling.muted;
  view.notes = handling.notes;
  view.lost_until = handling.lost_until.at;
  view.wrap_up_policy = handling.wrap_up_policy;
  view.wrap_up_until = handling.wrap_up_until.at;
  view.disposition = handling.disposition;
  if (const auto& consult = handling.consult) {
    auto& shown = view.consult.emplace();
    shown.to = consult->to;
    shown.digits = consult->digits;
    shown.answered = consult->answered;
    shown.with_target = consult->by_phone() || consult->joined() || handling.held;
    shown.by_phone = consult->by_phone();
    shown.since = consult->since;
    shown.expires = consult->expires.at;
    shown.joined = consult->joined();
  }
  return view;
}

void add_who(ContactView& view, const LiveContact& contact) {
  view.id = contact.id;
  view.source = contact.source;
  view.caller = contact.caller;
  view.caller_name = contact.caller_name;
  view.party = contact.party;
  view.diverted_by = contact.diverted_by;
  view.diversion = contact.diversion;
  view.first_called = contact.first_called;
  view.diversions = contact.diversions;
  view.customer = contact.customer;
  view.is_new_customer = contact.is_new;
  view.customer_name = contact.customer_name;
  view.customer_level = contact.level;
  view.area = contact.area;
}

void add_number(ContactView& view, const State& state, const LiveContact& contact) {
  view.number = contact.number;
  view.dialled = contact.dialled;
  const auto found = state.numbers.find(contact.dialled);
  if (found == state.numbers.end()) return;
  for (const auto& [tenant, number] : found->second)
    if (number->id == contact.number) view.number_name = number->name;
}

RecordingMark mark_of(const State& state, const LiveContact& contact) {
  // Open until the recorder has handed it in, a moment after the talk.
  if (contact.recording_on || state.recordings.contains(contact.recording)) return RecordingMark::kOn;
  if (!contact.recording.valid()) return RecordingMark::kNone;
  return contact.recording_whole ? RecordingMark::kWhole : RecordingMark::kBroken;
}

void add_place(ContactView& view, const State& state, const LiveContact& contact) {
  view.place = contact.place();
  view.place_since = contact.place_since;
  view.node = contact.run.node;
  view.queue = contact.last_queue;
  view.waited = contact.waited;
  if (contact.visit) {
    view.waiting_since = contact.visit->since;
    view.position = queue::position(state, contact);
  }
  if (contact.offer) {
    view.agent = contact.offer->agent;
    view.offer = contact.offer->id;
    view.offer_made = contact.offer->made;
    view.offer_expires = contact.offer->expires.at;
    view.offer_ringing = contact.offer->ringing;
  } else if (contact.transfer) {
    const auto& ring = *contact.transfer;
    view.agent = ring.to;
    // To whoever is rung it is an offer like any other.
    view.offer = OfferId{ring.id.tenant, ring.id.value};
    view.offer_made = ring.made;
    view.offer_expires = ring.expires.at;
    view.offer_ringing = true;
    view.given_by = ring.agent;
    view.outside = ring.digits;
  } else if (const auto* talk = contact.talk()) {
    view.agent = talk->agent;
  } else if (contact.ended && !contact.handlings.empty()) {
    view.agent = contact.handlings.back().agent;
  }
  if (contact.outside) {
    view.given_by = contact.outside->agent;
    view.outside = contact.outside->digits;
  }
  if (contact.parking) {
    view.given_by = contact.parking->agent;
    view.park_place = contact.parking->place;
    view.parked_until = contact.parking->until.at;
  }
  view.notes = contact.last_notes;
}

}  // namespace

std::optional<AgentView> agent_view(const State& state, AgentId id) {
  const auto* agent = state.agent(id);
  if (agent == nullptr) return std::nullopt;
  AgentView view;
  view.id = id;
  view.user = agent->config->user;
  view.key = agent->config->key;
  view.name = agent->config->name;
  view.number = agent->config->number;
  view.device = agent->config->device;
  view.device_up = agent->reachable();
  view.status = agent->status;
  view.reason = agent->reason;
  view.cause = agent->cause;
  view.status_since = agent->status_since;
  view.signed_in_since = agent->signed_in_since;
  view.activity = agent->activity;
  view.activity_since = agent->activity_since;
  view.contact = agent->contact;
  view.handling = agent->handling;
  if (const auto* contact = state.contact(agent->contact)) view.queue = contact->last_queue;
  view.break_queued = agent->break_queued;
  view.queued_reason = agent->queued_reason;
  view.queues = agent->queues;
  view.forward_always = agent->forward_always;
  view.forward_busy = agent->forward_busy;
  view.forward_no_answer = agent->forward_no_answer;
  view.with = agent->with;
  view.called = agent->called;
  view.connected = agent->connected;
  view.seat = agent->seat;
  view.guest = agent->guest;
  view.may_wait = agent->config->call_waiting;
  view.rules = agent->rules;
  view.ring_for = pbx::ring_time(*agent);
  return view;
}

std::optional<ContactView> contact_view(const State& state, ContactId id) {
  const auto* contact = state.contact(id);
  if (contact == nullptr) return std::nullopt;
  ContactView view;
  add_who(view, *contact);
  add_number(view, state, *contact);
  add_place(view, state, *contact);
  view.language = contact->run.language;
  view.pressed = contact->pressed;
  view.arrived = contact->arrived;
  view.recording_mark = mark_of(state, *contact);
  view.recording = contact->recording;
  view.recorded = contact->recorded;
  view.caller_leg = contact->run.leg;
  for (const auto& handling : contact->handlings) view.handlings.push_back(view_of(handling));
  return view;
}

std::optional<QueueView> queue_view(const State& state, QueueId id) {
  const auto* queue = state.queue(id);
  if (queue == nullptr) return std::nullopt;
  QueueView view;
  view.id = id;
  view.key = queue->config->key;
  view.name = queue->config->name;
  view.waiting = static_cast<std::uint32_t>(queue->by_arrival.size());
  if (!queue->by_arrival.empty()) view.longest_since = queue->by_arrival.begin()->first;
  view.signed_in = queue->signed_in;
  view.ready = queue->ready;
  view.busy = queue->busy;
  view.away = queue->away;
  return view;
}

std::optional<ConferenceView> conference_view(const State& state, ConferenceId id) {
  const auto* room = state.conference(id);
  if (room == nullptr) return std::nullopt;
  ConferenceView view;
  view.id = id;
  view.key = room->config.key;
  view.name = room->config.name;
  view.number = room->config.number;
  view.most_parties = room->config.most_parties;
  view.since = room->since;
  view.locked = room->locked;
  view.recording = room->recording;
  for (const auto& party : room->parties)
    view.parties.push_back({party.leg, party.contact, party.agent, party.phase, party.host, party.muted, party.since});
  return view;
}

std::vector<AgentId> agents_of(const State& state, TenantId tenant) { return ids_of(state.agents, tenant); }
std::vector<ContactId> contacts_of(const State& state, TenantId tenant) { return ids_of(state.contacts, tenant); }
std::vector<QueueId> queues_of(const State& state, TenantId tenant) { return ids_of(state.queues, tenant); }
std::vector<ConferenceId> conferences_of(const State& state, TenantId tenant) { return ids_of(state.conferences, tenant); }
std::shared_ptr<const Settings> settings_of(const State& state) { return state.settings; }
bool draining(const State& state) { return state.draining; }

}  // namespace peal::core
