#include "core/flow/nodes.hpp"

#include <algorithm>

namespace peal::core::flow {

const FlowNode* find_node(const Flow& flow, std::string_view key) {
  const auto found = std::ranges::find(flow.nodes, key, &FlowNode::key);
  return found == flow.nodes.end() ? nullptr : &*found;
}

bool says_something(const Prompt& prompt) {
  const auto has_text = [](const auto& each) { return !each.second.empty(); };
  return !prompt.recording.empty() || std::ranges::any_of(prompt.text, has_text);
}

const Prompt* prompt_of(const FlowNode& node) {
  if (const auto* play = std::get_if<PlayNode>(&node.kind)) return &play->prompt;
  if (const auto* menu = std::get_if<MenuNode>(&node.kind)) return &menu->prompt;
  return nullptr;
}

bool needs_answer(const FlowNode& node) {
  return !std::holds_alternative<SetLanguageNode>(node.kind) && !std::holds_alternative<HangUpNode>(node.kind);
}

}  // namespace peal::core::flow
