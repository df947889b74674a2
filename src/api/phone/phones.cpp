#include <algorithm>

#include "api/http/handlers.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/service/context.hpp"

/// PINs with which agents sit down at phones: their own, and those an administrator gives.
namespace peal::api {
namespace {

constexpr std::size_t kPinTextMax = 32;

void tell_pin(Context& context, const Call& call, core::AgentId agent) {
  const auto set = context.rooms.settings.has_phone_pin(agent);
  if (!set) return call.problem(set.error());
  JsonWriter out;
  call.json(200, out.begin_object().field("set", *set).end_object());
}

void set_pin(Context& context, const Call& call, core::AgentId agent) {
  BodyReader body(call.request.body);
  const auto pin = body.text("pin", 1, kPinTextMax);
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  if (const auto done = context.rooms.settings.set_phone_pin(agent, pin, base::live_now()); !done) return call.problem(done.error());
  context.audit(call.identity, call.source(), "phone.pin_set", base::to_text(agent));
  call.no_content();
}

void remove_pin(Context& context, const Call& call, core::AgentId agent) {
  if (const auto done = context.rooms.settings.remove_phone_pin(agent); !done) return call.problem(done.error());
  context.audit(call.identity, call.source(), "phone.pin_removed", base::to_text(agent));
  call.no_content();
}

// Nothing after an answer that there is no such agent.
core::AgentId agent_of_path(Context& context, const Call& call) {
  const auto id = call.path_id<core::AgentId>();
  if (!id.valid()) return {};
  const auto centre = context.settings.centre(id.tenant);
  const bool known = centre != nullptr && std::ranges::find(centre->agents, id, &core::Agent::id) != centre->agents.end();
  if (known) return id;
  call.problem({base::ErrorCode::kNotFound, "There is no such agent.", "id"});
  return {};
}

}  // namespace

void own_phone_pin(Context& context, Call call) { tell_pin(context, call, call.identity.agent); }
void set_own_phone_pin(Context& context, Call call) { set_pin(context, call, call.identity.agent); }
void remove_own_phone_pin(Context& context, Call call) { remove_pin(context, call, call.identity.agent); }

void set_phone_pin(Context& context, Call call) {
  if (const auto agent = agent_of_path(context, call); agent.valid()) set_pin(context, call, agent);
}

void remove_phone_pin(Context& context, Call call) {
  if (const auto agent = agent_of_path(context, call); agent.valid()) remove_pin(context, call, agent);
}

}  // namespace peal::api
