#include "api/access/named_tenant.hpp"
#include "api/http/handlers.hpp"
#include "api/json/body_reader.hpp"
#include "api/service/context.hpp"

/// What a tenant shares with its TURN server.
namespace peal::api {

void set_turn_secret(Context& context, Call call) {
  BodyReader body(call.request.body);
  const auto secret = body.text("secret", 0, 256);
  const auto tenant_key = body.optional_text("tenant", 64).value_or("");
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  const auto tenant = named_tenant(*context.settings.all(), call.identity, tenant_key);
  if (!tenant) return call.problem(tenant.error());
  const auto done = context.rooms.settings.set_turn_secret(*tenant, secret, context.config.trunk_key, base::live_now());
  if (!done) return call.problem(done.error());
  if (const auto status = context.adoption.now(); !status) return call.problem(status.error());
  context.audit(call.identity, call.source(), secret.empty() ? "turn.secret_removed" : "turn.secret_set", tenant_key);
  call.no_content();
}

}  // namespace peal::api
