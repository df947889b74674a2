#include <algorithm>

#include "api/http/handlers.hpp"
#include "api/json/body_reader.hpp"
#include "api/service/context.hpp"

/// Passwords that an administrator gives: with which phones register, and with which people sign in.
namespace peal::api {
namespace {

constexpr std::size_t kPasswordMin = 8;
constexpr std::size_t kPasswordMax = 256;

}  // namespace

void set_phone_password(Context& context, Call call) {
  const auto id = call.path_id<core::AgentId>();
  if (!id.valid()) return;
  BodyReader body(call.request.body);
  const auto password = body.text("password", kPasswordMin, kPasswordMax);
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  const auto done = context.rooms.settings.set_phone_password(id, context.config.sip_domain, password, base::live_now());
  if (!done) return call.problem(done.error());
  if (const auto status = context.adoption.now(); !status) return call.problem(status.error());
  context.audit(call.identity, call.source(), "phone.password_set", base::to_text(id));
  call.no_content();
}

void set_user_password(Context& context, Call call) {
  const auto id = call.path_id<core::UserId>();
  if (!id.valid()) return;
  BodyReader body(call.request.body);
  const auto password = body.text("password", kPasswordMin, kPasswordMax);
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  const auto now = base::live_now();
  if (const auto done = context.rooms.settings.set_password(id, password, now); !done) return call.problem(done.error());
  // Whoever knew the old one is out; who changes the own password stays.
  const auto open = context.rooms.sessions.of_user(id, now);
  if (!open) return call.problem(open.error());
  for (const auto& session : *open) {
    if (session.id == call.identity.session) continue;
    if (const auto done = context.rooms.sessions.revoke(session.id, now); !done) return call.problem(done.error());
    context.end_session(session.id);
  }
  context.audit(call.identity, call.source(), "user.password_set", base::to_text(id));
  call.no_content();
}

}  // namespace peal::api
