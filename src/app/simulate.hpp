#pragma once

#include "sim/simulate.hpp"

namespace CLI {
class App;
}

namespace peal::app {

/// The options of `peal simulate`, with their ranges.
void add_simulate_options(CLI::App& command, sim::SimulateOptions& options);

}  // namespace peal::app
