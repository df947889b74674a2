#pragma once

#include <algorithm>
#include <vector>

#include "core/centre.hpp"
#include "core/ids.hpp"
#include "core/timer.hpp"
#include "core/view.hpp"

namespace peal::core {

struct LiveParty {
  LegId leg;
  ContactId contact;         ///< Of a caller; else none.
  AgentId agent;             ///< Whose phone it is; else none.
  PartyPhase phase = PartyPhase::kAsked;
  bool host = false;
  bool muted = false;
  std::uint8_t attempt = 1;
  PlayId play;               ///< Runs now; none when nothing plays.
  Time since;
  Alarm due;                 ///< At the door, and on the way out.
  PEAL_FIELDS(LiveParty, leg, contact, agent, phase, host, muted, attempt, play, since, due)
  /// Counts as one of the room's parties.
  [[nodiscard]] bool inside() const { return phase == PartyPhase::kIn || phase == PartyPhase::kWaiting; }
};

/// A conference from the first knock until the last has left. What the settings
/// said when it began holds until then.
struct LiveConference {
  ConferenceId id;
  Conference config;
  MixId mix;                 ///< Of this sitting; none: nobody is inside.
  Time since;
  bool locked = false;
  RecordingId recording;
  std::vector<LiveParty> parties;
  PEAL_FIELDS(LiveConference, id, config, mix, since, locked, recording, parties)

  [[nodiscard]] LiveParty* party(LegId leg) {
    const auto found = std::ranges::find(parties, leg, &LiveParty::leg);
    return found == parties.end() ? nullptr : &*found;
  }
  [[nodiscard]] std::size_t count(PartyPhase phase) const {
    return static_cast<std::size_t>(std::ranges::count(parties, phase, &LiveParty::phase));
  }
  [[nodiscard]] std::size_t inside() const { return count(PartyPhase::kIn) + count(PartyPhase::kWaiting); }
  [[nodiscard]] bool has_host() const {
    return std::ranges::any_of(parties, [](const LiveParty& party) { return party.inside() && party.host; });
  }
};

}  // namespace peal::core
