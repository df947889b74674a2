#include "api/access/named_tenant.hpp"
#include "api/http/handlers.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/service/context.hpp"

/// API keys: what programs show instead of a session.
namespace peal::api {
namespace {

void write_key(JsonWriter& out, const settings::ApiKey& key, const core::Centre* centre) {
  out.field("id", key.id).field("tenant", centre == nullptr ? std::string() : centre->key);
  out.field("name", key.name).field("role", settings::role_name(key.role)).field("createdAt", key.made);
}

}  // namespace

void make_key(Context& context, Call call) {
  BodyReader body(call.request.body);
  const auto name = body.text("name", 1, 100);
  const auto role = settings::parse_role(body.text("role", 1, 20));
  const auto tenant_key = body.optional_text("tenant", 64).value_or("");
  if (!role) body.mistake("A role is agent, supervisor or administrator.", "role");
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  const auto tenant = named_tenant(*context.settings.all(), call.identity, tenant_key);
  if (!tenant) return call.problem(tenant.error());
  const auto made = context.rooms.settings.make_api_key(*tenant, name, *role, base::live_now());
  if (!made) return call.problem(made.error());
  context.audit(call.identity, call.source(), "key.make", base::to_text(made->key.id));
  JsonWriter out;
  out.begin_object();
  write_key(out, made->key, context.settings.centre(*tenant).get());
  out.field("secret", made->secret).end_object();
  net::HttpResponse response;
  response.status = 201;
  response.with("Content-Type", "application/json").with("Cache-Control", "no-store");
  response.body = out.take();
  call.send(std::move(response));
}

void list_keys(Context& context, Call call) {
  const bool owner = call.identity.kind == Identity::Kind::kControl;
  const auto settings = context.settings.all();
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& centre : settings->centres) {
    if (!owner && centre.tenant != call.identity.tenant) continue;
    const auto keys = context.rooms.settings.api_keys(centre.tenant);
    if (!keys) return call.problem(keys.error());
    for (const auto& key : *keys) {
      out.begin_object();
      write_key(out, key, &centre);
      out.end_object();
    }
  }
  call.json(200, out.end_array().end_object());
}

void revoke_key(Context& context, Call call) {
  const auto id = base::parse_id<settings::ApiKeyId>(call.id);
  const bool owner = call.identity.kind == Identity::Kind::kControl;
  if (!id || !id->valid() || (!owner && id->tenant != call.identity.tenant))
    return call.problem({base::ErrorCode::kNotFound, "There is no such API key.", "id"});
  if (const auto status = context.rooms.settings.revoke_api_key(*id, base::live_now()); !status)
    return call.problem(status.error());
  context.authenticator.forget(*id);
  context.events.end_key(*id);
  context.audit(call.identity, call.source(), "key.revoke", call.id);
  call.no_content();
}

}  // namespace peal::api
