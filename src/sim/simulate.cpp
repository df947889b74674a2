#include "sim/simulate.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "sim/wire/wired_world.hpp"
#include "sim/world/world.hpp"

namespace peal::sim {

SimReport run(const SimOptions& options) {
  return options.wired ? WiredWorld(options).play() : World(options).play();
}

namespace {

void print_failure(const SimReport& report, const SimulateOptions& options) {
  for (const auto& violation : report.violations) fmt::print("seed {}: {}\n", report.seed, violation);
  fmt::print("replay: peal simulate{} --seed {} --hours {}\n", options.wired ? " --wire" : "", report.seed, options.hours);
}

Canary canary_of(std::uint64_t seed, const SimulateOptions& options) {
  if (!options.canary) return Canary::kNone;
  if (options.wired) return Canary::kKeptLeg;
  static constexpr Canary kAll[] = {Canary::kSecondOffer, Canary::kLostPlace, Canary::kForgottenRing};
  return kAll[seed % 3];
}

int replay(const SimulateOptions& options) {
  const auto report = run(SimOptions{*options.seed, options.hours, canary_of(*options.seed, options), true, options.wired});
  fmt::print("seed {}: {} agents, {} signals, {} facts, {} contacts, {} crashes\n", report.seed, report.agents,
             report.signals, report.facts, report.contacts, report.crashes);
  if (report.violations.empty()) return options.canary ? 2 : 0;
  print_failure(report, options);
  return 1;
}

struct Sum {
  std::uint64_t signals = 0, facts = 0, contacts = 0, crashes = 0, changes = 0, failed = 0, talks = 0, datagrams = 0, lost = 0;
  std::uint64_t fewest_signals = UINT64_MAX;
};

}  // namespace

int simulate_main(const SimulateOptions& options) {
  if (options.seed) return replay(options);
  std::atomic<std::uint32_t> next{0};
  std::mutex mutex;
  Sum sum;
  const auto work = [&] {
    for (auto nth = next++; nth < options.seeds; nth = next++) {
      const std::uint64_t seed = nth + 1;
      const auto report = run(SimOptions{seed, options.hours, canary_of(seed, options), false, options.wired});
      const std::lock_guard lock(mutex);
      sum.signals += report.signals;
      sum.facts += report.facts;
      sum.contacts += report.contacts;
      sum.crashes += report.crashes;
      sum.changes += report.settings_changes;
      sum.talks += report.talks;
      sum.datagrams += report.datagrams;
      sum.lost += report.datagrams_lost;
      sum.fewest_signals = std::min(sum.fewest_signals, report.signals);
      if (report.violations.empty()) continue;
      ++sum.failed;
      print_failure(report, options);
    }
  };
  const auto began = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (std::uint32_t i = 1; i < std::max<std::uint32_t>(1, options.threads); ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  fmt::print("{} seeds of {} hours: {} signals (fewest in a seed {}), {} facts, {} contacts, {} crashes, {} changes of "
             "settings; {:.1f} s, {:.0f} signals/s\n",
             options.seeds, options.hours, sum.signals, sum.fewest_signals, sum.facts, sum.contacts, sum.crashes,
             sum.changes, took, static_cast<double>(sum.signals) / took);
  if (options.wired) fmt::print("{} talks, {} datagrams, {} of them lost\n", sum.talks, sum.datagrams, sum.lost);
  if (options.canary && sum.failed < options.seeds) {
    fmt::print("{} of {} canaries went unseen\n", options.seeds - sum.failed, options.seeds);
    return 2;
  }
  if (sum.failed == 0) fmt::print("every promise held\n");
  else fmt::print("{} seeds broke a promise\n", sum.failed);
  return sum.failed == 0 ? 0 : 1;
}

}  // namespace peal::sim
