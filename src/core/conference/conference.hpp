#pragma once

#include <memory>

#include "core/turn.hpp"

/// Rooms that people dial into: the door with its PIN, who hears whom, and the
/// end. A party is known by its leg, which belongs to a contact or to a call of
/// an agent's phone; when that ends, the party leaves.
namespace peal::core::conference {

/// A leg that is up stands at the door.
void knock(Turn& turn, LegId leg, ContactId contact, ConferenceId conference);
void play_finished(Turn& turn, LegId leg, PlayId play);
void due(Turn& turn, LegId leg);
/// The call of this leg ends; nothing for a leg that is in no conference.
void leave(Turn& turn, LegId leg);

/// Told why, then hung up; `by` where somebody wanted it.
void put_out(Turn& turn, LegId leg, ConferenceRefusal why, UserId by);

/// A flow that leads to the door, for phones that dial the conference's number.
[[nodiscard]] std::shared_ptr<const Flow> door_flow(ConferenceId conference);

}  // namespace peal::core::conference
