#include "app/simulate.hpp"

#include <CLI/CLI.hpp>

namespace peal::app {

void add_simulate_options(CLI::App& command, sim::SimulateOptions& options) {
  command.add_option("--seeds", options.seeds, "How many centres, seeds 1, 2, 3, ...")->capture_default_str()->check(CLI::Range(1, 1'000'000));
  command.add_option("--hours", options.hours, "Simulated hours of each")->capture_default_str()->check(CLI::Range(1, 10'000));
  command.add_option("--seed", options.seed, "Play this one again, with a line for each event");
  command.add_option("--threads", options.threads, "Seeds that run side by side")->capture_default_str()->check(CLI::Range(1, 256));
  command.add_flag("--wire", options.wired, "With the SIP of everybody, over a network that loses and delays");
  command.add_flag("--canary", options.canary, "Break a rule on purpose: the run must fail");
}

}  // namespace peal::app
