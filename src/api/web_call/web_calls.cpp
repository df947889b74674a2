#include "api/http/handlers.hpp"
#include "api/http/origin.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/limits.hpp"
#include "api/me/echo_number.hpp"
#include "api/service/context.hpp"
#include "api/turn/ice.hpp"
#include "api/web_call/visitor.hpp"
#include "core/view.hpp"

/// Calls from a company's page.
namespace peal::api {
namespace {

void answer_token(Context& context, const Call& call, WebCallClaims claims) {
  const auto number = claims.number;
  const auto name = claims.name;
  const auto [token, issued] = context.web_calls.issue(std::move(claims), base::live_now());
  const auto& domain = context.config.sip_domain;
  JsonWriter out;
  out.begin_object().field("token", token).field("expires", issued.expires).key("sip").begin_object();
  out.field("uri", "sip:web-" + issued.nonce + "@" + domain).field("displayName", name);
  out.field("wsPath", "/sip?token=" + token).field("target", "sip:" + number + "@" + domain).end_object();
  out.key("ice");
  write_ice(out, context.settings.turn(issued.tenant), "web-" + issued.nonce, base::live_now());
  call.json(201, out.end_object());
}

// Name and number as the customer stated them, made fit to be shown.
base::Status check_visitor(Context& context, WebCallClaims& claims) {
  auto name = visitor_name(claims.name);
  if (!name) return base::fail(name.error());
  auto caller = visitor_number(claims.caller, context.settings.country(claims.tenant));
  if (!caller) return base::fail(caller.error());
  claims.name = *std::move(name);
  claims.caller = *std::move(caller);
  return {};
}

}  // namespace

void start_web_call(Context& context, Call call) {
  BodyReader body(call.request.body);
  WebCallClaims claims;
  claims.number = body.text("number", 1, 32);
  claims.name = body.optional_text("name", kVisitorNameMax).value_or("");
  claims.caller = body.optional_text("caller", kVisitorNumberMax).value_or("");
  claims.language = body.optional_text("language", 35).value_or("");
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  if (!context.web_calls_by_source.take(source_key(call.request.peer), base::live_now())) {
    return call.problem({base::ErrorCode::kTooMany, "Too many calls from this address.", "api.too_many_web_calls"});
  }
  const auto [centre, number] = context.settings.number(claims.number);
  if (number == nullptr) return call.problem({base::ErrorCode::kNotFound, "There is no such number.", "api.no_such_number"});
  claims.tenant = centre->tenant;
  const auto origin = check_origin(call.request, context.settings.allowed_origins(claims.tenant));
  if (!origin) return call.problem(origin.error());
  if (const auto visitor = check_visitor(context, claims); !visitor) return call.problem(visitor.error());
  context.rooms.follower.read([&context, call, claims = std::move(claims)](const core::State& state, engine::Position) {
    if (!core::draining(state)) return answer_token(context, call, claims);
    call.problem({base::ErrorCode::kUnavailable, "The server is about to stop.", "api.draining"});
  });
}

void demo(Context& context, Call call) {
  const auto settings = context.settings.all();
  if (!context.config.demo || settings->centres.empty()) {
    return call.problem({base::ErrorCode::kNotFound, "This server has no demo.", "path"});
  }
  const auto& centre = settings->centres.front();
  JsonWriter out;
  out.begin_object().field("tenant", centre.name).key("numbers").begin_array();
  for (const auto& number : centre.numbers) {
    if (is_echo(centre, number)) continue;
    out.begin_object().field("digits", number.digits).field("name", number.name).end_object();
  }
  out.end_array().field("sipAddress", context.config.sip_address()).end_object();
  call.json(200, out);
}

}  // namespace peal::api
