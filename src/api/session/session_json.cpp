#include "api/session/session_json.hpp"

#include "api/service/context.hpp"

namespace peal::api {

void write_user(JsonWriter& out, const settings::User& user) {
  out.begin_object().field("id", user.id).field("name", user.key).field("displayName", user.name).end_object();
}

void write_tenant(JsonWriter& out, const core::Centre& centre) {
  out.begin_object().field("id", std::to_string(centre.tenant.value)).field("key", centre.key);
  out.field("name", centre.name).end_object();
}

std::string session_json(Context& context, const settings::User& user, const records::Session& session) {
  static const core::Centre kNone;
  const auto centre = context.settings.centre(user.id.tenant);
  const core::Centre& home = centre == nullptr ? kNone : *centre;
  JsonWriter out;
  out.begin_object().field("id", session.id).key("user");
  write_user(out, user);
  out.field("role", settings::role_name(user.role)).key("tenant");
  write_tenant(out, home);
  out.field("agent", user.agent).field("language", user.language);
  out.field("timeZone", home.time_zone).field("expires", session.expires).end_object();
  return out.take();
}

}  // namespace peal::api
