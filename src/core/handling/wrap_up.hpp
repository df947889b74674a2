#pragma once

#include "core/turn.hpp"

namespace peal::core::handling {

/// Talking is over: the agent writes the contact up, by the policy of the
/// queue the contact came from; where there is none, the handling ends.
void start_wrap_up(Turn& turn, ContactId contact, HandlingId handling);

/// Ends the wrap-up of an agent at once, whatever its policy.
void cut_wrap_up(Turn& turn, AgentId agent);

void wrap_up_due(Turn& turn, AgentId agent);

}  // namespace peal::core::handling
