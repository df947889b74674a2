#include "api/service/service.hpp"

#include <sodium.h>

#include "api/control/control_socket.hpp"
#include "api/http/router.hpp"
#include "api/service/context.hpp"
#include "api/web_call/sip_upgrade.hpp"
#include "base/assert.hpp"

namespace peal::api {

struct Service::Inside {
  Inside(Config config, Rooms rooms) : context(std::move(config), rooms) {}
  Context context;
  std::unique_ptr<ControlSocket> control;
};

Service::Service(Config config, Rooms rooms) {
  PEAL_ASSERT(sodium_init() >= 0);
  inside_ = std::make_unique<Inside>(std::move(config), rooms);
}

Service::~Service() { stop(); }

net::HttpHandler Service::handler() {
  return [&context = inside_->context](net::HttpRequest request, net::HttpReply reply) {
    route_request(context, std::move(request), [reply](net::HttpResponse response) { reply.send(std::move(response)); });
  };
}

net::HttpServerOptions Service::with_limits(net::HttpServerOptions options) {
  options.body_bytes_max = body_bytes_max;
  return options;
}

net::UpgradeHandler Service::events() { return inside_->context.events.handler(); }

std::function<base::Result<net::UpgradeAccepted>(const net::HttpRequest&)> Service::sip_accept() {
  return [&context = inside_->context](const net::HttpRequest& request) { return accept_sip(context, request); };
}

net::UpgradeHandler Service::watch_sip(net::UpgradeHandler handler) {
  return api::watch_sip(inside_->context, std::move(handler));
}

void Service::set_tenants(std::vector<settings::Tenant> tenants, settings::TurnSecrets turn_secrets) {
  inside_->context.settings.set_tenants(std::move(tenants), std::move(turn_secrets));
}

void Service::start(net::HttpServer& server) { inside_->context.events.start(server); }

base::Status Service::open_control(const std::filesystem::path& socket) {
  auto control = ControlSocket::open(socket, [&context = inside_->context](net::HttpRequest request, Answer answer) {
    Identity identity;
    identity.kind = Identity::Kind::kControl;
    identity.name = "control socket";
    identity.role = Role::kAdministrator;
    const auto settings = context.settings.all();
    if (!settings->centres.empty()) identity.tenant = settings->centres.front().tenant;
    route_known(context, std::move(identity), std::move(request), std::move(answer));
  });
  if (!control) return base::fail(control.error());
  inside_->control = *std::move(control);
  return {};
}

void Service::stop() {
  inside_->control.reset();
  inside_->context.events.stop();
  inside_->context.workers.stop();
}

std::optional<std::string> Service::softphone_password(core::AgentId agent) const {
  return inside_->context.softphones.password_of(agent, base::live_now());
}

}  // namespace peal::api
