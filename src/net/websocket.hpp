#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "net/http_message.hpp"
#include "net/limits.hpp"

namespace peal::net {

/// RFC 6455 7.4.1 and the IANA registry.
inline constexpr std::uint16_t kCloseNormal = 1000;
inline constexpr std::uint16_t kCloseGoingAway = 1001;
inline constexpr std::uint16_t kCloseProtocolError = 1002;
inline constexpr std::uint16_t kCloseNone = 1005;      ///< Told by us only: the peer gave no code.
inline constexpr std::uint16_t kCloseAbnormal = 1006;  ///< Told by us only: the connection broke.
inline constexpr std::uint16_t kClosePolicy = 1008;
inline constexpr std::uint16_t kCloseTooBig = 1009;
inline constexpr std::uint16_t kCloseTryAgainLater = 1013;

/// A copyable handle to one WebSocket of an HttpServer; every member may be
/// called from any thread, also after the socket is gone.
class WebSocket {
 public:
  /// What a handle stands for. HttpServer makes it; a test may make its own.
  struct Core {
    std::uint64_t id = 0;
    Address peer;
    std::map<std::string, std::string> attributes;
    std::function<bool(std::shared_ptr<const std::string>, bool binary)> send;
    std::function<void(std::uint16_t code, std::string reason)> close;
    std::function<std::size_t()> unsent_bytes;
  };
  WebSocket() = default;
  explicit WebSocket(std::shared_ptr<const Core> core) : core_(std::move(core)) {}

  /// Queues one text message (UTF-8 is the sender's duty). False when the
  /// socket is closed, or its reader is so slow that UpgradeHandler::unsent_max
  /// bytes wait: then it is closed with 1013 and counted.
  bool send(std::string text) const { return send(std::make_shared<const std::string>(std::move(text))); }
  /// As `send`; one copy of the bytes may go to many sockets.
  bool send(std::shared_ptr<const std::string> text) const { return core_ && core_->send(std::move(text), false); }
  bool send_binary(std::string bytes) const {
    return core_ && core_->send(std::make_shared<const std::string>(std::move(bytes)), true);
  }
  /// What was queued before goes out first. `reason` is cut at 123 bytes (RFC 6455 5.5).
  void close(std::uint16_t code, std::string reason = {}) const {
    if (core_) core_->close(code, std::move(reason));
  }

  /// Unique while the program runs; 0 for an empty handle.
  [[nodiscard]] std::uint64_t id() const { return core_ ? core_->id : 0; }
  [[nodiscard]] Address peer() const { return core_ ? core_->peer : Address{}; }
  /// What UpgradeHandler::accept attached; empty when it did not.
  [[nodiscard]] std::string attribute(const std::string& name) const {
    if (!core_) return {};
    const auto found = core_->attributes.find(name);
    return found == core_->attributes.end() ? std::string{} : found->second;
  }
  [[nodiscard]] std::size_t unsent_bytes() const { return core_ ? core_->unsent_bytes() : 0; }
  explicit operator bool() const { return core_ != nullptr; }

 private:
  std::shared_ptr<const Core> core_;
};

struct UpgradeAccepted {
  std::string subprotocol;                        ///< Echoed to the client; empty for none.
  std::map<std::string, std::string> attributes;  ///< Whose socket it is; kept with the handle.
};

/// What one path does with WebSockets. All functions are called on the HTTP
/// thread and must not block; for one socket in this order: accept, opened,
/// message..., closed (exactly once when opened was called).
struct UpgradeHandler {
  /// An error is answered with its HTTP status and no upgrade is made. Checks
  /// Origin (see same_origin) and who asks. Must be set.
  std::function<base::Result<UpgradeAccepted>(const HttpRequest&)> accept;
  std::function<void(WebSocket, const HttpRequest&)> opened;
  std::function<void(WebSocket, std::string_view data, bool binary)> message;
  std::function<void(WebSocket, std::uint16_t code, std::string_view reason)> closed;
  std::size_t message_max = kWebSocketMessageMax;  ///< A longer one closes with 1009.
  std::size_t unsent_max = kWebSocketUnsentMax;
  Millis idle_max = kWebSocketIdleMax;  ///< No byte, not even a pong, for so long closes it.
};

}  // namespace peal::net
