#pragma once

#include <string>

#include "api/json/json_writer.hpp"
#include "records/sessions.hpp"
#include "settings/store.hpp"

namespace peal::api {

struct Context;

void write_user(JsonWriter& out, const settings::User& user);
void write_tenant(JsonWriter& out, const core::Centre& centre);
/// `Session` of api/openapi.yaml.
[[nodiscard]] std::string session_json(Context& context, const settings::User& user, const records::Session& session);

}  // namespace peal::api
