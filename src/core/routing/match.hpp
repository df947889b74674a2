#pragma once

#include "core/turn.hpp"

namespace peal::core::routing {

/// Offers until no ready agent could serve a waiting contact. The contact that
/// is first in the published order goes first, over all queues; it gets the
/// agent that its queue's strategy puts first.
void match(Turn& turn);

}  // namespace peal::core::routing
