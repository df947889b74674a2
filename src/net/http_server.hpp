#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/certificate.hpp"
#include "net/http_message.hpp"
#include "net/limits.hpp"
#include "net/websocket.hpp"

namespace peal::net {

/// The answer to one request: a copyable handle, answered once from any
/// thread. When the last copy goes unanswered the client gets 500.
class HttpReply {
 public:
  struct Core;
  /// A handle whose answer goes to `deliver`, from whichever thread gives it:
  /// HttpServer makes one for each request, a test may make its own.
  explicit HttpReply(std::function<void(HttpResponse)> deliver);
  /// The first call counts, later ones do nothing; so does one whose client has gone.
  void send(HttpResponse response) const;
  [[nodiscard]] bool answered() const;

 private:
  std::shared_ptr<Core> core_;
};

/// Called on the HTTP thread for every whole request; must not block.
using HttpHandler = std::function<void(HttpRequest, HttpReply)>;

struct HttpServerOptions {
  std::optional<Address> https;  ///< Port 0 lets the kernel choose.
  std::optional<Address> http;
  CertificateFiles certificate;                       ///< Needed when `https` is given.
  std::size_t connections_max = kHttpConnectionsMax;  ///< WebSockets count too; one more is closed at once.
  std::uint32_t head_bytes_max = kHttpHeadBytesMax;
  /// Largest body for a method and path, asked when the head is complete; empty: kHttpBodyBytesMax.
  std::function<std::size_t(std::string_view method, std::string_view path)> body_bytes_max;
  Millis idle_max = kHttpIdleMax;
  Millis head_max = kHttpHeadMax;
  Millis body_max = kHttpBodyMax;
  Millis reply_max = kHttpReplyMax;
  Millis write_max = kHttpWriteMax;
  Millis tls_handshake_max = kTlsHandshakeMax;
};

/// HTTP/1.1 and WebSockets over TLS and plain TCP, on one thread of its own.
class HttpServer {
 public:
  HttpServer(HttpServerOptions options, HttpHandler handler);
  /// Stops if running.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// A path (exact, as in "/events") whose WebSockets `handler` takes. Before `start`.
  void on_upgrade(std::string path, UpgradeHandler handler);

  /// Opens the ports and starts the thread. The error says which address or
  /// file and what to do; after one, nothing runs.
  [[nodiscard]] base::Status start();
  /// Stops accepting, closes WebSockets with 1001, lets answers under way
  /// finish for up to `at_most`, ends the thread. Not on the HTTP thread.
  void stop(Millis at_most = Millis{1'000});

  /// New connections get the new certificate; those open keep theirs. When the
  /// files do not fit, the old certificate stays. Any thread.
  [[nodiscard]] base::Status reload_certificate(const CertificateFiles& files);

  /// Runs `task` on the HTTP thread, now or after a while; dropped at `stop`. Any thread.
  void post(std::function<void()> task);
  void post_after(Millis delay, std::function<void()> task);

  /// Where it really listens; valid after `start`.
  [[nodiscard]] std::optional<Address> https_address() const;
  [[nodiscard]] std::optional<Address> http_address() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace peal::net
