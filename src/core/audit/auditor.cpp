#include "core/audit/auditor.hpp"

#include <algorithm>

#include "core/audit/books.hpp"

namespace peal::core {
namespace {

/// Timers are told late by the live loop, never by this much.
constexpr base::Seconds kLate{2};

LegId ended_leg(const Signal& signal) {
  if (const auto* failed = std::get_if<LegFailed>(&signal)) return failed->leg;
  if (const auto* hung_up = std::get_if<LegHungUp>(&signal)) return hung_up->leg;
  return LegId{};
}

template <class Body>
bool has(const Outcome& outcome) {
  return std::ranges::any_of(outcome.facts, [](const Fact& fact) { return std::holds_alternative<Body>(fact.body); });
}

}  // namespace

Auditor::Auditor() : books_(std::make_unique<Books>()) {}
Auditor::~Auditor() = default;

const std::vector<std::string>& Auditor::violations() const { return books_->violations; }

namespace {

template <class Books>
void see_command(Books& books, const Command& command) {
  if (const auto* hang_up = std::get_if<HangUpLeg>(&command)) return books.close_leg(hang_up->leg);
  if (const auto* ring = std::get_if<RingLeg>(&command)) {
    const auto contact = books.contacts.find(ring->contact);
    const bool between_extensions = !ring->contact.valid() && (books.peers.contains(ring->leg) || books.rung.contains(ring->leg));
    if (!between_extensions && (contact == books.contacts.end() || contact->second.ended))
      books.violate(3, "agent " + base::to_text(ring->agent) + " was rung for a call that is over");
  }
}

// Promise 8: whoever talks on a recorded contact is put on the recording, and
// it stops with the contact and not before.
template <class Books>
void check_recording(Books& books, const Outcome& outcome) {
  for (const auto& command : outcome.commands) {
    if (const auto* bridge = std::get_if<BridgeLegs>(&command)) {
      const auto contact = books.rung.find(bridge->agent);
      if (contact == books.rung.end()) continue;
      const auto& book = books.contacts.at(contact->second);
      if (!book.recording.valid() || !books.recordings.contains(book.recording)) continue;
      const bool began = has<OutsideTalkStarted>(outcome) || has<HandlingStarted>(outcome) || has<AgentLegBack>(outcome);
      const bool recorded = std::ranges::any_of(outcome.commands, [&](const Command& each) {
        const auto* record = std::get_if<RecordAgent>(&each);
        return record != nullptr && record->agent == bridge->agent && record->recording == book.recording;
      });
      if (began && !recorded) books.violate(8, "agent's leg " + base::to_text(bridge->agent) + " is not recorded");
    }
    if (const auto* stop = std::get_if<StopRecording>(&command)) {
      const auto contact = books.recordings.find(stop->recording);
      const auto book = contact == books.recordings.end() ? books.contacts.end() : books.contacts.find(contact->second);
      if (book != books.contacts.end() && !book->second.ended)
        books.violate(8, "recording " + base::to_text(stop->recording) + " stopped before its contact");
    }
  }
}

}  // namespace

void Auditor::see(const State& state, const Signal& signal, const Outcome& outcome, Time now) {
  auto& books = *books_;
  books.now = now;
  if (std::holds_alternative<Restarted>(signal)) {
    books.was_down = true;
    // No leg of before is there any more.
    books.rung.clear();
    books.peers.clear();
    for (auto& contact : books.contacts) contact.second.rung.clear();
  }
  if (const auto leg = ended_leg(signal); leg.valid()) books.close_leg(leg);
  for (const auto& fact : outcome.facts) books.see(fact);
  if (has<SettingsAdopted>(outcome) && (has<ContactEnded>(outcome) || has<VisitEnded>(outcome) || has<TalkEnded>(outcome)))
    books.violate(9, "a change of settings ended a call");
  check_recording(books, outcome);
  for (const auto& command : outcome.commands) see_command(books, command);
  for (const auto& fact : outcome.facts) {
    if (const auto* offer = std::get_if<OfferEnded>(&fact.body)) {
      const auto* contact = state.contact(offer->contact);
      const auto book = books.contacts.find(offer->contact);
      if (contact != nullptr && book != books.contacts.end() && book->second.visit.valid() &&
          (!contact->visit || contact->visit->id != book->second.visit || contact->visit->since != book->second.visit_since))
        books.violate(4, "contact " + base::to_text(offer->contact) + " lost its place");
    }
    if (const auto* over = std::get_if<InternalCallEnded>(&fact.body)) {
      const auto is_its = [&](const auto& peer) { return peer.second == over->leg; };
      if (std::ranges::any_of(books.peers, is_its))
        books.violate(3, "a leg outlives the call between extensions that " + base::to_text(over->leg) + " began");
    }
    if (const auto* ended = std::get_if<ContactEnded>(&fact.body)) {
      const auto book = books.contacts.find(ended->contact);
      if (book != books.contacts.end() && !book->second.rung.empty() && !std::holds_alternative<Restarted>(signal))
        books.violate(3, "a leg set up for contact " + base::to_text(ended->contact) + " outlives it");
    }
  }
  if (!state.matchable.empty()) books.violate(6, "a ready agent and a waiting contact were left apart");
  if (std::holds_alternative<Tick>(signal)) books.was_down = false;
  if (!books.was_down && !books.offers_due.empty() && books.offers_due.begin()->first + kLate < now)
    books.violate(1, "offer " + base::to_text(books.offers_due.begin()->second) + " outlives its bound");
  if (!books.was_down && !books.transfers_due.empty() && books.transfers_due.begin()->first + kLate < now)
    books.violate(1, "transfer " + base::to_text(books.transfers_due.begin()->second) + " outlives its bound");
  if (!books.was_down && !books.wrap_ups_due.empty() && books.wrap_ups_due.begin()->first + kLate < now)
    books.violate(5, "the wrap-up of agent " + base::to_text(books.wrap_ups_due.begin()->second) + " outlives its end");
  // The books of what is over are closed, so that they stay as small as the state.
  const auto close = [&](ContactId id) {
    const auto book = books.contacts.find(id);
    if (book != books.contacts.end() && book->second.ended && book->second.handlings.empty()) books.contacts.erase(book);
  };
  for (const auto& fact : outcome.facts) {
    if (const auto* ended = std::get_if<ContactEnded>(&fact.body)) close(ended->contact);
    if (const auto* handled = std::get_if<HandlingEnded>(&fact.body)) close(handled->contact);
  }
}

}  // namespace peal::core
