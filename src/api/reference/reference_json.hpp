#pragma once

#include "api/json/json_writer.hpp"
#include "core/centre.hpp"

/// Names of things as api/openapi.yaml shows them.
namespace peal::api {

void write_agent(JsonWriter& out, const core::Agent& agent);
void write_queue(JsonWriter& out, const core::Queue& queue);

/// `Named`: id, key and name.
template <class Thing>
void write_named(JsonWriter& out, const Thing& thing) {
  out.begin_object().field("id", thing.id).field("key", thing.key).field("name", thing.name).end_object();
}
template <class Things>
void write_names(JsonWriter& out, std::string_view field, const Things& things) {
  out.key(field).begin_array();
  for (const auto& thing : things) write_named(out, thing);
  out.end_array();
}

}  // namespace peal::api
