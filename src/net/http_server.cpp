#include "net/http_server.hpp"

#include <atomic>
#include <mutex>
#include <utility>

#include "base/assert.hpp"
#include "net/http_connection.hpp"
#include "net/http_site.hpp"
#include "net/websocket_session.hpp"

namespace peal::net {

struct HttpReply::Core {
  ~Core() {
    if (!answered) deliver(HttpResponse::problem({base::ErrorCode::kInternal, "The request was given up.", {}}));
  }
  std::function<void(HttpResponse)> deliver;
  std::atomic<bool> answered{false};
};

HttpReply::HttpReply(std::function<void(HttpResponse)> deliver) : core_(std::make_shared<Core>()) {
  core_->deliver = std::move(deliver);
}

void HttpReply::send(HttpResponse response) const {
  if (!core_->answered.exchange(true)) core_->deliver(std::move(response));
}

bool HttpReply::answered() const { return core_->answered; }

struct HttpServer::Impl {
  [[nodiscard]] std::shared_ptr<ByteServer> running() const {
    const std::lock_guard lock(mutex);
    return bytes;
  }

  std::shared_ptr<HttpSite> site = std::make_shared<HttpSite>();
  mutable std::mutex mutex;
  std::shared_ptr<ByteServer> bytes;  // While it runs.
  std::optional<Address> https, http;
};

HttpServer::HttpServer(HttpServerOptions options, HttpHandler handler) : impl_(std::make_unique<Impl>()) {
  PEAL_ASSERT(handler != nullptr);
  impl_->site->options = std::move(options);
  impl_->site->handler = std::move(handler);
}

HttpServer::~HttpServer() { stop(); }

void HttpServer::on_upgrade(std::string path, UpgradeHandler handler) {
  PEAL_ASSERT(handler.accept != nullptr && impl_->running() == nullptr);
  impl_->site->upgrades[std::move(path)] = std::move(handler);
}

base::Status HttpServer::start() {
  PEAL_ASSERT(impl_->running() == nullptr);
  auto& site = *impl_->site;
  auto bytes = std::make_shared<ByteServer>(
      ByteServer::Options{site.options.connections_max, site.options.tls_handshake_max,
                          [site = std::weak_ptr{impl_->site}](std::shared_ptr<ByteStream> stream) {
                            if (const auto alive = site.lock())
                              std::make_shared<HttpConnection>(alive, std::move(stream))->start();
                          }});
  site.bytes = bytes;
  site.draining = false;
  if (site.options.https) {
    if (auto used = bytes->use_certificate(site.options.certificate); !used) return used;
    auto listening = bytes->listen(*site.options.https, true);
    if (!listening) return base::fail(std::move(listening.error()));
    impl_->https = *listening;
  }
  if (site.options.http) {
    auto listening = bytes->listen(*site.options.http, false);
    if (!listening) return base::fail(std::move(listening.error()));
    impl_->http = *listening;
  }
  bytes->start();
  const std::lock_guard lock(impl_->mutex);
  impl_->bytes = std::move(bytes);
  return {};
}

void HttpServer::stop(Millis at_most) {
  const auto bytes = impl_->running();
  if (!bytes) return;
  bytes->post([site = impl_->site] {
    site->draining = true;
    // A copy, because an end may take its own entry out.
    for (auto* connection : std::set{site->connections}) connection->drain();
    for (auto* session : std::set{site->sessions}) session->close(kCloseGoingAway, "the server stops");
  });
  bytes->stop(at_most);
  impl_->site->answering.clear();
  const std::lock_guard lock(impl_->mutex);
  impl_->bytes.reset();
}

base::Status HttpServer::reload_certificate(const CertificateFiles& files) {
  const auto bytes = impl_->running();
  if (!bytes) return base::fail(base::ErrorCode::kConflict, "The server does not run.");
  return bytes->use_certificate(files);
}

void HttpServer::post(std::function<void()> task) {
  if (const auto bytes = impl_->running()) bytes->post(std::move(task));
}

void HttpServer::post_after(Millis delay, std::function<void()> task) {
  if (const auto bytes = impl_->running()) bytes->post_after(delay, std::move(task));
}

std::optional<Address> HttpServer::https_address() const { return impl_->https; }
std::optional<Address> HttpServer::http_address() const { return impl_->http; }

}  // namespace peal::net
