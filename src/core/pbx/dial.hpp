#pragma once

#include "core/turn.hpp"

namespace peal::core::pbx {

/// A device of an agent called something: a number of ours, an extension, a
/// code with a star, a park place or the outside.
void dial(Turn& turn, const LegArrived& signal);

}  // namespace peal::core::pbx
