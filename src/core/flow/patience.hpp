#pragma once

#include "core/state.hpp"

namespace peal::core::flow {

/// Sets the time by which the present node must have come to something: the
/// leg up, the prompt over, a key pressed. Clears it where a node may last.
void arm_for_node(State& state, FlowRun& run, Time at);

}  // namespace peal::core::flow
