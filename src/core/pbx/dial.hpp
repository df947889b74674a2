#pragma once

#include <string_view>

#include "core/turn.hpp"

namespace peal::core::pbx {

/// A device of an agent called something: a number of ours, an extension, a
/// code with a star, a park place or the outside.
void dial(Turn& turn, const LegArrived& signal);

/// A code with a star, alone or with digits behind it, which never reaches anybody who has these digits.
[[nodiscard]] bool is_code(std::string_view dialled);

}  // namespace peal::core::pbx
