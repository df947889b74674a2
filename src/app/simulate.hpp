#pragma once

#include "sim/simulate.hpp"

namespace CLI {
class App;
}

namespace peal::app {

void add_simulate_options(CLI::App& command, sim::SimulateOptions& options);
int simulate_main(const sim::SimulateOptions& options);

}  // namespace peal::app
