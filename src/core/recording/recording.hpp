#pragma once

#include "core/turn.hpp"

namespace peal::core::recording {

/// From now on the contact is recorded: the caller on the left. Does nothing
/// when it is recorded already.
void start(Turn& turn, LiveContact& contact);

/// True when the flow can lead to a queue that records, so that the recording
/// begins with the first word the caller hears.
[[nodiscard]] bool wanted(const State& state, const Flow& flow);

void due(Turn& turn, RecordingId recording);

}  // namespace peal::core::recording
