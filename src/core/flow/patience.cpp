#include "core/flow/patience.hpp"

#include "core/flow/nodes.hpp"
#include "core/limits.hpp"

namespace peal::core::flow {
namespace {

// Zero: for ever.
base::Seconds patience(const FlowRun& run) {
  if (run.answer_asked && !run.up) return limits::kLongestAnswer;
  if (run.play.valid()) return limits::kLongestPrompt;
  const auto* node = run.flow == nullptr || run.node.empty() ? nullptr : find_node(*run.flow, run.node);
  if (node == nullptr) return base::Seconds{0};
  if (const auto* menu = std::get_if<MenuNode>(&node->kind)) return std::max(menu->timeout, limits::kShortestMenu);
  if (const auto* echo = std::get_if<EchoNode>(&node->kind)) return echo->longest;
  return base::Seconds{0};  // Also in a conference, whose parties come and go as they like.
}

}  // namespace

void arm_for_node(State& state, FlowRun& run, Time at) {
  const auto lasts = patience(run);
  if (lasts.count() > 0) state.arm(run.due, at + lasts, TimerKind::kFlow, run.leg.tenant, run.leg.value);
  else state.clear(run.due);
}

}  // namespace peal::core::flow
