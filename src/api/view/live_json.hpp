#pragma once

#include <string>

#include "core/view.hpp"

/// The live documents of api/openapi.yaml (AgentView, QueueView, ContactView).
namespace peal::api {

[[nodiscard]] std::string agent_json(const core::AgentView& view);
[[nodiscard]] std::string queue_json(const core::QueueView& view);
[[nodiscard]] std::string contact_json(const core::ContactView& view);

}  // namespace peal::api
