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

/// 180 to an arrived leg.
struct RingBack {
  LegId leg;
  LegId near = {};  ///< Whom it may be bridged with: on its media thread; none: anywhere.
  PEAL_FIELDS(RingBack, leg, near)
};
struct AnswerLeg {
  LegId leg;
  LegId near = {};  ///< As above.
  PEAL_FIELDS(AnswerLeg, leg, near)
};
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
  AgentId phone = {};          ///< Whose phone the agent sits at; none: the agent's own.
  LegId heard_by = {};         ///< Who waits and hears what a carrier says before the answer (RFC 3960); none: nobody.
  PEAL_FIELDS(RingLeg, leg, agent, contact, caller, caller_name, timeout, caller_leg, number, referred_by, diversions, phone,
              heard_by)
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
struct PlayRingBack {
  LegId leg;
  LegId ringing = {};  ///< A leg that rings already and that this one waits for from now on, as RingLeg's heard_by has it.
  PEAL_FIELDS(PlayRingBack, leg, ringing)
};
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
/// The right channel: this leg, or without one what the caller is played.
struct RecordAgent { RecordingId recording; LegId agent; PEAL_FIELDS(RecordAgent, recording, agent) };
struct StopRecording { RecordingId recording; PEAL_FIELDS(StopRecording, recording) };

/// The call on this leg is `agent`'s, on whosever phone it is made.
struct OwnLeg { LegId leg; AgentId agent; PEAL_FIELDS(OwnLeg, leg, agent) };
/// What is pressed from now on is collected until #, `most` digits or a pause; then DigitsGathered comes.
struct GatherDigits { LegId leg; std::uint32_t most = 1; PEAL_FIELDS(GatherDigits, leg, most) };
/// Whether these digits are the agent's PIN. Answered by PinChecked.
struct CheckPin {
  LegId leg;
  AgentId agent;
  base::Personal digits;
  PEAL_FIELDS(CheckPin, leg, agent, digits)
};
/// Keys of this leg are gathered and compared with the PINs of the conference;
/// PinTaken follows, once. The first key cuts off what is played.
struct TakePin { LegId leg; ConferenceId conference; PEAL_FIELDS(TakePin, leg, conference) };
/// The leg hears everybody of the mix and they hear it; a bridge of it ends.
/// What it is played goes on.
struct JoinMix { LegId leg; MixId mix; PEAL_FIELDS(JoinMix, leg, mix) };
struct LeaveMix { LegId leg; PEAL_FIELDS(LeaveMix, leg) };
/// Everybody in the mix hears that somebody came, or went.
struct MixTone { MixId mix; bool came = true; PEAL_FIELDS(MixTone, mix, came) };
struct StartMixRecording { RecordingId recording; MixId mix; PEAL_FIELDS(StartMixRecording, recording, mix) };

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
                 StopRecording, FindCustomer, Refuse, ReportReferral, PlayRingBack, OwnLeg, GatherDigits, CheckPin, TakePin,
                 JoinMix, LeaveMix, MixTone, StartMixRecording>;

}  // namespace peal::core
