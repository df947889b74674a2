#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The simulated world around the same core that runs the live switch:
/// callers, agents, carriers and faults, all from one seed, so that a failure
/// is a number that plays again.
namespace peal::sim {

/// A deliberately broken rule, to prove that the checks see it.
enum class Canary : std::uint8_t {
  kNone,
  kSecondOffer,    ///< An agent who rings is offered another contact.
  kLostPlace,      ///< A contact loses its place when the winner drops.
  kForgottenRing,  ///< The ringing goes on when the caller has hung up.
  kKeptLeg,        ///< Wired only: now and then a leg that must be hung up is not.
};

struct SimOptions {
  std::uint64_t seed = 1;
  std::uint32_t hours = 8;
  Canary canary = Canary::kNone;
  bool trace = false;  ///< A line for each event, on standard output.
  bool wired = false;  ///< The whole way of a call, SIP and a bad network included (wire/).
};

struct SimReport {
  std::uint64_t seed = 0;
  std::uint64_t signals = 0;
  std::uint64_t facts = 0;
  std::uint64_t contacts = 0;
  std::uint32_t agents = 0;
  std::uint32_t crashes = 0;
  std::uint32_t settings_changes = 0;
  std::uint64_t talks = 0;           ///< Bridges that were made; only when wired.
  std::uint64_t datagrams = 0;       ///< Sent, by whichever end; only when wired.
  std::uint64_t datagrams_lost = 0;
  std::vector<std::string> violations;  ///< Empty when every promise held.
};

/// Plays one seed to its end, or to the first violation.
[[nodiscard]] SimReport run(const SimOptions& options);

struct SimulateOptions {
  std::uint32_t seeds = 200;
  std::uint32_t hours = 8;
  std::optional<std::uint64_t> seed;  ///< Replay this one alone, with a line for each event.
  bool canary = false;                ///< Break a rule: the run must fail.
  std::uint32_t threads = 2;
  bool wired = false;                 ///< See SimOptions.
};

/// Runs and prints what happened; the exit status of `peal simulate`: 0 when
/// every promise held, 1 when one was broken (a canary breaks one on purpose),
/// 2 when a canary went unseen.
[[nodiscard]] int simulate_main(const SimulateOptions& options);

}  // namespace peal::sim
