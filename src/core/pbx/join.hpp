#pragma once

#include <optional>

#include "core/transfer/target.hpp"
#include "core/turn.hpp"

namespace peal::core::pbx {

/// An agent's phone leaves its two calls, neither of them with a customer of a
/// queue, and the two others talk with each other (RFC 3515, RFC 3891). `one`
/// and `other` are the phone's legs; `one` is told how it went.
[[nodiscard]] std::optional<transfer::Refusal> join(Turn& turn, LegId one, LegId other);

}  // namespace peal::core::pbx
