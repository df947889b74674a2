#pragma once

#include <cstdint>
#include <utility>

#include "core/decide.hpp"
#include "core/limits.hpp"
#include "core/state.hpp"

namespace peal::core {

/// One signal being decided: the state it finds, the facts and commands it
/// leads to. A rule notes a fact, which is true from that line on.
class Turn {
 public:
  Turn(State& state_to_change, Time time, std::uint64_t chance)
      : state(state_to_change), now(time), seed(chance), last_id_(state_to_change.last_id) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  State& state;
  const Time now;
  const std::uint64_t seed;
  std::uint32_t flow_steps_left = limits::kFlowStepsPerSignal;
  LegId brought;  ///< Somebody inside a conference brings this leg in: it is asked for no PIN.

  void note(TenantId tenant, FactBody body, PartyId party = {}) {
    outcome_.facts.push_back(Fact{tenant, now, party, std::move(body)});
    apply(state, outcome_.facts.back());
  }
  void order(Command command) { outcome_.commands.push_back(std::move(command)); }
  /// Rings the agent where the agent sits.
  void ring(RingLeg command) {
    if (const auto* agent = state.agent(command.agent)) command.phone = agent->seat;
    order(std::move(command));
  }
  void refuse(base::ErrorCode code, const char* why) { order(Refuse{code, why}); }
  /// After a restart there is no leg that a command could reach.
  void drop_orders() { outcome_.commands.clear(); }

  /// A new id; it must appear in a fact of this turn.
  template <class IdType>
  [[nodiscard]] IdType make(TenantId tenant) {
    last_id_ = base::next_id_value(std::max(last_id_, state.last_id), now, state.shard);
    return IdType{tenant, last_id_};
  }
  [[nodiscard]] Outcome take() { return std::move(outcome_); }

 private:
  std::uint64_t last_id_;
  Outcome outcome_;
};

}  // namespace peal::core
