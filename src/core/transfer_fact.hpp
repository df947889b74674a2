#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/personal.hpp"
#include "core/ids.hpp"
#include "core/outcome.hpp"
#include "core/signal.hpp"

/// Facts of transfers, consultations, parked contacts and calls between
/// extensions; a part of core/fact.hpp.
namespace peal::core {

/// An agent gave a contact away. What follows says whether it was taken.
struct ContactTransferred {
  ContactId contact;
  HandlingId handling;
  AgentId agent;
  bool consulted = false;      ///< The agent had called the target before.
  TargetKind target = TargetKind::kAgent;
  AgentId to;
  QueueId queue;
  NumberId number;             ///< One of ours: the contact goes into its flow.
  base::Personal digits;       ///< Of an outside number, or of a conference.
  base::Personal referred_by;  ///< What the agent's phone said (RFC 3892); may be empty.
  UserId by;
  PEAL_FIELDS(ContactTransferred, contact, handling, agent, consulted, target, to, queue, number, digits, referred_by, by)
};
enum class RingCause : std::uint8_t {
  kTransfer,  ///< Given away by `agent`.
  kReturn,    ///< Nobody took it: whoever gave it away is rung.
  kPark,      ///< It was parked too long: whoever parked it is rung.
  kRetrieve,  ///< A parked one is fetched.
};
/// A contact that waits for nobody else rings one agent, or an outside number.
struct TransferRung {
  TransferId transfer;
  ContactId contact;
  AgentId agent;          ///< Who gave the contact away.
  AgentId to;             ///< None for an outside number.
  base::Personal digits;
  QueueId queue;          ///< For the next handling; none where it had none.
  LegId leg;
  Time expires;
  RingCause cause = RingCause::kTransfer;
  PEAL_FIELDS(TransferRung, transfer, contact, agent, to, digits, queue, leg, expires, cause)
};
struct TransferEnded {
  TransferId transfer;
  ContactId contact;
  AgentId agent;
  AgentId to;
  OfferEnd end = OfferEnd::kExpired;
  base::ErrorCode cause = base::ErrorCode::kNoAnswer;  ///< Meaningful for kFailed.
  PEAL_FIELDS(TransferEnded, transfer, contact, agent, to, end, cause)
};
/// The customer talks with an outside number, without an agent; both legs stay with us.
struct OutsideTalkStarted {
  ContactId contact;
  AgentId agent;  ///< Who gave the contact away.
  LegId leg;
  base::Personal digits;
  PEAL_FIELDS(OutsideTalkStarted, contact, agent, leg, digits)
};
struct OutsideTalkEnded { ContactId contact; LegId leg; base::Millis talked{0}; PEAL_FIELDS(OutsideTalkEnded, contact, leg, talked) };

struct ConsultStarted {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  AgentId to;             ///< None for an outside number.
  base::Personal digits;
  LegId leg;              ///< Of the target.
  LegId own_leg;          ///< A second call of the agent's phone; none: the agent's one leg serves both.
  Time expires;           ///< The target rings until then.
  PEAL_FIELDS(ConsultStarted, handling, contact, agent, to, digits, leg, own_leg, expires)
};
struct ConsultAnswered { HandlingId handling; ContactId contact; AgentId agent; AgentId to; LegId leg; PEAL_FIELDS(ConsultAnswered, handling, contact, agent, to, leg) };
enum class ConsultEnd : std::uint8_t {
  kCompleted,     ///< The contact goes to the target.
  kCancelled,     ///< By the agent.
  kTargetLeft,    ///< It hung up.
  kNotReached,    ///< It did not answer, refused or could not be reached; `cause` says which.
  kCustomerLeft,
  kAgentLost,
  kFailed,
};
struct ConsultEnded {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  AgentId to;
  LegId leg;
  ConsultEnd end = ConsultEnd::kCancelled;
  base::ErrorCode cause = base::ErrorCode::kCancelled;
  base::Millis talked{0};
  PEAL_FIELDS(ConsultEnded, handling, contact, agent, to, leg, end, cause, talked)
};

enum class ParkEnd : std::uint8_t { kRetrieved, kReturned, kAbandoned, kFailed };
struct ContactParked {
  ContactId contact;
  HandlingId handling;
  AgentId agent;
  QueueId queue;      ///< Of that handling.
  std::string place;
  Time until;         ///< Then the agent is rung.
  UserId by;
  PEAL_FIELDS(ContactParked, contact, handling, agent, queue, place, until, by)
};
struct ContactUnparked {
  ContactId contact;
  std::string place;
  ParkEnd end = ParkEnd::kRetrieved;
  base::Millis waited{0};
  PEAL_FIELDS(ContactUnparked, contact, place, end, waited)
};
/// A transfer to one of our numbers: the contact begins anew in its flow.
struct ContactSentToFlow {
  ContactId contact;
  LegId leg;
  NumberId number;
  FlowId flow;
  std::string language;
  ConferenceId conference;  ///< Its door, instead of a flow.
  PEAL_FIELDS(ContactSentToFlow, contact, leg, number, flow, language, conference)
};
/// `agent` takes the call that rings `from`; an offer or a ring for `agent` follows.
struct ContactPickedUp { ContactId contact; AgentId agent; AgentId from; PEAL_FIELDS(ContactPickedUp, contact, agent, from) };

/// A call of an agent's device rings another agent, or an outside number.
struct InternalCallRung {
  LegId leg;              ///< Of the caller; names the call.
  AgentId agent;          ///< Who calls.
  AgentId to;             ///< None for an outside number.
  base::Personal digits;
  LegId peer;
  Time expires;
  PartyId party = {};     ///< Whom an outside number belongs to.
  PEAL_FIELDS(InternalCallRung, leg, agent, to, digits, peer, expires, party)
};
struct InternalPeerAnswered { LegId leg; AgentId agent; AgentId to; LegId peer; PEAL_FIELDS(InternalPeerAnswered, leg, agent, to, peer) };
/// Refused, not reached, gone, or its place is taken by another.
struct InternalPeerLeft {
  LegId leg;
  AgentId agent;
  AgentId to;
  LegId peer;
  base::ErrorCode cause = base::ErrorCode::kCancelled;
  PEAL_FIELDS(InternalPeerLeft, leg, agent, to, peer, cause)
};
/// A call to an outside number went over this trunk. Of several with the same
/// leg the last carried it, and those before could not.
struct TrunkTaken {
  ContactId contact;  ///< None while an agent's own call rings outside.
  LegId leg;
  TrunkId trunk;
  base::Personal number;  ///< Of a call that will be recorded, where no fact told it before: a forwarding led there.
  PartyId party;          ///< Whom `number` belongs to.
  PEAL_FIELDS(TrunkTaken, contact, leg, trunk, number, party)
};
struct ForwardingSet {
  AgentId agent;
  ForwardWhen when = ForwardWhen::kAlways;
  std::string to;
  UserId by;
  PEAL_FIELDS(ForwardingSet, agent, when, to, by)
};

}  // namespace peal::core
