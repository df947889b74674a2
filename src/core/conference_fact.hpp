#pragma once

#include <cstdint>

#include "base/fields.hpp"
#include "core/ids.hpp"

/// Facts of conferences and of calls of three; a part of core/fact.hpp. `contact`
/// is of a caller, `agent` of whose phone it is; one of them is none.
namespace peal::core {

/// Somebody at the door is asked for the PIN. What is pressed then is in no
/// fact: whoever keeps the PIN compares and tells only what came of it.
struct ConferenceAsked {
  ConferenceId conference;
  LegId leg;
  ContactId contact;
  AgentId agent;
  PlayId play;
  std::uint8_t attempt = 1;
  Time until;              ///< Then it counts as a wrong one.
  PEAL_FIELDS(ConferenceAsked, conference, leg, contact, agent, play, attempt, until)
};
struct ConferenceJoined {
  ConferenceId conference;
  LegId leg;
  ContactId contact;
  AgentId agent;
  MixId mix;               ///< The same for all of one sitting; new with the first.
  bool host = false;
  bool waits = false;      ///< For a host, with music; the others are not heard yet.
  PlayId play;             ///< What it is told: that it is the first, or waits; may be none.
  PEAL_FIELDS(ConferenceJoined, conference, leg, contact, agent, mix, host, waits, play)
};
/// A host has come: whoever waited hears the others now.
struct ConferenceAdmitted { ConferenceId conference; LegId leg; ContactId contact; AgentId agent; PEAL_FIELDS(ConferenceAdmitted, conference, leg, contact, agent) };
enum class ConferenceRefusal : std::uint8_t {
  kWrongPin,   ///< As often as one may try.
  kFull,
  kLocked,
  kRemoved,    ///< By a host or a supervisor, who are `by`.
  kOver,       ///< The conference was ended for all.
};
/// Somebody is not let in, or put out: told why, then the call ends.
struct ConferenceRefused {
  ConferenceId conference;
  LegId leg;
  ContactId contact;
  AgentId agent;
  ConferenceRefusal why = ConferenceRefusal::kWrongPin;
  PlayId play;
  Time until;
  UserId by;
  PEAL_FIELDS(ConferenceRefused, conference, leg, contact, agent, why, play, until, by)
};
struct ConferenceLeft {
  ConferenceId conference;
  LegId leg;
  ContactId contact;
  AgentId agent;
  base::Millis stayed{0};  ///< Inside; zero for who never was.
  PEAL_FIELDS(ConferenceLeft, conference, leg, contact, agent, stayed)
};
struct ConferenceMuted { ConferenceId conference; LegId leg; bool on = false; UserId by; PEAL_FIELDS(ConferenceMuted, conference, leg, on, by) };
struct ConferenceLocked { ConferenceId conference; bool on = false; UserId by; PEAL_FIELDS(ConferenceLocked, conference, on, by) };
struct ConferenceRecorded { ConferenceId conference; MixId mix; RecordingId recording; PEAL_FIELDS(ConferenceRecorded, conference, mix, recording) };

/// Customer, agent and whom the agent asked all hear each other.
struct ConsultJoined {
  HandlingId handling;
  ContactId contact;
  AgentId agent;
  AgentId to;
  LegId leg;               ///< Of the target.
  MixId mix;
  PEAL_FIELDS(ConsultJoined, handling, contact, agent, to, leg, mix)
};
/// Back to two calls: the agent is with the target, the customer on hold.
struct ConsultSplit { HandlingId handling; ContactId contact; AgentId agent; AgentId to; LegId leg; PEAL_FIELDS(ConsultSplit, handling, contact, agent, to, leg) };

}  // namespace peal::core
