#include "telephony/trunk/choice.hpp"

#include <algorithm>
#include <chrono>

namespace peal::telephony {
namespace {

constexpr std::chrono::seconds kSecond{1};

struct Rank {
  bool down;
  std::uint32_t priority;
  bool weightless;
  friend auto operator<=>(const Rank&, const Rank&) = default;
};

Rank rank_of(const TrunkCandidate& trunk) { return {!trunk.up, trunk.priority, trunk.weight == 0}; }

}  // namespace

std::optional<core::TrunkId> choose_trunk(std::span<const TrunkCandidate> trunks, std::span<const core::TrunkId> tried,
                                          std::uint64_t draw) {
  std::vector<const TrunkCandidate*> best;
  for (const auto& trunk : trunks) {
    if (!trunk.has_room || std::ranges::find(tried, trunk.id) != tried.end()) continue;
    if (!best.empty() && rank_of(trunk) < rank_of(*best.front())) best.clear();
    if (best.empty() || rank_of(trunk) == rank_of(*best.front())) best.push_back(&trunk);
  }
  if (best.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  for (const auto* trunk : best) sum += trunk->weight;
  if (sum == 0) return best[draw % best.size()]->id;
  std::uint64_t left = draw % sum;
  for (const auto* trunk : best) {
    if (left < trunk->weight) return trunk->id;
    left -= trunk->weight;
  }
  return best.back()->id;
}

bool worth_another_trunk(const sip::CallEnd& end) {
  using By = sip::CallEnd::By;
  if (end.by == By::kTimeout || end.by == By::kTransport) return true;
  switch (end.q850_cause) {  // ITU-T Q.850: no circuit, network out of order, temporary failure, congestion, no channel, resources.
    case 34: case 38: case 41: case 42: case 44: case 47: return true;
    default: break;
  }
  switch (end.status) {
    case 401: case 402: case 407:            // It does not take our money or our password.
    case 408: case 500: case 502: case 503: case 504: return true;
    default: return false;
  }
}

bool target_at_fault(const sip::CallEnd& end) {
  using By = sip::CallEnd::By;
  return end.by == By::kTimeout || end.by == By::kTransport || (end.by == By::kRemote && end.status == 503);
}

bool Pace::take(base::Time now) {
  std::erase_if(taken_, [&](base::Time at) { return at <= now - kSecond; });
  if (most_ != 0 && taken_.size() >= most_) return false;
  taken_.push_back(now);
  return true;
}

std::uint32_t Pace::in_last_second(base::Time now) const {
  return static_cast<std::uint32_t>(std::ranges::count_if(taken_, [&](base::Time at) { return at > now - kSecond; }));
}

}  // namespace peal::telephony
