#pragma once

#include "core/turn.hpp"

/// A contact without an agent rings somebody: the target of a transfer, whoever
/// gave it away, whoever fetches it.
namespace peal::core::transfer {

struct Ring {
  AgentId from;           ///< Who gave the contact away.
  AgentId to;             ///< None: the outside number.
  base::Personal digits;
  QueueId queue;
  RingCause cause = RingCause::kTransfer;
  LegId arrived;          ///< A call of that agent's phone, which is answered instead; none: the phone is rung.
  LegId ringing;          ///< A leg that rings already; none: one is rung.
  Time expires;           ///< Of `ringing`.
  base::Personal referred_by;
  std::vector<Diversion> diversions = {};  ///< Agents whose forwarding led there, the last one first.
};
void ring(Turn& turn, ContactId contact, const Ring& how);

void answered(Turn& turn, ContactId contact);
/// The leg came to nothing: the contact goes back to whoever gave it away, then
/// to the head of its queue; it is never dropped while there is such a place.
void failed(Turn& turn, ContactId contact, base::ErrorCode cause);
/// Takes the ring back; what becomes of the contact is the caller's rule.
void stop(Turn& turn, LiveContact& contact);
void due(Turn& turn, ContactId contact);
/// The agent who is rung does not want it.
void reject(Turn& turn, ContactId contact);

/// Rings `from` where that is possible; else the contact goes to the head of the
/// queue it came from, and ends where there is none.
void come_back(Turn& turn, ContactId contact, AgentId from, QueueId queue, RingCause cause);

/// The customer and an outside number hear each other.
void start_outside(Turn& turn, LiveContact& contact, AgentId agent, LegId leg, const base::Personal& digits);
/// The end of a talk with an outside number, as a fact.
void end_outside(Turn& turn, LiveContact& contact);

}  // namespace peal::core::transfer
