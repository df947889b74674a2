#include "api/http/router.hpp"

#include <utility>

#include "api/http/origin.hpp"
#include "api/http/route.hpp"
#include "api/service/context.hpp"
#include "api/text/texts.hpp"

namespace peal::api {
namespace {

base::Error error(base::ErrorCode code, std::string message, std::string where) {
  return {code, std::move(message), std::move(where)};
}

bool changes_something(std::string_view method) { return method != "GET" && method != "HEAD"; }

bool is_page(std::string_view path) {
  return !path.starts_with("/api/") && path != "/api" && path != "/healthz" && path != "/metrics";
}

void run(Context& context, const Route& route, Call call) {
  if (route.runs == Runs::kAtOnce) return route.handler(context, std::move(call));
  const auto shared = std::make_shared<Call>(std::move(call));
  const bool taken = context.workers.post([&context, &route, shared] { route.handler(context, std::move(*shared)); });
  if (!taken) shared->problem(error(base::ErrorCode::kOverloaded, "The server is too busy.", "api.busy"));
}

// Prometheus on the same machine has no key; who sits behind a proxy on
// loopback must close /metrics there.
bool is_local_scrape(const Route& route, const Call& call) {
  return route.access.permission == Permission::kMetricsRead && route.access.kind == Access::Kind::kPermission &&
         call.identity.kind == Identity::Kind::kNobody && call.request.peer.is_loopback();
}

void check_and_run(Context& context, const Route& route, Call call) {
  call.language = language_for(call.request.headers.get("Accept-Language"), call.identity.language);
  const auto& who = call.identity;
  if (who.may(route.access) || is_local_scrape(route, call)) return run(context, route, std::move(call));
  if (who.kind == Identity::Kind::kNobody) {
    return call.problem(error(base::ErrorCode::kNotSignedIn, "Sign in first.", "api.sign_in_first"));
  }
  const bool desk = route.access.permission == Permission::kDeskUse;
  if (route.access.kind == Access::Kind::kPerson) {
    return call.problem(error(base::ErrorCode::kForbidden, "This is for persons.", "api.persons_only"));
  }
  call.problem(desk ? error(base::ErrorCode::kForbidden, "You do not work as an agent.", "api.not_an_agent")
                    : error(base::ErrorCode::kForbidden, "Your role does not allow this.", "api.not_allowed"));
}

// On a worker.
void look_up_and_run(Context& context, const Route& route, Call call) {
  auto identity = context.authenticator.look_up(call.request, base::live_now());
  if (!identity) return call.problem(identity.error());
  call.identity = std::move(*identity);
  check_and_run(context, route, std::move(call));
}

void identify_and_run(Context& context, const Route& route, Call call) {
  if (route.access.kind == Access::Kind::kPublic) return check_and_run(context, route, std::move(call));
  if (auto known = context.authenticator.known(call.request, base::live_now())) {
    call.identity = std::move(*known);
    return check_and_run(context, route, std::move(call));
  }
  const auto shared = std::make_shared<Call>(std::move(call));
  const bool taken =
      context.workers.post([&context, &route, shared] { look_up_and_run(context, route, std::move(*shared)); });
  if (!taken) shared->problem(error(base::ErrorCode::kOverloaded, "The server is too busy.", "api.busy"));
}

// The route of the call, or its problem.
const Route* find_route(Call& call) {
  auto match = match_route(call.request.method, call.request.path);
  call.id = std::move(match.id);
  if (match.route != nullptr) return match.route;
  if (match.allow.empty()) {
    call.problem(error(base::ErrorCode::kNotFound, "There is no such address.", "path"));
    return nullptr;
  }
  // RFC 9110 15.5.6: the answer names what is allowed.
  auto response = problem_response(
      405, error(base::ErrorCode::kBadInput, "This address has no such method.", "method"), call.language);
  call.send(std::move(response.with("Allow", match.allow)));
  return nullptr;
}

Call make_call(net::HttpRequest request, Answer answer) {
  Call call;
  call.request = std::move(request);
  call.language = language_for(call.request.headers.get("Accept-Language"), "en-US");
  call.answer = [send = std::move(answer)](net::HttpResponse response) {
    add_safety_headers(response);
    send(std::move(response));
  };
  return call;
}

bool is_for_companies(std::string_view method, std::string_view path) {
  const auto* route = match_route(method, path).route;
  return route != nullptr && route->pages == Pages::kCompanies;
}

void answer_page(Context& context, const Call& call) {
  const auto& path = call.request.path;
  if (changes_something(call.request.method)) {
    return call.problem(error(base::ErrorCode::kNotFound, "There is no such address.", "path"));
  }
  auto response = context.pages.answer(path);
  if (StaticPages::is_widget(path)) open_to_origin(response, call.request, context.settings.allowed_origins());
  call.send(std::move(response));
}

// A route of companies' pages: the answer says whether their page may read it.
void open_call(Context& context, Call& call) {
  auto origin = std::make_shared<net::HttpRequest>();
  origin->headers.add("Origin", std::string(call.request.headers.get("Origin")));
  call.answer = [send = std::move(call.answer), origin, allowed = context.settings.allowed_origins()](net::HttpResponse response) {
    open_to_origin(response, *origin, allowed);
    send(std::move(response));
  };
}

}  // namespace

void route_request(Context& context, net::HttpRequest request, Answer answer) {
  Call call = make_call(std::move(request), std::move(answer));
  const auto& method = call.request.method;
  const auto& path = call.request.path;
  if (is_page(path)) return answer_page(context, call);
  const auto asked = call.request.headers.get("Access-Control-Request-Method");
  if (method == "OPTIONS" && is_for_companies(asked, path)) {
    return call.send(preflight_answer(call.request, asked, context.settings.allowed_origins()));
  }
  const bool for_companies = is_for_companies(method, path);
  if (for_companies) open_call(context, call);
  if (changes_something(method) && !shows_key(call.request)) {
    const auto allowed = for_companies ? context.settings.allowed_origins() : std::vector<std::string>{};
    if (const auto origin = check_origin(call.request, allowed); !origin) return call.problem(origin.error());
  }
  if (const Route* route = find_route(call)) identify_and_run(context, *route, std::move(call));
}

void route_known(Context& context, Identity identity, net::HttpRequest request, Answer answer) {
  Call call = make_call(std::move(request), std::move(answer));
  call.identity = std::move(identity);
  if (const Route* route = find_route(call)) check_and_run(context, *route, std::move(call));
}

std::size_t body_bytes_max(std::string_view method, std::string_view path) {
  const auto match = match_route(method, path);
  return match.route == nullptr ? 0 : match.route->body_max;
}

}  // namespace peal::api
