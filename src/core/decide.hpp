#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/command.hpp"
#include "core/fact.hpp"
#include "core/signal.hpp"

namespace peal::core {

/// The whole world as the core knows it: State = fold(apply, Facts). Copyable,
/// so that a replica on another thread can follow the same facts.
class State;
struct StateDeleter {
  void operator()(State* state) const;
};
using StatePtr = std::unique_ptr<State, StateDeleter>;

struct Outcome {
  std::vector<Fact> facts;
  std::vector<Command> commands;  ///< To be released once the facts are written.
};

[[nodiscard]] StatePtr make_state(std::uint16_t shard = 1);
[[nodiscard]] StatePtr copy_state(const State& state);

/// The one rule book. Changes `state` only through apply(): each fact it finds
/// is applied before it looks further, so what it returns folds to the same
/// state. `seed` feeds the few rules that use chance. Pure: no clock, no
/// thread, no I/O. `now` never goes back from call to call.
[[nodiscard]] Outcome decide(State& state, const Signal& signal, Time now, std::uint64_t seed);

/// Makes one fact true. Never fails on facts that decide() made, also those of
/// older releases; unknown references are ignored.
void apply(State& state, const Fact& fact);

/// When the next Tick is due; nothing when no timer runs.
[[nodiscard]] std::optional<Time> next_due(const State& state);

/// Snapshots: the state as bytes and back; load refuses bytes of another format.
[[nodiscard]] std::string save_state(const State& state);
[[nodiscard]] base::Result<StatePtr> load_state(std::string_view bytes);

}  // namespace peal::core
