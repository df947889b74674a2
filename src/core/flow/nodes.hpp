#pragma once

#include <string_view>

#include "core/centre.hpp"

namespace peal::core::flow {

/// Null when the flow has no such node.
[[nodiscard]] const FlowNode* find_node(const Flow& flow, std::string_view key);

/// True when there is something to say in some language.
[[nodiscard]] bool says_something(const Prompt& prompt);

/// The prompt of a node that plays one, else null.
[[nodiscard]] const Prompt* prompt_of(const FlowNode& node);

/// Nodes at which the caller's leg must be answered.
[[nodiscard]] bool needs_answer(const FlowNode& node);

}  // namespace peal::core::flow
