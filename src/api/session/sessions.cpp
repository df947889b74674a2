#include <algorithm>
#include <ranges>
#include <vector>

#include "api/http/handlers.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/service/context.hpp"
#include "api/session/open_session.hpp"
#include "api/session/session_json.hpp"
#include "base/log.hpp"

/// Signing in and out of the pages.
namespace peal::api {
namespace {

std::string cookie(std::string_view token, bool secure, bool clear) {
  std::string text = std::string(kSessionCookie) + "=" + std::string(token) + "; Path=/; HttpOnly; SameSite=Strict";
  if (secure) text += "; Secure";
  if (clear) text += "; Max-Age=0";
  return text;
}

struct Name {
  std::string user;
  std::string tenant;
};

// "lina@demo" names the tenant; else it is the one tenant that has a lina. A
// name that several tenants have, or none, is tried at the first, so that the
// answer takes as long as a wrong password.
Name name_of(Context& context, const std::string& typed) {
  const auto settings = context.settings.all();
  if (const auto at = typed.rfind('@'); at != std::string::npos) {
    const auto tenant = typed.substr(at + 1);
    for (const auto& centre : settings->centres) {
      if (centre.key == tenant) return {typed.substr(0, at), tenant};
    }
  }
  std::vector<std::string> found;
  if (settings->centres.size() > 1) {
    for (const auto& centre : settings->centres) {
      const auto users = context.rooms.settings.users(centre.tenant);
      if (!users) continue;
      for (const auto& user : *users) {
        if (user.key == typed) found.push_back(centre.key);
      }
    }
  }
  if (found.size() == 1) return {typed, found.front()};
  return {typed, settings->centres.empty() ? std::string{} : settings->centres.front().key};
}

base::Status may_try(Context& context, const std::string& source, const std::string& user, base::Time now) {
  // Both are asked always, so that one flood cannot hide behind the other.
  const bool by_source = context.sign_ins_by_source.take(source, now);
  const bool by_name = context.sign_ins_by_name.take(user, now);
  if (by_source && by_name) return {};
  return base::fail(base::ErrorCode::kTooMany, "Too many tries to sign in.", "api.too_many_sign_ins");
}

}  // namespace

void sign_in(Context& context, Call call) {
  BodyReader body(call.request.body);
  const auto typed = body.text("user", 1, 200);
  const auto password = body.text("password", 1, 1'024);
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  const auto now = base::live_now();
  const auto source = source_key(call.request.peer);
  if (const auto status = may_try(context, source, typed, now); !status) return call.problem(status.error());

  const auto name = name_of(context, typed);
  const auto refuse = [&](const base::Error& error) {
    if (error.code != base::ErrorCode::kNotSignedIn) return call.problem(error);
    base::log(base::LogLevel::kWarning, "api", "sign_in_refused", {{"source", call.source()}});
    call.problem({base::ErrorCode::kNotSignedIn, "The name or the password is wrong.", "api.wrong_password"});
  };
  const auto match = context.rooms.settings.check_password(name.tenant, name.user, password);
  if (!match) return refuse(match.error());
  context.sign_ins_by_source.give_back(source);
  context.sign_ins_by_name.give_back(typed);
  const Browser browser{call.source(), call.request.headers.get("User-Agent").substr(0, 300)};
  const auto opened = open_session(context.rooms, *match, browser, now);
  if (!opened) return refuse(opened.error());

  call.identity = Authenticator::person(match->user, opened->session);
  context.audit(call.identity, call.source(), "session.open", base::to_text(opened->session.id));
  net::HttpResponse response;
  response.status = 201;
  response.with("Content-Type", "application/json").with("Cache-Control", "no-store");
  response.with("Set-Cookie", cookie(opened->token, call.request.secure, false));
  response.body = session_json(context, match->user, opened->session);
  call.send(std::move(response));
}

void current_session(Context& context, Call call) {
  const auto user = context.rooms.settings.find_user(call.identity.user);
  if (!user) return call.problem(user.error());
  records::Session session;
  session.id = call.identity.session;
  session.expires = call.identity.expires;
  call.json(200, session_json(context, *user, session));
}

void sign_out(Context& context, Call call) {
  const auto status = context.rooms.sessions.revoke(call.identity.session, base::live_now());
  if (!status) return call.problem(status.error());
  context.end_session(call.identity.session);
  context.audit(call.identity, call.source(), "session.close", base::to_text(call.identity.session));
  net::HttpResponse response;
  response.status = 204;
  response.with("Set-Cookie", cookie("", call.request.secure, true));
  call.send(std::move(response));
}

void list_sessions(Context& context, Call call) {
  const auto tenant = call.identity.tenant;
  const auto users = context.rooms.settings.users(tenant);
  if (!users) return call.problem(users.error());
  const auto sessions = context.rooms.sessions.of_tenant(tenant, base::live_now());
  if (!sessions) return call.problem(sessions.error());
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& session : *sessions | std::views::reverse) {
    const auto user = std::ranges::find(*users, session.user, &settings::User::id);
    if (user == users->end()) continue;  // Taken out of the settings; the session opens nothing.
    out.begin_object().field("id", session.id).key("user");
    write_user(out, *user);
    out.field("role", settings::role_name(user->role)).field("createdAt", session.made);
    out.field("lastSeenAt", session.last_used).field("expires", session.expires);
    out.field("source", session.source).field("browser", session.agent);
    out.field("current", session.id == call.identity.session).end_object();
  }
  call.json(200, out.end_array().end_object());
}

void revoke_session(Context& context, Call call) {
  const auto id = call.path_id<records::SessionId>();
  if (!id.valid()) return;
  const auto status = context.rooms.sessions.revoke(id, base::live_now());
  if (!status) return call.problem(status.error());
  context.end_session(id);
  context.audit(call.identity, call.source(), "session.revoke", call.id);
  call.no_content();
}

}  // namespace peal::api
