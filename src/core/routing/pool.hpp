#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <vector>

#include "core/centre.hpp"
#include "core/queue/line.hpp"

namespace peal::core {

/// A ready agent in the order of one strategy.
struct ReadyKey {
  std::int64_t rank = 0;  ///< By the strategy; lower is offered first.
  Time since;             ///< Ties: longest ready first.
  AgentId agent;
  friend auto operator<=>(const ReadyKey&, const ReadyKey&) = default;
};

/// The meeting place of all queues that need the same skills and choose by the
/// same strategy: who is ready, and who waits and is not being offered. An
/// agent stands in each pool whose need it meets, so finding a pair never
/// searches.
struct Pool {
  TenantId tenant;
  std::vector<SkillRequirement> need;  ///< Sorted by skill, each once.
  Strategy strategy = Strategy::kLongestIdle;
  std::set<ReadyKey> ready;
  std::set<WaitKey> waiting;
  [[nodiscard]] bool can_match() const { return !ready.empty() && !waiting.empty(); }
};

}  // namespace peal::core
