#include "core/audit/books.hpp"

#include <utility>

#include "core/limits.hpp"

namespace peal::core {

void Auditor::Books::violate(int promise, std::string what) {
  violations.push_back("promise " + std::to_string(promise) + ": " + std::move(what) + " at " + base::to_rfc3339(now));
}

Auditor::Books::ContactBook* Auditor::Books::book(ContactId id, const char* what) {
  const auto found = contacts.find(id);
  if (found != contacts.end()) return &found->second;
  violate(2, std::string(what) + " for contact " + base::to_text(id) + " that is not there");
  return nullptr;
}

void Auditor::Books::made(std::uint64_t id, const char* what) {
  if (id <= last_made) violate(2, std::string(what) + " has an id that is not new");
  last_made = std::max(last_made, id);
}

void Auditor::Books::close_leg(LegId leg) {
  peers.erase(leg);
  const auto found = rung.find(leg);
  if (found == rung.end()) return;
  if (const auto contact = contacts.find(found->second); contact != contacts.end()) contact->second.rung.erase(leg);
  rung.erase(found);
}

void Auditor::Books::see(const Fact& fact) {
  std::visit([&](const auto& body) { on(fact, body); }, fact.body);
}

void Auditor::Books::on(const Fact&, const ContactArrived& body) {
  made(body.contact.value, "a contact");
  contacts[body.contact].caller = body.leg;
  contacts[body.contact].called_out = body.source == LegSource::kDevice;
  peers.erase(body.leg);  // It may have been rung by the agent whose contact it is now.
  ++totals.arrived;
}

void Auditor::Books::on(const Fact&, const ContactEnded& body) {
  auto* contact = book(body.contact, "an end");
  if (contact == nullptr) return;
  if (contact->ended) violate(2, "contact " + base::to_text(body.contact) + " ended twice");
  if (contact->visit.valid() || contact->offer.valid() || contact->talking || contact->transfer.valid() || contact->outside ||
      !contact->place.empty() || !contact->asking.empty())
    violate(2, "contact " + base::to_text(body.contact) + " ended in the middle of something");
  contact->ended = true;
  ++totals.ended;
}

void Auditor::Books::on(const Fact& fact, const VisitStarted& body) {
  made(body.visit.value, "a visit");
  auto* contact = book(body.contact, "a visit");
  if (contact == nullptr) return;
  if (contact->ended || contact->visit.valid() || contact->talking || contact->transfer.valid() || contact->outside || !contact->place.empty())
    violate(2, "contact " + base::to_text(body.contact) + " began to wait while it was somewhere else");
  contact->visit = body.visit;
  contact->queue = body.queue;
  contact->visit_since = fact.at;
  contact->order = {-std::int64_t{body.priority}, !body.at_head, fact.at, body.visit};
  lines[body.queue].insert(contact->order);
  ++totals.visits;
}

void Auditor::Books::on(const Fact& fact, const VisitEnded& body) {
  auto* contact = book(body.contact, "an end of a visit");
  if (contact == nullptr) return;
  if (contact->visit != body.visit || contact->offer.valid())
    violate(2, "contact " + base::to_text(body.contact) + " left a queue it was not waiting in");
  if (body.waited != fact.at - contact->visit_since)
    violate(4, "contact " + base::to_text(body.contact) + " lost waiting time");
  lines[body.queue].erase(contact->order);
  contact->visit = VisitId{};
  ++totals.visits_ended;
}

void Auditor::Books::on(const Fact& fact, const OfferMade& body) {
  made(body.offer.value, "an offer");
  auto* contact = book(body.contact, "an offer");
  if (contact == nullptr) return;
  auto& agent = agents[body.agent];
  if (agent.offer.valid() || agent.handling.valid() || agent.transfer.valid() || agent.side.valid())
    violate(1, "agent " + base::to_text(body.agent) + " was offered a second contact");
  if (contact->visit != body.visit || contact->offer.valid())
    violate(2, "contact " + base::to_text(body.contact) + " was offered while it was not waiting");
  auto& line = lines[body.queue];
  // Whoever takes a colleague's ringing call takes that one, whoever waits before it.
  const bool in_turn = line.empty() || !(*line.begin() < contact->order);
  if (!in_turn && !std::exchange(contact->picked_up, false))
    violate(6, "contact " + base::to_text(body.contact) + " was served before its turn");
  if (body.expires <= fact.at || body.expires > fact.at + limits::kLongestOffer)
    violate(1, "offer " + base::to_text(body.offer) + " has no bound");
  line.erase(contact->order);
  agent.offer = body.offer;
  contact->offer = body.offer;
  contact->offer_expires = body.expires;
  contact->rung.insert(body.leg);
  rung[body.leg] = body.contact;
  offers_due.emplace(body.expires, body.offer);
  ++totals.offers;
}

void Auditor::Books::on(const Fact&, const OfferEnded& body) {
  auto* contact = book(body.contact, "an end of an offer");
  if (contact == nullptr) return;
  auto& agent = agents[body.agent];
  if (contact->offer != body.offer || agent.offer != body.offer)
    violate(1, "offer " + base::to_text(body.offer) + " ended without having been open");
  offers_due.erase({contact->offer_expires, body.offer});
  contact->offer = OfferId{};
  agent.offer = OfferId{};
  if (body.end != OfferEnd::kAccepted) lines[contact->queue].insert(contact->order);
  ++totals.offers_ended;
}

void Auditor::Books::on(const Fact&, const HandlingStarted& body) {
  made(body.handling.value, "a handling");
  auto* contact = book(body.contact, "a handling");
  if (contact == nullptr) return;
  auto& agent = agents[body.agent];
  const bool elsewhere = agent.side.valid() && (agent.second.valid() || !contact->called_out);
  if (agent.offer.valid() || agent.handling.valid() || agent.transfer.valid() || elsewhere)
    violate(1, "agent " + base::to_text(body.agent) + " talks to a second contact");
  if (contact->visit.valid() || contact->talking || contact->ended || contact->transfer.valid() || contact->outside || !contact->place.empty())
    violate(2, "contact " + base::to_text(body.contact) + " talks while it is somewhere else");
  peers.erase(body.leg);  // It may have been in a call between extensions.
  agent.handling = body.handling;
  contact->talk = body.handling;
  contact->talking = true;
  contact->handlings.insert(body.handling);
  ++totals.handlings;
}

void Auditor::Books::on(const Fact&, const AgentLegLost& body) {
  auto* contact = book(body.contact, "a lost leg");
  if (contact != nullptr && contact->talk != body.handling)
    violate(2, "contact " + base::to_text(body.contact) + " lost an agent it did not have");
}

void Auditor::Books::on(const Fact&, const AgentLegRung& body) {
  made(body.leg.value, "a leg");
  auto* contact = book(body.contact, "a leg");
  if (contact == nullptr) return;
  if (contact->ended) violate(3, "an agent was rung for contact " + base::to_text(body.contact) + " that is over");
  contact->rung.insert(body.leg);
  rung[body.leg] = body.contact;
}

void Auditor::Books::on(const Fact&, const AgentLegRingFailed&) {}
void Auditor::Books::on(const Fact&, const AgentLegBack&) {}

void Auditor::Books::on(const Fact&, const TalkEnded& body) {
  auto* contact = book(body.contact, "an end of a talk");
  if (contact == nullptr) return;
  if (!contact->talking || contact->talk != body.handling)
    violate(2, "handling " + base::to_text(body.handling) + " stopped talking twice");
  if (contact->asking.contains(body.handling))
    violate(2, "handling " + base::to_text(body.handling) + " stopped talking while it asked somebody");
  if (body.talked.count() < 0 || body.held.count() < 0)
    violate(10, "handling " + base::to_text(body.handling) + " has negative times");
  contact->talking = false;
  contact->talk = HandlingId{};
  ++contact->wrapping;
  ++totals.talks_ended;
}

void Auditor::Books::on(const Fact& fact, const WrapUpStarted& body) {
  auto& agent = agents[body.agent];
  if (agent.handling != body.handling) violate(5, "a wrap-up began for an agent who did not talk");
  if (agent.wrap_up_until != Time{}) violate(5, "the wrap-up of agent " + base::to_text(body.agent) + " was reset");
  if (body.until == Time{}) return;
  if (body.until > fact.at + limits::kLongestWrapUp) violate(5, "a wrap-up has no bound");
  agent.wrap_up_until = body.until;
  wrap_ups_due.emplace(body.until, body.agent);
}

void Auditor::Books::on(const Fact&, const WrapUpExtended& body) {
  auto& agent = agents[body.agent];
  if (body.until <= agent.wrap_up_until) violate(5, "an extension shortened a wrap-up");
  wrap_ups_due.erase({agent.wrap_up_until, body.agent});
  agent.wrap_up_until = body.until;
  wrap_ups_due.emplace(body.until, body.agent);
}

void Auditor::Books::on(const Fact&, const HandlingEnded& body) {
  auto* contact = book(body.contact, "an end of a handling");
  if (contact == nullptr) return;
  auto& agent = agents[body.agent];
  if (contact->handlings.erase(body.handling) == 0 || agent.handling != body.handling || contact->wrapping == 0)
    violate(2, "handling " + base::to_text(body.handling) + " ended twice or before its talk");
  else --contact->wrapping;
  wrap_ups_due.erase({agent.wrap_up_until, body.agent});
  agent = AgentBook{{}, {}, {}, {}, agent.side, agent.second};
  ++totals.handlings_ended;
}

void Auditor::Books::on(const Fact&, const RecordingStarted& body) {
  made(body.recording.value, "a recording");
  auto* contact = book(body.contact, "a recording");
  if (contact == nullptr) return;
  if (contact->recording.valid() && recordings.contains(contact->recording))
    violate(8, "contact " + base::to_text(body.contact) + " is recorded twice at once");
  contact->recording = body.recording;
  recordings[body.recording] = body.contact;
  ++totals.recordings;
}

void Auditor::Books::on(const Fact&, const ConferenceRecorded& body) {
  made(body.recording.value, "a recording");
  recordings[body.recording] = ContactId{};
  ++totals.recordings;
}

void Auditor::Books::on(const Fact&, const RecordingEnded& body) {
  if (recordings.erase(body.recording) == 0) violate(8, "recording " + base::to_text(body.recording) + " ended twice");
  ++totals.recordings_ended;
}

}  // namespace peal::core
