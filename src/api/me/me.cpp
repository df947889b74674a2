#include <algorithm>
#include <set>

#include "api/http/handlers.hpp"
#include "api/json/json_writer.hpp"
#include "api/limits.hpp"
#include "api/me/echo_number.hpp"
#include "api/reference/reference_json.hpp"
#include "api/service/context.hpp"
#include "api/session/session_json.hpp"
#include "api/turn/ice.hpp"

/// All that a page needs to start.
namespace peal::api {
namespace {

const core::Agent* agent_of(const core::Centre& centre, core::AgentId id) {
  const auto found = std::ranges::find(centre.agents, id, &core::Agent::id);
  return found == centre.agents.end() ? nullptr : &*found;
}

bool is_over(Context& context, const Call& call) {
  const auto found = context.authenticator.look_up(call.request, base::live_now());
  return !found && found.error().code == base::ErrorCode::kNotSignedIn;
}

void write_softphone(JsonWriter& out, Context& context, const Call& call, const core::Centre& centre,
                     const core::Agent& agent) {
  const auto secret = context.softphones.issue(agent.id, call.identity.session, base::live_now());
  // Whoever signed out while this was made ready dropped what there was then.
  if (!context.authenticator.still(call.identity) && is_over(context, call)) context.softphones.drop(call.identity.session);
  const auto& domain = context.config.sip_domain;
  out.begin_object().field("uri", "sip:" + agent.key + "@" + domain).field("displayName", agent.name);
  out.field("wsPath", "/sip").key("credential").begin_object();
  out.field("user", agent.key).field("password", secret.password).field("realm", domain);
  out.field("expires", secret.expires).end_object().field("registerSeconds", kRegisterSeconds);
  const auto echo = std::ranges::find_if(centre.numbers, [&](const auto& number) { return is_echo(centre, number); });
  out.key("echoNumber");
  if (echo != centre.numbers.end()) out.value(echo->digits);
  else out.null();
  out.end_object();
}

bool has_softphone(const core::Agent* agent) { return agent != nullptr && agent->device == core::DeviceKind::kBrowser; }

// Whoever has no phone in the browser has no use for a relay.
void write_own_ice(JsonWriter& out, Context& context, core::TenantId tenant, const core::Agent* agent) {
  if (!has_softphone(agent)) return write_ice(out, std::nullopt, "", base::live_now());
  write_ice(out, context.settings.turn(tenant), agent->key, base::live_now());
}

void write_languages(JsonWriter& out, const core::Centre& centre) {
  std::set<std::string> languages{"zh-CN", "en-US", centre.language};
  for (const auto& number : centre.numbers) languages.insert(number.language);
  out.key("languages").begin_array();
  for (const auto& language : languages) out.value(language);
  out.end_array();
}

}  // namespace

void me(Context& context, Call call) {
  const auto user = context.rooms.settings.find_user(call.identity.user);
  if (!user) return call.problem(user.error());
  const auto centre = context.settings.centre(call.identity.tenant);
  if (centre == nullptr) return call.problem({base::ErrorCode::kNotFound, "The tenant is not in force.", "tenant"});
  const auto* agent = agent_of(*centre, user->agent);

  JsonWriter out;
  out.begin_object().field("session", call.identity.session).key("user");
  write_user(out, *user);
  out.field("role", settings::role_name(user->role)).key("permissions").begin_array();
  for (const auto permission : permissions_of(user->role, agent != nullptr)) out.value(permission_name(permission));
  out.end_array().key("tenant");
  write_tenant(out, *centre);
  out.field("language", user->language).field("timeZone", centre->time_zone).key("agent");
  if (agent != nullptr) write_agent(out, *agent);
  else out.null();
  out.key("softphone");
  const bool calls_here = has_softphone(agent);
  if (calls_here) write_softphone(out, context, call, *centre, *agent);
  else out.null();
  out.key("ice");
  write_own_ice(out, context, centre->tenant, agent);
  write_languages(out, *centre);
  write_names(out, "skills", centre->skills);
  write_names(out, "reasons", centre->reasons);
  write_names(out, "dispositions", centre->dispositions);
  write_names(out, "queues", centre->queues);
  out.field("settingsRevision", context.settings.all()->revision).field("serverTime", base::live_now());
  call.json(200, out.end_object());
}

void own_ice(Context& context, Call call) {
  const auto centre = context.settings.centre(call.identity.tenant);
  if (centre == nullptr) return call.problem({base::ErrorCode::kNotFound, "The tenant is not in force.", "tenant"});
  JsonWriter out;
  write_own_ice(out, context, centre->tenant, agent_of(*centre, call.identity.agent));
  call.json(200, out);
}

}  // namespace peal::api
