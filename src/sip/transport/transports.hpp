#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "net/address.hpp"
#include "net/http_message.hpp"
#include "net/loop.hpp"
#include "net/websocket.hpp"
#include "sip/flow.hpp"
#include "sip/transport/tls_peers.hpp"
#include "sip/transport/web_sockets.hpp"

namespace peal::sip {

class UserAgent;

/// The sockets of one user agent on a loop: UDP and TCP on one address, TLS on
/// another, and WebSockets of the HTTP server. All but the handler belongs to the loop's thread.
class Transports final : public Output {
 public:
  /// UDP and TCP listen on the same port; with port 0 the kernel chooses one
  /// that is free for both. Errors: kAddressInUse, kPermission, kBadInput.
  [[nodiscard]] static base::Result<std::unique_ptr<Transports>> open(net::Loop& loop, const net::Address& at);
  /// Takes TLS connections there; tls().use_certificate() first. Errors as open().
  [[nodiscard]] base::Status listen_tls(const net::Address& at);
  ~Transports() override;
  Transports(const Transports&) = delete;
  Transports& operator=(const Transports&) = delete;

  /// From now on messages and timers go to `agent`, which outlives this or is
  /// detached first. Until then what arrives is dropped.
  void attach(UserAgent& agent);
  void detach();

  /// Told after each turn that brought messages, over whichever transport: the
  /// longest that one of them had waited, in the kernel or for this thread, and
  /// how many there were. New work by UDP is not counted: it waits behind the others,
  /// and its own wait comes with it (Queueing); a turn that brought nothing else tells
  /// of no message.
  void tell_waits(std::function<void(base::Micros, std::size_t)> waited);

  /// Shown every STUN message that comes in a datagram; true when it was its.
  using StunHeard = std::function<bool(const SocketAddress& from, std::string_view datagram)>;
  void hear_stun(StunHeard heard);

  void send(const Flow& flow, std::string_view bytes) override;
  void keep_alive(const Flow& flow, std::string_view bytes) override;
  [[nodiscard]] net::UpgradeHandler websocket(WebSockets::Accept accept);
  [[nodiscard]] const net::Address& local() const;
  /// Nothing before listen_tls().
  [[nodiscard]] std::optional<net::Address> tls_local() const;
  [[nodiscard]] TlsPeers& tls();

 private:
  struct Inside;
  explicit Transports(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::sip
