#pragma once

#include <optional>

#include "core/transfer/target.hpp"
#include "core/turn.hpp"

/// What an extension does with calls while its agent is in one, and how long it rings.
namespace peal::core::pbx {

/// How long the agent's extension rings when it is called.
[[nodiscard]] base::Seconds ring_time(const LiveAgent& agent);

/// Whether another call may ring the agent's phone beside the one it is in: a
/// phone that knows a second call, in talk, where settings and agent allow it.
/// What queues offer never comes as a second call.
[[nodiscard]] bool takes_second(const State& state, const LiveAgent& agent);

/// The call of the agent's own phone that a second one may stand beside; none: no such call.
[[nodiscard]] LegId may_begin_second(const State& state, const LiveAgent& agent);

/// Sets what `wish` names and leaves the rest.
[[nodiscard]] std::optional<transfer::Refusal> set_rules(Turn& turn, const SetPhoneRules& wish);

}  // namespace peal::core::pbx
