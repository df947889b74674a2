#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/address.hpp"
#include "net/connection.hpp"
#include "net/descriptor.hpp"
#include "net/limits.hpp"
#include "net/loop.hpp"

namespace peal::net {

/// One TCP connection on a loop.
class TcpConnection final : public Connection {
 public:
  /// Takes over a connected, non-blocking socket.
  [[nodiscard]] static std::unique_ptr<TcpConnection> adopt(Loop& loop, Descriptor socket, const Address& peer,
                                                            Handlers handlers);
  /// Connects within `at_most`, from `local` when it is valid (port 0: any).
  /// What fails later comes through `closed`.
  [[nodiscard]] static base::Result<std::unique_ptr<TcpConnection>> connect(Loop& loop, const Address& peer,
                                                                            Handlers handlers,
                                                                            const Address& local = {},
                                                                            base::Millis at_most = kTcpConnectMax);
  ~TcpConnection() override;
  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;

  bool send(std::string_view bytes) override;
  void close_when_sent() override;
  void set_unsent_max(std::size_t bytes) override { unsent_max_ = bytes; }

  [[nodiscard]] const Address& peer() const { return peer_; }
  [[nodiscard]] const Address& local() const { return local_; }
  [[nodiscard]] std::size_t unsent() const { return unsent_.size() - sent_; }
  [[nodiscard]] bool connected() const { return connected_; }

 private:
  TcpConnection(Loop& loop, Descriptor socket, const Address& peer, Handlers handlers, bool connected);
  void serve(IoEvents events);
  void finish_connect();
  bool read_waiting();
  bool write_waiting();
  void update_watch();
  void end(base::Error why);
  void end_soon(base::Error why);

  Loop& loop_;
  Descriptor socket_;
  Address peer_;
  Address local_;
  std::shared_ptr<Handlers> handlers_;
  std::shared_ptr<TcpConnection*> self_;  // Null once destroyed.
  Loop::Timer timer_;
  std::string unsent_;
  std::size_t sent_ = 0;  // Of unsent_, already with the kernel.
  std::size_t unsent_max_ = kTcpUnsentMax;
  bool connected_;
  bool closing_ = false;
  bool ended_ = false;
};

}  // namespace peal::net
