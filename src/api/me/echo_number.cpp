#include "api/me/echo_number.hpp"

#include <algorithm>

namespace peal::api {

bool is_echo(const core::Centre& centre, const core::Number& number) {
  const auto flow = std::ranges::find(centre.flows, number.flow, &core::Flow::id);
  const auto echoes = [](const core::FlowNode& node) { return std::holds_alternative<core::EchoNode>(node.kind); };
  return flow != centre.flows.end() && std::ranges::any_of(flow->nodes, echoes);
}

}  // namespace peal::api
