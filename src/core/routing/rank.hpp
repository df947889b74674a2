#pragma once

#include <cstdint>

#include "core/agent/live_agent.hpp"
#include "core/routing/pool.hpp"

namespace peal::core::routing {

/// Where an agent stands among the ready ones of a pool; lower is offered
/// first. Strategies that choose by chance or ring several at once order like
/// the longest idle one: their choice is made when the offer is.
[[nodiscard]] std::int64_t rank(const LiveAgent& agent, const Pool& pool);

/// True when the agent has every skill of the pool, well enough.
[[nodiscard]] bool meets(const Agent& agent, const Pool& pool);

}  // namespace peal::core::routing
