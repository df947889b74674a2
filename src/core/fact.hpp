#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/personal.hpp"
#include "core/centre.hpp"
#include "core/conference_fact.hpp"
#include "core/ids.hpp"
#include "core/outcome.hpp"
#include "core/phone_fact.hpp"
#include "core/signal.hpp"
#include "core/transfer_fact.hpp"

/// What is now true. Facts are written to the journal and are the only source
/// of records, live figures, reports, events and recovery. Fields are added at
/// the end; meanings never change (a golden journal of each release is tested).
namespace peal::core {

enum class AgentStatus : std::uint8_t { kSignedOut, kReady, kNotReady };
/// Why a status changed without the agent asking.
enum class StatusCause : std::uint8_t { kAsked, kNoAnswer, kDeviceLost, kSupervisor, kRestart, kSettings, kQueuedBreak };

struct SettingsAdopted { Settings settings; PEAL_FIELDS(SettingsAdopted, settings) };
struct SystemRestarted { bool clean = false; PEAL_FIELDS(SystemRestarted, clean) };
struct DrainStarted { PEAL_NO_FIELDS(DrainStarted) };

struct ContactArrived {
  ContactId contact;
  LegId leg;
  LegSource source = LegSource::kTrunk;
  NumberId number;
  std::string dialled;
  base::Personal caller;
  base::Personal caller_name;
  PartyId party;
  std::string language;
  FlowId flow;
  TrunkId trunk;
  base::Personal diverted_by;
  DiversionReason diversion = DiversionReason::kUnknown;
  base::Personal first_called;
  std::uint32_t diversions = 0;
  base::Personal withheld;  ///< Only for whom the law lets see it; no view and no card has it.
  PEAL_FIELDS(ContactArrived, contact, leg, source, number, dialled, caller, caller_name, party, language, flow, trunk,
              diverted_by, diversion, first_called, diversions, withheld)
};
/// A device of an agent called something that is not a contact (the echo test).
struct InternalCallStarted {
  LegId leg;
  AgentId agent;
  std::string dialled;  ///< Empty for an outside number, which InternalCallRung keeps sealed.
  FlowId flow;
  std::string notice;   ///< A sentence of our own that is spoken to the caller; empty: none.
  AgentId phone = {};   ///< That asks to become somebody else's (SeatTaken); none in other calls.
  ConferenceId conference = {};  ///< It goes to the door of this one; none: it does not.
  PEAL_FIELDS(InternalCallStarted, leg, agent, dialled, flow, notice, phone, conference)
};
struct InternalCallEnded {
  LegId leg;
  AgentId agent;
  PEAL_FIELDS(InternalCallEnded, leg, agent)
};
struct ContactAnswered { ContactId contact; PEAL_FIELDS(ContactAnswered, contact) };  ///< The caller's leg is up.
struct CustomerIdentified {
  ContactId contact;
  CustomerId customer;
  bool is_new = false;
  base::Personal name;
  std::string level;
  base::Personal area;
  PEAL_FIELDS(CustomerIdentified, contact, customer, is_new, name, level, area)
};
struct CustomerUnknown {
  ContactId contact;
  base::ErrorCode cause = base::ErrorCode::kUnavailable;
  PEAL_FIELDS(CustomerUnknown, contact, cause)
};
/// The flow went to `node`; for a leg without a contact `contact` is none.
struct FlowStepTaken {
  ContactId contact;
  LegId leg;
  std::string node;
  std::string by;   ///< "start", "next", "key", "timeout", "invalid", "full".
  PlayId play;      ///< The prompt it plays, if it plays one.
  std::uint8_t attempt = 1;
  PEAL_FIELDS(FlowStepTaken, contact, leg, node, by, play, attempt)
};
struct DigitReceived { ContactId contact; LegId leg; base::Personal digit; PEAL_FIELDS(DigitReceived, contact, leg, digit) };
struct PromptEnded { ContactId contact; LegId leg; PlayId play; PEAL_FIELDS(PromptEnded, contact, leg, play) };
struct LanguageChosen { ContactId contact; LegId leg; std::string language; PEAL_FIELDS(LanguageChosen, contact, leg, language) };

struct VisitStarted {
  VisitId visit;
  ContactId contact;
  QueueId queue;
  std::int32_t priority = 0;
  /// Sent back to the queue without a fault of the customer: served before
  /// all others of the same priority.
  bool at_head = false;
  PEAL_FIELDS(VisitStarted, visit, contact, queue, priority, at_head)
};
struct PositionAnnounced {
  VisitId visit;
  ContactId contact;
  PlayId play;
  std::uint32_t position = 1;
  PEAL_FIELDS(PositionAnnounced, visit, contact, play, position)
};
struct VisitEnded {
  VisitId visit;
  ContactId contact;
  QueueId queue;
  VisitEnd end = VisitEnd::kAnswered;
  base::Millis waited{0};
  PEAL_FIELDS(VisitEnded, visit, contact, queue, end, waited)
};

struct OfferMade {
  OfferId offer;
  ContactId contact;
  VisitId visit;
  QueueId queue;
  AgentId agent;
  LegId leg;
  Time expires;
  PEAL_FIELDS(OfferMade, offer, contact, visit, queue, agent, leg, expires)
};
struct OfferRinging { OfferId offer; ContactId contact; AgentId agent; PEAL_FIELDS(OfferRinging, offer, contact, agent) };
struct OfferEnded {
  OfferId offer;
  ContactId contact;
  AgentId agent;
  OfferEnd end = OfferEnd::kExpired;
  base::ErrorCode cause = base::ErrorCode::kNoAnswer;  ///< Meaningful for kFailed.
  PEAL_FIELDS(OfferEnded, offer, contact, agent, end, cause)
};

struct HandlingStarted {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  QueueId queue;
  LegId leg;
  PEAL_FIELDS(HandlingStarted, handling, contact, agent, queue, leg)
};
struct LegsBridged { ContactId contact; LegId caller; LegId agent; PEAL_FIELDS(LegsBridged, contact, caller, agent) };
struct HoldStarted { HandlingId handling; ContactId contact; AgentId agent; PEAL_FIELDS(HoldStarted, handling, contact, agent) };
struct HoldEnded { HandlingId handling; ContactId contact; AgentId agent; PEAL_FIELDS(HoldEnded, handling, contact, agent) };
struct MuteChanged {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  bool on = false;
  PEAL_FIELDS(MuteChanged, handling, contact, agent, on)
};
struct DigitsSent { ContactId contact; AgentId agent; base::Personal digits; PEAL_FIELDS(DigitsSent, contact, agent, digits) };
/// The agent's leg vanished in mid-call; the customer hears the comfort tone
/// until the same agent is back or the grace is over.
struct AgentLegLost {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  Time until;
  PEAL_FIELDS(AgentLegLost, handling, contact, agent, until)
};
/// The same agent's device is rung again for the same handling.
struct AgentLegRung {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  LegId leg;
  PEAL_FIELDS(AgentLegRung, handling, contact, agent, leg)
};
struct AgentLegBack {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  LegId leg;
  PEAL_FIELDS(AgentLegBack, handling, contact, agent, leg)
};
/// Talking is over; the handling itself ends after its wrap-up.
struct TalkEnded {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  HandlingEnd end = HandlingEnd::kCustomerHungUp;
  base::Millis talked{0};
  base::Millis held{0};
  PEAL_FIELDS(TalkEnded, handling, contact, agent, end, talked, held)
};
struct WrapUpStarted {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  WrapUpPolicy policy = WrapUpPolicy::kOptional;
  Time until;  ///< Epoch zero: no time limit.
  PEAL_FIELDS(WrapUpStarted, handling, contact, agent, policy, until)
};
struct WrapUpExtended { HandlingId handling; ContactId contact; AgentId agent; Time until; PEAL_FIELDS(WrapUpExtended, handling, contact, agent, until) };
struct NotesWritten { HandlingId handling; ContactId contact; AgentId agent; base::Personal notes; PEAL_FIELDS(NotesWritten, handling, contact, agent, notes) };
struct HandlingEnded {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  DispositionId disposition;
  base::Millis wrapped_up{0};
  PEAL_FIELDS(HandlingEnded, handling, contact, agent, disposition, wrapped_up)
};

struct RecordingStarted { RecordingId recording; ContactId contact; PEAL_FIELDS(RecordingStarted, recording, contact) };
struct RecordingEnded {
  RecordingId recording;
  ContactId contact;
  bool whole = true;
  base::Millis length{0};
  std::uint64_t bytes = 0;
  std::string hash;
  base::ErrorCode cause = base::ErrorCode::kInternal;  ///< Meaningful when not whole.
  PEAL_FIELDS(RecordingEnded, recording, contact, whole, length, bytes, hash, cause)
};

struct ContactEnded {
  ContactId contact;
  ContactEnd end = ContactEnd::kHandled;
  base::ErrorCode cause = base::ErrorCode::kCancelled;  ///< Meaningful for kRejected and kFailed.
  PEAL_FIELDS(ContactEnded, contact, end, cause)
};

struct AgentSignedIn { AgentId agent; UserId by; PEAL_FIELDS(AgentSignedIn, agent, by) };
struct AgentStatusChanged {
  AgentId agent;
  AgentStatus status = AgentStatus::kNotReady;
  ReasonId reason;
  StatusCause cause = StatusCause::kAsked;
  UserId by;
  PEAL_FIELDS(AgentStatusChanged, agent, status, reason, cause, by)
};
/// A break asked for while busy: "on call, then Lunch".
struct BreakQueued { AgentId agent; ReasonId reason; UserId by; PEAL_FIELDS(BreakQueued, agent, reason, by) };
struct AgentSignedOut { AgentId agent; StatusCause cause = StatusCause::kAsked; UserId by; PEAL_FIELDS(AgentSignedOut, agent, cause, by) };
struct AgentDeviceUp { AgentId agent; PEAL_FIELDS(AgentDeviceUp, agent) };
struct AgentDeviceDown { AgentId agent; PEAL_FIELDS(AgentDeviceDown, agent) };

/// The lost agent's device was rung again and could not be reached; it is tried
/// again until the grace is over.
struct AgentLegRingFailed {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  LegId leg;
  base::ErrorCode cause = base::ErrorCode::kUnreachable;
  PEAL_FIELDS(AgentLegRingFailed, handling, contact, agent, leg, cause)
};
/// Chosen before a timed wrap-up is over; HandlingEnded repeats the last one.
struct DispositionChosen {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  DispositionId disposition;
  PEAL_FIELDS(DispositionChosen, handling, contact, agent, disposition)
};

struct InternalCallAnswered { LegId leg; AgentId agent; PEAL_FIELDS(InternalCallAnswered, leg, agent) };

using FactBody =
    std::variant<SettingsAdopted, SystemRestarted, DrainStarted, ContactArrived, InternalCallStarted, InternalCallEnded,
                 ContactAnswered, CustomerIdentified, CustomerUnknown, FlowStepTaken, DigitReceived, PromptEnded,
                 LanguageChosen, VisitStarted, PositionAnnounced, VisitEnded, OfferMade, OfferRinging, OfferEnded,
                 HandlingStarted, LegsBridged, HoldStarted, HoldEnded, MuteChanged, DigitsSent, AgentLegLost,
                 AgentLegRung, AgentLegBack, TalkEnded, WrapUpStarted, WrapUpExtended, NotesWritten, HandlingEnded,
                 RecordingStarted, RecordingEnded, ContactEnded, AgentSignedIn, AgentStatusChanged, BreakQueued,
                 AgentSignedOut, AgentDeviceUp, AgentDeviceDown, AgentLegRingFailed, DispositionChosen,
                 InternalCallAnswered, ContactTransferred, TransferRung, TransferEnded, OutsideTalkStarted,
                 OutsideTalkEnded, ConsultStarted, ConsultAnswered, ConsultEnded, ContactParked, ContactUnparked,
                 ContactSentToFlow, ContactPickedUp, InternalCallRung, InternalPeerAnswered, InternalPeerLeft,
                 ForwardingSet, PhoneRulesSet, SeatTaken, SeatLeft, SeatTried, ConferenceAsked, ConferenceJoined,
                 ConferenceAdmitted, ConferenceRefused, ConferenceLeft, ConferenceMuted, ConferenceLocked,
                 ConferenceRecorded, ConsultJoined, ConsultSplit, TrunkTaken>;

/// A fact as it is kept. The order of FactBody's alternatives is part of the
/// journal's format: new ones go at the end.
struct Fact {
  TenantId tenant;
  Time at;
  PartyId party;  ///< Whose key seals the personal part; none where there is no such part.
  FactBody body;
  PEAL_FIELDS(Fact, tenant, at, party, body)
};

}  // namespace peal::core
