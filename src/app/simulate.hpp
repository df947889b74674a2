#pragma once

#include <CLI/CLI.hpp>

#include "sim/simulate.hpp"

namespace peal::app {

void add_simulate_options(CLI::App& command, sim::SimulateOptions& options);
int simulate_main(const sim::SimulateOptions& options);

}  // namespace peal::app
