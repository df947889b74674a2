#pragma once

#include "core/state.hpp"

namespace peal::core::settings {

/// Makes `adopted` the settings of the state: indices, agents and queues. Live
/// agents and queues that are gone from it stay, retired, until their last
/// contact is over. The caller rebuilds the pools.
void adopt(State& state, std::shared_ptr<const Settings> adopted);

}  // namespace peal::core::settings
