#pragma once

#include <optional>

#include "core/transfer/target.hpp"

namespace peal::core::pbx {

/// Turns a forwarding of an agent's extension on or off.
[[nodiscard]] std::optional<transfer::Refusal> forward(Turn& turn, const SetForwarding& wish);

}  // namespace peal::core::pbx
