#pragma once

#include <string>
#include <string_view>

#include "core/view.hpp"

/// The live documents of api/openapi.yaml (AgentView, QueueView, ContactView).
namespace peal::api {

[[nodiscard]] std::string agent_json(const core::AgentView& view);
[[nodiscard]] std::string queue_json(const core::QueueView& view);
/// `country`: how the tenant's short numbers are read.
[[nodiscard]] std::string contact_json(const core::ContactView& view, std::string_view country);

}  // namespace peal::api
