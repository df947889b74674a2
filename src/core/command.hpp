#pragma once

#include <string>
#include <variant>

#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/personal.hpp"
#include "core/centre.hpp"
#include "core/diversion.hpp"
#include "core/ids.hpp"

/// What must be done. A command says what should be, not how to get there; an
/// adapter ignores one it has done (its id is the journal position and index).
namespace peal::core {

struct RingBack { LegId leg; PEAL_FIELDS(RingBack, leg) };     ///< 180 to an arrived leg.
struct AnswerLeg { LegId leg; PEAL_FIELDS(AnswerLeg, leg) };
struct RejectLeg {
  LegId leg;
  base::ErrorCode cause = base::ErrorCode::kBusy;
  base::Seconds retry_after{0};
  PEAL_FIELDS(RejectLeg, leg, cause, retry_after)
};
/// Ends a leg in any state; a ringing one is cancelled.
struct HangUpLeg {
  LegId leg;
  base::ErrorCode cause = base::ErrorCode::kCancelled;  ///< kCancelled stands for normal clearing.
  PEAL_FIELDS(HangUpLeg, leg, cause)
};
struct RingLeg {
  LegId leg;
  AgentId agent;
  ContactId contact;
  base::Personal caller;       ///< Shown to the agent's device.
  base::Personal caller_name;
  base::Seconds timeout{20};   ///< The core ends it first; this is the adapter's safety bound.
  LegId caller_leg;            ///< Whom it will be bridged with: its codec is offered first, on its media thread.
  base::Personal number;       ///< Rings this outside number over a trunk instead of the agent; empty: the agent.
  base::Personal referred_by;  ///< Who sent the call on (RFC 3892); may be empty.
  std::vector<Diversion> diversions;  ///< Who sent the call on, the last one first; told to a trunk.
  PEAL_FIELDS(RingLeg, leg, agent, contact, caller, caller_name, timeout, caller_leg, number, referred_by, diversions)
};
/// What became of the transfer that the device on this leg asked for (RFC 3515 2.4.4).
struct ReportReferral {
  LegId leg;
  std::uint16_t status = 200;  ///< As the device's owner reads it: 200, 404, 486 ...
  PEAL_FIELDS(ReportReferral, leg, status)
};

struct PlayPrompt {
  LegId leg;
  PlayId play;
  std::string language;
  Prompt prompt;
  PEAL_FIELDS(PlayPrompt, leg, play, language, prompt)
};
/// "You are number N" by the rules of the language.
struct PlayPosition {
  LegId leg;
  PlayId play;
  std::string language;
  std::uint32_t position = 1;
  PEAL_FIELDS(PlayPosition, leg, play, language, position)
};
struct StopPlay { LegId leg; PEAL_FIELDS(StopPlay, leg) };
struct PlayMusic { LegId leg; QueueId queue; std::string music; PEAL_FIELDS(PlayMusic, leg, queue, music) };
/// A quiet tone that says: the line is alive.
struct PlayComfort { LegId leg; PEAL_FIELDS(PlayComfort, leg) };
/// What a caller hears while somebody is rung.
struct PlayRingBack { LegId leg; PEAL_FIELDS(PlayRingBack, leg) };
struct EchoLeg { LegId leg; PEAL_FIELDS(EchoLeg, leg) };

struct BridgeLegs { LegId caller; LegId agent; PEAL_FIELDS(BridgeLegs, caller, agent) };
/// Both legs stay up and hear nothing of each other.
struct UnbridgeLegs { LegId caller; LegId agent; PEAL_FIELDS(UnbridgeLegs, caller, agent) };
struct MuteLeg { LegId leg; bool on = true; PEAL_FIELDS(MuteLeg, leg, on) };
struct SendLegDigits { LegId leg; base::Personal digits; PEAL_FIELDS(SendLegDigits, leg, digits) };

/// Left channel: the caller's leg, from now on. The right one follows.
struct StartRecording {
  RecordingId recording;
  ContactId contact;
  LegId caller;
  PEAL_FIELDS(StartRecording, recording, contact, caller)
};
struct RecordAgent { RecordingId recording; LegId agent; PEAL_FIELDS(RecordAgent, recording, agent) };
struct StopRecording { RecordingId recording; PEAL_FIELDS(StopRecording, recording) };

struct FindCustomer {
  ContactId contact;
  PartyId party;
  base::Personal caller;
  base::Personal caller_name;
  PEAL_FIELDS(FindCustomer, contact, party, caller, caller_name)
};

/// The request that came with the signal cannot be carried out; goes back to
/// whoever asked, and to nobody when nobody waits.
struct Refuse {
  base::ErrorCode code = base::ErrorCode::kConflict;
  std::string why;  ///< Stable key, such as "refuse.not_talking".
  PEAL_FIELDS(Refuse, code, why)
};

using Command =
    std::variant<RingBack, AnswerLeg, RejectLeg, HangUpLeg, RingLeg, PlayPrompt, PlayPosition, StopPlay, PlayMusic,
                 PlayComfort, EchoLeg, BridgeLegs, UnbridgeLegs, MuteLeg, SendLegDigits, StartRecording, RecordAgent,
                 StopRecording, FindCustomer, Refuse, ReportReferral, PlayRingBack>;

}  // namespace peal::core
