#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/personal.hpp"
#include "core/centre.hpp"
#include "core/diversion.hpp"
#include "core/ids.hpp"

/// What happened. Adapters, pages, timers and the simulation all speak to the
/// core in these values and in nothing else.
namespace peal::core {

/// Where a leg comes from.
enum class LegSource : std::uint8_t {
  kTrunk,   ///< A carrier, a gateway or any SIP caller allowed in.
  kWeb,     ///< The company's page, with a signed token.
  kDevice,  ///< A registered device of an agent.
};

// From telephony.
/// A call of ours to an outside number goes over this trunk; said again when
/// another one takes over.
struct LegRouted {
  LegId leg;
  TrunkId trunk;
  base::Personal number;  ///< That is called there.
  PartyId party;          ///< Whom it belongs to.
  PEAL_FIELDS(LegRouted, leg, trunk, number, party)
};
struct LegArrived {
  LegId leg;
  LegSource source = LegSource::kTrunk;
  std::string dialled;       ///< The number as dialled, already normalised.
  base::Personal caller;     ///< E.164 or user part; empty when withheld.
  base::Personal caller_name;
  PartyId party;
  AgentId agent;             ///< For kDevice: whose device.
  TrunkId trunk;             ///< The trunk it came in on; none: another source.
  LegId replaces;            ///< It is to take over this leg (RFC 3891); none: an ordinary call.
  base::Personal diverted_by;///< Who sent the call on to us last; empty: nobody, or unnamed.
  DiversionReason diversion = DiversionReason::kUnknown;
  base::Personal first_called; ///< The number that was called first, where that is another.
  std::uint32_t diversions = 0; ///< How often it was sent on.
  base::Personal withheld;   ///< What a trusted trunk says of a caller who withholds the number.
  PEAL_FIELDS(LegArrived, leg, source, dialled, caller, caller_name, party, agent, trunk, replaces, diverted_by,
              diversion, first_called, diversions, withheld)
};
struct LegRinging { LegId leg; PEAL_FIELDS(LegRinging, leg) };
struct LegAnswered { LegId leg; PEAL_FIELDS(LegAnswered, leg) };
/// The leg never came up, or an incoming one was cancelled before its answer.
struct LegFailed {
  LegId leg;
  base::ErrorCode cause = base::ErrorCode::kUnreachable;
  PEAL_FIELDS(LegFailed, leg, cause)
};
/// The other side ended a leg that was up.
struct LegHungUp { LegId leg; PEAL_FIELDS(LegHungUp, leg) };
/// Its connection or its media vanished without a goodbye.
struct LegLost { LegId leg; PEAL_FIELDS(LegLost, leg) };
/// The far end put us on hold (a re-INVITE, RFC 3264 8.4), or came back.
struct LegHeld { LegId leg; bool held = true; PEAL_FIELDS(LegHeld, leg, held) };
/// A device of an agent asks for a transfer of the call on this leg (REFER, RFC 3515).
struct LegReferred {
  LegId leg;
  std::string dialled;         ///< The number to call, normalised; for an attended one of no use.
  LegId replaced;              ///< Attended: the device's other leg; none: blind.
  base::Personal referred_by;  ///< RFC 3892, as written; may be empty.
  PEAL_FIELDS(LegReferred, leg, dialled, replaced, referred_by)
};
struct DigitPressed { LegId leg; base::Personal digit; PEAL_FIELDS(DigitPressed, leg, digit) };
struct PlayFinished { LegId leg; PlayId play; bool failed = false; PEAL_FIELDS(PlayFinished, leg, play, failed) };
struct RecordingFailed {
  RecordingId recording;
  base::ErrorCode cause = base::ErrorCode::kStorage;
  base::Millis length{0};  ///< Of what there is.
  PEAL_FIELDS(RecordingFailed, recording, cause, length)
};
struct RecordingWritten {
  RecordingId recording;
  base::Millis length{0};
  std::uint64_t bytes = 0;
  std::string hash;  ///< Hex.
  PEAL_FIELDS(RecordingWritten, recording, length, bytes, hash)
};
/// What came of asking for a PIN (TakePin).
enum class DoorVerdict : std::uint8_t { kNothing, kWrong, kGuest, kHost };
struct PinTaken { LegId leg; DoorVerdict verdict = DoorVerdict::kNothing; PEAL_FIELDS(PinTaken, leg, verdict) };
struct DeviceUp { AgentId agent; PEAL_FIELDS(DeviceUp, agent) };
struct DeviceDown { AgentId agent; PEAL_FIELDS(DeviceDown, agent) };

// From the desk, the API, CSTA: `by` is who asked.
struct SignIn { AgentId agent; UserId by; PEAL_FIELDS(SignIn, agent, by) };
struct SignOut { AgentId agent; UserId by; PEAL_FIELDS(SignOut, agent, by) };
struct GoReady { AgentId agent; UserId by; PEAL_FIELDS(GoReady, agent, by) };
/// During a contact it takes effect when the agent is free again.
struct GoNotReady { AgentId agent; ReasonId reason; UserId by; PEAL_FIELDS(GoNotReady, agent, reason, by) };
struct RejectOffer { AgentId agent; ContactId contact; UserId by; PEAL_FIELDS(RejectOffer, agent, contact, by) };
struct Hold { AgentId agent; ContactId contact; UserId by; PEAL_FIELDS(Hold, agent, contact, by) };
struct Retrieve { AgentId agent; ContactId contact; UserId by; PEAL_FIELDS(Retrieve, agent, contact, by) };
struct Mute { AgentId agent; ContactId contact; bool on = true; UserId by; PEAL_FIELDS(Mute, agent, contact, on, by) };
struct SendDigits {
  AgentId agent;
  ContactId contact;
  base::Personal digits;
  UserId by;
  PEAL_FIELDS(SendDigits, agent, contact, digits, by)
};
struct HangUp { AgentId agent; ContactId contact; UserId by; PEAL_FIELDS(HangUp, agent, contact, by) };
struct ExtendWrapUp {
  AgentId agent;
  ContactId contact;
  base::Seconds by_time{30};
  UserId by;
  PEAL_FIELDS(ExtendWrapUp, agent, contact, by_time, by)
};
/// Saves notes while talking or in wrap-up; the last text wins.
struct WriteNotes {
  AgentId agent;
  ContactId contact;
  base::Personal notes;
  UserId by;
  PEAL_FIELDS(WriteNotes, agent, contact, notes, by)
};
struct FinishWrapUp {
  AgentId agent;
  ContactId contact;
  DispositionId disposition;  ///< May be none where the policy allows it.
  UserId by;
  PEAL_FIELDS(FinishWrapUp, agent, contact, disposition, by)
};

/// Where a call is to go.
enum class TargetKind : std::uint8_t {
  kAgent,
  kQueue,
  kNumber,  ///< As dialled: an extension, one of our numbers, a park place, or outside.
};
struct Target {
  TargetKind kind = TargetKind::kNumber;
  AgentId agent;
  QueueId queue;
  base::Personal digits;
  PEAL_FIELDS(Target, kind, agent, queue, digits)
};
/// Blind: the agent's part is over at once.
struct TransferContact { AgentId agent; ContactId contact; Target to; UserId by; PEAL_FIELDS(TransferContact, agent, contact, to, by) };
/// The customer waits with music while the agent talks with the target.
struct Consult { AgentId agent; ContactId contact; Target to; UserId by; PEAL_FIELDS(Consult, agent, contact, to, by) };
/// From the target to the customer and back.
struct SwapConsult { AgentId agent; ContactId contact; UserId by; PEAL_FIELDS(SwapConsult, agent, contact, by) };
/// Customer and target talk, or the target goes on ringing; the agent's part is over.
struct CompleteTransfer { AgentId agent; ContactId contact; UserId by; PEAL_FIELDS(CompleteTransfer, agent, contact, by) };
struct CancelConsult { AgentId agent; ContactId contact; UserId by; PEAL_FIELDS(CancelConsult, agent, contact, by) };
struct Park {
  AgentId agent;
  ContactId contact;
  std::string place;  ///< Empty: the first free one.
  UserId by;
  PEAL_FIELDS(Park, agent, contact, place, by)
};
/// The agent's own device is rung for a parked contact.
struct RetrieveParked { AgentId agent; ContactId contact; UserId by; PEAL_FIELDS(RetrieveParked, agent, contact, by) };
enum class ForwardWhen : std::uint8_t { kAlways, kBusy, kNoAnswer };
/// Calls to the agent's extension go elsewhere; offers of queues never do.
struct SetForwarding {
  AgentId agent;
  ForwardWhen when = ForwardWhen::kAlways;
  std::string to;  ///< Empty: off.
  UserId by;
  PEAL_FIELDS(SetForwarding, agent, when, to, by)
};
/// What an agent wants of calls to the own extension; nothing: as it is.
struct SetPhoneRules {
  AgentId agent;
  std::optional<bool> call_waiting;
  std::optional<bool> do_not_disturb;
  std::optional<base::Seconds> ring_for;  ///< Zero: as the settings say.
  UserId by;
  PEAL_FIELDS(SetPhoneRules, agent, call_waiting, do_not_disturb, ring_for, by)
};
/// The agent gives back a colleague's phone.
struct LeaveSeat { AgentId agent; UserId by; PEAL_FIELDS(LeaveSeat, agent, by) };

/// What was pressed after GatherDigits; it may be a PIN and is kept nowhere.
struct DigitsGathered { LegId leg; base::Personal digits; PEAL_FIELDS(DigitsGathered, leg, digits) };
enum class PinVerdict : std::uint8_t {
  kRight,
  kWrong,
  kLocked,       ///< Too many wrong ones: not even looked at.
  kNotSet,       ///< The agent has none.
  kUnavailable,  ///< It could not be looked up.
};
/// The answer to CheckPin.
struct PinChecked {
  LegId leg;
  AgentId agent;
  PinVerdict verdict = PinVerdict::kWrong;
  PEAL_FIELDS(PinChecked, leg, agent, verdict)
};

/// Customer, agent and whom the agent asks in one call; the agent may leave it
/// by CompleteTransfer, put the target out by CancelConsult and part it by SwapConsult.
struct JoinConsult { AgentId agent; ContactId contact; UserId by; PEAL_FIELDS(JoinConsult, agent, contact, by) };

// From a host or a supervisor, about a conference that is live.
struct MuteParty { ConferenceId conference; LegId leg; bool on = true; UserId by; PEAL_FIELDS(MuteParty, conference, leg, on, by) };
struct RemoveParty { ConferenceId conference; LegId leg; UserId by; PEAL_FIELDS(RemoveParty, conference, leg, by) };
struct LockConference { ConferenceId conference; bool on = true; UserId by; PEAL_FIELDS(LockConference, conference, on, by) };
struct EndConference { ConferenceId conference; UserId by; PEAL_FIELDS(EndConference, conference, by) };

// Answers to look-ups.
struct CustomerFound {
  ContactId contact;
  CustomerId customer;
  bool is_new = false;  ///< A card was opened for this contact.
  base::Personal name;
  std::string level;    ///< "vip" and the like; empty: none.
  base::Personal area;  ///< Place of the number in the tenant's language.
  PEAL_FIELDS(CustomerFound, contact, customer, is_new, name, level, area)
};
struct CustomerNotFound {
  ContactId contact;
  base::ErrorCode cause = base::ErrorCode::kUnavailable;
  PEAL_FIELDS(CustomerNotFound, contact, cause)
};

// From the engine.
/// Time has passed; timers up to `now` of the call are due.
struct Tick { PEAL_NO_FIELDS(Tick) };
struct SettingsChanged { std::shared_ptr<const Settings> settings; };
/// First signal after a start: every leg of before is gone.
struct Restarted { bool clean = false; PEAL_FIELDS(Restarted, clean) };
/// No new contacts from now on (SIGTERM).
struct Drain { PEAL_NO_FIELDS(Drain) };

using Signal =
    std::variant<LegArrived, LegRinging, LegAnswered, LegFailed, LegHungUp, LegLost, DigitPressed, PlayFinished,
                 RecordingFailed, RecordingWritten, DeviceUp, DeviceDown, SignIn, SignOut, GoReady, GoNotReady,
                 RejectOffer, Hold, Retrieve, Mute, SendDigits, HangUp, ExtendWrapUp, WriteNotes, FinishWrapUp,
                 CustomerFound, CustomerNotFound, Tick, SettingsChanged, Restarted, Drain, LegHeld, LegReferred,
                 TransferContact, Consult, SwapConsult, CompleteTransfer, CancelConsult, Park, RetrieveParked,
                 SetForwarding, SetPhoneRules, LeaveSeat, DigitsGathered, PinChecked, PinTaken, JoinConsult, MuteParty,
                 RemoveParty, LockConference, EndConference, LegRouted>;

}  // namespace peal::core
