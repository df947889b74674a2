#pragma once

#include "core/turn.hpp"

namespace peal::core::agent {

/// A ready agent's device did not come back within the grace.
void grace_due(Turn& turn, AgentId agent);

/// An always-on agent who did not answer has rested.
void rest_due(Turn& turn, AgentId agent);

}  // namespace peal::core::agent
