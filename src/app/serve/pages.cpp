#include <algorithm>

#include <fmt/format.h>

#include "app/serve/server.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "core/view.hpp"
#include "net/certificate.hpp"
#include "sip/digest/secret.hpp"
#include "telephony/recording_path.hpp"

/// The HTTP side of a server: certificate, API, pages, SIP over WebSocket.
namespace peal::app {
namespace {

std::optional<net::Address> address_or_none(const std::string& text, base::Status& status) {
  if (text.empty() || text == "none") return std::nullopt;
  const auto parsed = net::Address::parse(text);
  if (!parsed) {
    status = base::fail(parsed.error());
    return std::nullopt;
  }
  return *parsed;
}

std::string url_host(const net::Address& address) {
  return address.is_any() ? fmt::format("localhost:{}", address.port) : address.text();
}

}  // namespace

std::vector<api::HealthCheck> Server::health() {
  std::vector<api::HealthCheck> checks;
  const auto room = journal_->room();
  checks.push_back({"journal", room == journal::Room::kPlenty,
                    room == journal::Room::kPlenty ? "" : "The disk of the journal is nearly full: make room, new calls get 503."});
  // A connection that lies ready may be dead: only a question tells.
  base::Status database;
  if (auto lent = pool_->borrow(); !lent) database = base::fail(lent.error());
  else if (const auto asked = (*lent)->query("SELECT 1"); !asked) database = base::fail(asked.error());
  checks.push_back({"database", database.has_value(), database ? "" : database.error().message});
  if (stun_) {
    const std::lock_guard lock(places_mutex_);
    const bool known = !mapped_.address.empty();
    checks.push_back({"public_address", known,
                      !known           ? "The STUN server has not told our address yet: callers are told a private one."
                      : mapped_.silent ? "The STUN server is silent; callers are told the address of before, " + mapped_.address + "."
                                       : ""});
  }
  return checks;
}

api::Config Server::api_config() {
  api::Config config;
  const auto web = find_web(options_.web);
  config.version = kVersion;
  config.desk = web / "desk/dist";
  config.widget = web / "widget/dist";
  config.demo = options_.demo;
  config.sip_domain = kSipRealm;
  config.sip_address = [this] { return switch_->sip_address().text(); };
  config.recording_path = [this](core::RecordingId id) { return telephony::recording_path(folder_.root, id); };
  config.settings_changed = [this] { return adopt_settings(); };
  config.health = [this] { return health(); };
  connect_trunks(config);
  connect_guard(config);
  return config;
}

void Server::connect_guard(api::Config& config) {
  config.guard = [this](std::function<void(core::GuardView)> answer) {
    loop_->post_always([this, answer = std::move(answer)] { answer(switch_->guard()); });
  };
  config.lift_ban = [this](std::string source, std::function<void(bool)> answer) {
    loop_->post_always([this, source = std::move(source), answer = std::move(answer)] { answer(switch_->lift_ban(source)); });
  };
  config.acknowledge_alarm = [this](core::TenantId tenant, std::uint64_t alarm, std::function<void(bool)> answer) {
    loop_->post_always([this, tenant, alarm, answer = std::move(answer)] { answer(switch_->acknowledge_alarm(tenant, alarm)); });
  };
}

// Telephony's own thread answers; whoever asked has another one.
void Server::connect_trunks(api::Config& config) {
  config.talkers = [this](std::function<void(std::vector<core::LegId>)> answer) {
    loop_->post_always([this, answer = std::move(answer)] { answer(switch_->talkers()); });
  };
  config.trunk_key = trunk_key();
  config.trunks = [this](std::function<void(std::vector<core::TrunkView>)> answer) {
    loop_->post_always([this, answer = std::move(answer)] { answer(switch_->trunks()); });
  };
  config.test_call = [this](api::TrunkTest wish, std::function<void(base::Result<core::TrunkTestOutcome>)> answer) {
    loop_->post_always([this, wish = std::move(wish), answer = std::move(answer)] {
      switch_->test_call({wish.trunk, wish.number, wish.language, wish.sentence}, answer);
    });
  };
}

void Server::connect_directory() {
  directory_->connect(
      [](const sip::FlowAttributes& attributes) -> std::optional<telephony::WebCall> {
        const auto claims = api::web_call_of(attributes);
        if (!claims) return std::nullopt;
        return telephony::WebCall{claims->tenant, claims->number, claims->caller, claims->name};
      },
      [](const sip::FlowAttributes&) {},  // The API spends a token when its socket opens.
      [this](std::string_view realm, std::string_view user) -> std::optional<sip::DigestSecret> {
        const auto owner = directory_->device_owner(user);
        if (!owner) return std::nullopt;
        const auto password = service_->softphone_password(owner->agent);
        if (!password) return std::nullopt;
        return sip::digest_secret(std::string(user), std::string(realm), *password);
      });
}

base::Status Server::open_certificate() {
  certificate_files_ = {(folder_.tls() / "certificate.pem").string(), (folder_.tls() / "key.pem").string()};
  std::vector<std::string> hosts;
  for (std::string_view rest = options_.public_address.starts_with("stun:") ? std::string_view() : options_.public_address; !rest.empty();) {
    const auto one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    hosts.emplace_back(one);
  }
  for (const auto& text : {options_.https, options_.sip}) {
    // What is no address is told by whoever listens there.
    if (const auto at = net::Address::parse(text); at && !at->is_any()) hosts.push_back(at->ip_text());
  }
  const auto info = net::ensure_certificate(certificate_files_, hosts, base::live_now());
  return info ? base::Status{} : base::fail(info.error());
}

// Pages and SIP show the same one. Connections that stand keep the old one.
base::Status Server::take_certificate() {
  if (auto status = switch_->use_certificate(certificate_files_); !status) return status;
  return http_->reload_certificate(certificate_files_);
}

base::Status Server::open_pages() {
  net::HttpServerOptions http;
  base::Status status;
  http.https = address_or_none(options_.https, status);
  http.http = address_or_none(options_.http, status);
  if (!status) return status;
  if (http.http && !http.http->is_loopback())
    return base::fail(base::ErrorCode::kForbidden,
                      fmt::format("Plain HTTP may listen on this machine only, and {} is not 127.0.0.1 or [::1]. Use --https "
                                  "for the network, or --http none.",
                                  http.http->text()),
                      "--http");
  http.certificate = certificate_files_;

  sessions_ = std::make_unique<records::Sessions>(*pool_);
  audit_ = std::make_unique<records::Audit>(*pool_);
  refusals_ = std::make_unique<RefusalBook>(*audit_);
  directory_->tell_refused([this](const telephony::RefusedOutside& call) { refusals_->note(call); });
  service_ = std::make_unique<api::Service>(
      api_config(), api::Rooms{*engine_, *follower_, *settings_, *customers_, *sessions_, *audit_, *pool_, *keys_, *projector_, trace_.get()});
  auto tenants = settings_->tenants();
  if (!tenants) return base::fail(tenants.error());
  auto turn_secrets = settings_->turn_secrets(trunk_key());
  if (!turn_secrets) return base::fail(turn_secrets.error());
  service_->set_tenants(*std::move(tenants), *std::move(turn_secrets));
  connect_directory();
  http_ = std::make_unique<net::HttpServer>(api::Service::with_limits(http), service_->handler());
  http_->on_upgrade("/events", service_->events());
  http_->on_upgrade("/sip", service_->watch_sip(switch_->websocket(service_->sip_accept())));
  follower_->start();
  if (status = http_->start(); !status) return status;
  certificate_ = std::make_unique<CertificateWatch>(*loop_, certificate_files_, [this] { return take_certificate(); });
  service_->start(*http_);
  return service_->open_control(folder_.control_socket());
}

std::vector<std::string> Server::greeting() const {
  std::vector<std::string> lines;
  const auto https = http_->https_address();
  const auto http = http_->http_address();
  const auto open = http ? fmt::format("http://{}", url_host(*http)) : https ? fmt::format("https://{}", url_host(*https)) : std::string("no pages");
  lines.push_back(fmt::format("Peal {}  open {}{}", kVersion, open, options_.demo ? fmt::format("  (a customer's page: {}/demo/)", open) : ""));
  lines.push_back(fmt::format("HTTPS   {}  pages, API, events, SIP over WebSocket", https ? https->text() : "none"));
  const auto tls = switch_->sip_tls_address();
  lines.push_back(fmt::format("SIP     {}  UDP and TCP{}", switch_->sip_address().text(), tls ? fmt::format(", {}  TLS", tls->text()) : ""));
  lines.push_back(fmt::format("Media   {}", options_.rtp));
  lines.push_back(fmt::format("Data    {}", folder_.root.string()));
  std::string people;
  for (const auto& account : demo_accounts_) people += fmt::format("\n          {:<14} {:<8} {}", account.role, account.user, account.password);
  lines.push_back(people.empty() ? "Stop it with Ctrl+C; calls in progress may finish first." : "Sign in  role           name     password" + people);
  return lines;
}

}  // namespace peal::app
