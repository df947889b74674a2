#pragma once

#include "api/json/json_writer.hpp"
#include "core/centre.hpp"

namespace peal::api {

/// A flow as api/openapi.yaml shows it: each node with its kind, what it says
/// and where it leads.
void write_flow(JsonWriter& out, const core::Flow& flow);

}  // namespace peal::api
