#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/service/config.hpp"
#include "api/service/rooms.hpp"
#include "api/web_call/web_call_tokens.hpp"
#include "net/http_server.hpp"
#include "settings/store.hpp"

namespace peal::api {

/// REST, events, sign-in and pages of one server. The program makes it before
/// the follower starts and wires it like this:
///
///     Service service(config, rooms);
///     net::HttpServer server(service.with_limits(options), service.handler());
///     server.on_upgrade("/events", service.events());
///     server.on_upgrade("/sip", service.watch_sip(switch.websocket(service.sip_accept())));
///     follower.start(); server.start(); service.start(server); service.open_control(socket);
///
/// and stops it the other way round: stop() first, then the server, then the
/// follower; the service itself goes last.
class Service {
 public:
  /// The rooms outlive it.
  Service(Config config, Rooms rooms);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  [[nodiscard]] net::HttpHandler handler();
  /// `options` with the largest body of each route.
  [[nodiscard]] static net::HttpServerOptions with_limits(net::HttpServerOptions options);
  [[nodiscard]] net::UpgradeHandler events();
  /// Who may open a SIP WebSocket: an agent with a session, or a customer with
  /// a token, which is spent by it.
  [[nodiscard]] std::function<base::Result<net::UpgradeAccepted>(const net::HttpRequest&)> sip_accept();
  /// Closes agents' SIP sockets when their session ends.
  [[nodiscard]] net::UpgradeHandler watch_sip(net::UpgradeHandler handler);

  /// Countries, web sites and TURN servers of the tenants, again with every
  /// change of the settings. Any thread.
  void set_tenants(std::vector<settings::Tenant> tenants, settings::TurnSecrets turn_secrets);

  /// The server has started: heartbeats and figures begin.
  void start(net::HttpServer& server);
  /// Listens on a unix socket that only the owner of the data folder may open;
  /// it speaks the same HTTP, with an administrator's rights over every tenant.
  [[nodiscard]] base::Status open_control(const std::filesystem::path& socket);
  /// Ends the control socket and the workers.
  void stop();

  /// What the browser of `agent` registers with; nothing: no page of this agent
  /// is signed in. Any thread.
  [[nodiscard]] std::optional<std::string> softphone_password(core::AgentId agent) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::api
