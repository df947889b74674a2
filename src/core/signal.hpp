#pragma once

#include <memory>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/personal.hpp"
#include "core/centre.hpp"
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
struct LegArrived {
  LegId leg;
  LegSource source = LegSource::kTrunk;
  std::string dialled;       ///< The number as dialled, already normalised.
  base::Personal caller;     ///< E.164 or user part; empty when withheld.
  base::Personal caller_name;
  PartyId party;
  AgentId agent;             ///< For kDevice: whose device.
  TrunkId trunk;             ///< The trunk it came in on; none: another source.
  PEAL_FIELDS(LegArrived, leg, source, dialled, caller, caller_name, party, agent, trunk)
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
                 CustomerFound, CustomerNotFound, Tick, SettingsChanged, Restarted, Drain>;

}  // namespace peal::core
