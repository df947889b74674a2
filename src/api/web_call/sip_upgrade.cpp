#include "api/web_call/sip_upgrade.hpp"

#include <utility>

#include "api/http/origin.hpp"
#include "api/service/context.hpp"
#include "base/log.hpp"

namespace peal::api {
namespace {

// "sip" among the offered sub-protocols (RFC 6455 4.1, RFC 7118 4.1).
bool offers_sip(const net::HttpRequest& request) {
  for (auto list : request.headers.all("Sec-WebSocket-Protocol")) {
    while (!list.empty()) {
      const auto comma = list.find(',');
      auto one = list.substr(0, comma);
      while (one.starts_with(' ')) one.remove_prefix(1);
      while (one.ends_with(' ')) one.remove_suffix(1);
      if (one == "sip") return true;
      list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
  }
  return false;
}

base::Result<net::UpgradeAccepted> accept_agent(Context& context, const net::HttpRequest& request) {
  if (auto origin = check_origin(request); !origin) return base::fail(origin.error());
  const auto now = base::live_now();
  auto identity = context.authenticator.known(request, now);
  if (!identity) {
    auto found = context.authenticator.look_up(request, now);
    if (!found) return base::fail(found.error());
    identity = std::move(*found);
  }
  if (identity->kind != Identity::Kind::kPerson) {
    return base::fail(base::ErrorCode::kNotSignedIn, "Sign in first.", "api.sign_in_first");
  }
  if (!identity->agent.valid()) {
    return base::fail(base::ErrorCode::kForbidden, "You do not work as an agent.", "api.not_an_agent");
  }
  return net::UpgradeAccepted{"sip",
                              {{"kind", "agent"},
                               {"agent", base::to_text(identity->agent)},
                               {"user", base::to_text(identity->user)},
                               {"session", base::to_text(identity->session)}}};
}

// A session may have ended between the answer to the upgrade and this: its end
// could not close a socket that it did not know.
bool lasts(Context& context, const net::HttpRequest& request, records::SessionId session) {
  const auto now = base::live_now();
  if (const auto known = context.authenticator.known(request, now)) return known->session == session;
  const auto found = context.authenticator.look_up(request, now);
  return found ? found->session == session : found.error().code != base::ErrorCode::kNotSignedIn;
}

}  // namespace

base::Result<net::UpgradeAccepted> accept_sip(Context& context, const net::HttpRequest& request) {
  if (!offers_sip(request)) {
    return base::fail(base::ErrorCode::kBadInput, "The sub-protocol must be sip.", "Sec-WebSocket-Protocol");
  }
  if (!request.query.has("token")) return accept_agent(context, request);
  const auto claims = context.web_calls.spend(request.query.get("token"), base::live_now());
  if (!claims) return base::fail(claims.error());
  const auto origin = check_origin(request, context.settings.allowed_origins(claims->tenant));
  if (!origin) return base::fail(origin.error());
  return net::UpgradeAccepted{"sip", to_attributes(*claims)};
}

net::UpgradeHandler watch_sip(Context& context, net::UpgradeHandler handler) {
  handler.opened = [&context, opened = std::move(handler.opened)](net::WebSocket socket, const net::HttpRequest& request) {
    const auto session = base::parse_id<records::SessionId>(socket.attribute("session"));
    if (session) {
      context.connections.add(*session, socket);
      if (!lasts(context, request, *session)) socket.close(kCloseSessionOver, "The session is over.");
    }
    if (opened) opened(std::move(socket), request);
  };
  handler.closed = [&context, closed = std::move(handler.closed)](net::WebSocket socket, std::uint16_t code,
                                                                  std::string_view reason) {
    context.connections.remove(socket);
    if (closed) closed(std::move(socket), code, reason);
  };
  return handler;
}

}  // namespace peal::api
