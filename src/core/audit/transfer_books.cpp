#include <utility>

#include "core/audit/books.hpp"
#include "core/limits.hpp"

/// What facts say of transfers, consultations, parked contacts and calls
/// between extensions.
namespace peal::core {

void Auditor::Books::take_side(AgentId id, LegId leg) {
  if (!id.valid()) return;
  auto& agent = agents[id];
  if (agent.offer.valid() || agent.handling.valid() || agent.transfer.valid() || agent.side.valid())
    violate(1, "agent " + base::to_text(id) + " was called while busy");
  agent.side = leg;
}

void Auditor::Books::take_second(AgentId id, LegId leg) {
  if (!id.valid()) return;
  auto& agent = agents[id];
  const bool in_two = agent.second.valid() || (agent.handling.valid() && agent.side.valid());
  if (agent.offer.valid() || agent.transfer.valid() || in_two)
    violate(1, "agent " + base::to_text(id) + " was called for a third call, or while it rings");
  (agent.side.valid() ? agent.second : agent.side) = leg;
}

void Auditor::Books::leave_side(AgentId id, LegId leg) {
  if (!id.valid()) return;
  auto& agent = agents[id];
  if (agent.second.valid() && agent.second == leg) {
    agent.second = LegId{};
    return;
  }
  if (agent.side == leg) {
    agent.side = std::exchange(agent.second, LegId{});
    return;
  }
  violate(1, "agent " + base::to_text(id) + " left a call it was not in");
}

void Auditor::Books::on(const Fact& fact, const TransferRung& body) {
  made(body.transfer.value, "a transfer");
  auto* contact = book(body.contact, "a transfer");
  if (contact == nullptr) return;
  if (contact->ended || contact->visit.valid() || contact->talking || contact->transfer.valid() || contact->outside || !contact->place.empty())
    violate(2, "contact " + base::to_text(body.contact) + " rings somebody while it is somewhere else");
  if (body.expires <= fact.at || body.expires > fact.at + limits::kOutsideRing)
    violate(1, "transfer " + base::to_text(body.transfer) + " has no bound");
  contact->transfer = body.transfer;
  contact->transfer_to = body.to;
  contact->transfer_expires = body.expires;
  contact->rung.insert(body.leg);
  rung[body.leg] = body.contact;
  transfers_due.emplace(body.expires, body.transfer);
  ++totals.transfers;
  if (!body.to.valid()) return;
  auto& agent = agents[body.to];
  if (agent.offer.valid() || agent.handling.valid() || agent.transfer.valid() || agent.side.valid())
    violate(1, "agent " + base::to_text(body.to) + " was rung for a second contact");
  agent.transfer = body.transfer;
}

void Auditor::Books::on(const Fact&, const TransferEnded& body) {
  auto* contact = book(body.contact, "an end of a transfer");
  if (contact == nullptr) return;
  if (contact->transfer != body.transfer || contact->transfer_to != body.to)
    violate(2, "transfer " + base::to_text(body.transfer) + " ended without having been open");
  if (body.to.valid() && agents[body.to].transfer != body.transfer)
    violate(1, "transfer " + base::to_text(body.transfer) + " rang somebody else");
  transfers_due.erase({contact->transfer_expires, body.transfer});
  contact->transfer = TransferId{};
  if (body.to.valid()) agents[body.to].transfer = TransferId{};
  ++totals.transfers_ended;
}

void Auditor::Books::on(const Fact&, const OutsideTalkStarted& body) {
  auto* contact = book(body.contact, "an outside talk");
  if (contact == nullptr) return;
  if (contact->ended || contact->visit.valid() || contact->talking || contact->transfer.valid() || contact->outside)
    violate(2, "contact " + base::to_text(body.contact) + " talks outside while it is somewhere else");
  peers.erase(body.leg);  // It may have been rung by an agent for a call beside the contact.
  contact->outside = true;
}

void Auditor::Books::on(const Fact&, const OutsideTalkEnded& body) {
  auto* contact = book(body.contact, "an end of an outside talk");
  if (contact == nullptr) return;
  if (!contact->outside) violate(2, "contact " + base::to_text(body.contact) + " left a talk it was not in");
  contact->outside = false;
}

void Auditor::Books::on(const Fact&, const ConsultStarted& body) {
  auto* contact = book(body.contact, "a consultation");
  if (contact == nullptr) return;
  if (!contact->talking || contact->talk != body.handling || !contact->asking.emplace(body.handling, body.leg).second)
    violate(2, "handling " + base::to_text(body.handling) + " asks somebody without talking, or twice");
  take_side(body.to, body.leg);
  for (const auto leg : {body.leg, body.own_leg}) {
    if (!leg.valid()) continue;
    contact->rung.insert(leg);
    rung[leg] = body.contact;
  }
  ++totals.consults;
}

void Auditor::Books::on(const Fact&, const ConsultEnded& body) {
  auto* contact = book(body.contact, "an end of a consultation");
  if (contact == nullptr) return;
  if (contact->asking.erase(body.handling) == 0)
    violate(2, "handling " + base::to_text(body.handling) + " stopped asking twice");
  leave_side(body.to, body.leg);
  ++totals.consults_ended;
}

void Auditor::Books::on(const Fact&, const ContactParked& body) {
  auto* contact = book(body.contact, "a parking");
  if (contact == nullptr) return;
  if (contact->ended || contact->visit.valid() || contact->talking || contact->transfer.valid() || contact->outside || !contact->place.empty())
    violate(2, "contact " + base::to_text(body.contact) + " was parked while it was somewhere else");
  contact->place = body.place;
}

void Auditor::Books::on(const Fact&, const ContactUnparked& body) {
  auto* contact = book(body.contact, "an end of a parking");
  if (contact == nullptr) return;
  if (contact->place != body.place) violate(2, "contact " + base::to_text(body.contact) + " left a place it was not at");
  contact->place.clear();
}

void Auditor::Books::on(const Fact&, const ContactPickedUp& body) {
  if (auto* contact = book(body.contact, "a pick-up")) contact->picked_up = true;
}

void Auditor::Books::on(const Fact&, const InternalCallStarted& body) {
  peers.erase(body.leg);  // It may have been the other end of a call that is over.
}

void Auditor::Books::on(const Fact&, const InternalCallRung& body) {
  take_second(body.to, body.peer);
  peers[body.peer] = body.leg;
}

void Auditor::Books::on(const Fact&, const InternalPeerLeft& body) { leave_side(body.to, body.peer); }

}  // namespace peal::core
