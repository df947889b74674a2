#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/tcp_connection.hpp"
#include "net/tls_session.hpp"

namespace peal::net {

/// One TLS connection on a loop. Its handshake has kTlsHandshakeMax; until it
/// is done what is sent waits. A certificate that is not trusted is told
/// through `closed` with kForbidden and the reason in words.
class TlsConnection final : public Connection {
 public:
  /// Takes over a connected, non-blocking socket.
  [[nodiscard]] static std::unique_ptr<TlsConnection> accept(Loop& loop, Descriptor socket, const Address& peer,
                                                             Handlers handlers, std::shared_ptr<const TlsContext> context);
  /// See TlsSession::connect for `wanted`, TcpConnection::connect for the rest.
  [[nodiscard]] static base::Result<std::unique_ptr<TlsConnection>> connect(Loop& loop, const Address& peer, Handlers handlers,
                                                                            std::shared_ptr<const TlsContext> context,
                                                                            std::vector<TlsNames> wanted);
  ~TlsConnection() override;
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;

  bool send(std::string_view bytes) override;
  void close_when_sent() override;
  void set_unsent_max(std::size_t bytes) override;
  /// The handshake is done.
  [[nodiscard]] bool open() const { return session_.state() == TlsSession::State::kOpen; }

 private:
  TlsConnection(Loop& loop, Handlers handlers, TlsSession session);
  [[nodiscard]] TcpConnection::Handlers tcp_handlers();
  void start_clock();
  void data(std::string_view wire);
  void opened();
  void flush();
  void end(const base::Error& why);
  [[nodiscard]] base::Error reason() const;

  Loop& loop_;
  std::shared_ptr<Handlers> handlers_;
  std::shared_ptr<TlsConnection*> self_;  // Null once destroyed.
  std::unique_ptr<TcpConnection> tcp_;
  TlsSession session_;
  std::string waiting_;  // Until the handshake is done.
  std::string peer_;
  std::size_t unsent_max_ = kTcpUnsentMax;
  Loop::Timer timer_;
  bool told_open_ = false;
  bool closing_ = false;
  bool ended_ = false;
};

}  // namespace peal::net
