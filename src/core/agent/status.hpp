#pragma once

#include "core/turn.hpp"

namespace peal::core::agent {

/// The agent is free again: the queued break begins; one whom the settings
/// have removed is signed out.
void settle(Turn& turn, AgentId agent);

/// The agent gets no further offers until somebody says Ready again.
void not_responding(Turn& turn, AgentId agent, StatusCause cause);

/// Signs in, ready, every outside agent that the settings keep always on.
void start_always_on(Turn& turn);

}  // namespace peal::core::agent
