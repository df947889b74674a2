#pragma once

#include "core/turn.hpp"

namespace peal::core::recording {

/// From now on the contact is recorded: the caller on the left. Does nothing
/// when it is recorded already.
void start(Turn& turn, LiveContact& contact);

/// From now on the other channel has this leg, which the customer hears; none:
/// nobody, and the channel has what the customer is played. Nothing is ordered
/// for a contact that is not recorded.
void follow(Turn& turn, const LiveContact& contact, LegId heard);

/// True when the flow can lead to a queue that records, so that the recording
/// begins with the first word the caller hears.
[[nodiscard]] bool wanted(const State& state, const Flow& flow);

void due(Turn& turn, RecordingId recording);

}  // namespace peal::core::recording
