#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/metrics.hpp"
#include "net/loop.hpp"
#include "net/tcp_connection.hpp"
#include "net/tcp_listener.hpp"
#include "sip/message/stream_framer.hpp"
#include "sip/transport/receiver.hpp"

namespace peal::sip {

/// SIP over TCP (RFC 3261 18): connections that came and connections we made,
/// one for each peer, used again in both directions (RFC 5923's idea, by address).
class TcpStreams {
 public:
  TcpStreams(net::Loop& loop, Receiver& receiver);
  ~TcpStreams();
  TcpStreams(const TcpStreams&) = delete;
  TcpStreams& operator=(const TcpStreams&) = delete;

  [[nodiscard]] base::Status listen(const net::Address& at);
  /// On the flow's connection while it lives, else on any to the same peer, else
  /// on a new one. unreachable() tells when none can be made.
  void send(const Flow& flow, std::string_view bytes);
  [[nodiscard]] std::size_t size() const { return streams_.size(); }

 private:
  struct Stream {
    std::unique_ptr<net::TcpConnection> connection;
    StreamFramer framer;
    SocketAddress peer;
    base::Time last_heard{};
    bool ours = false;  ///< We made it and nothing has come over it yet.
  };

  void accepted(net::Descriptor socket, const net::Address& peer);
  void add(std::uint64_t id, std::unique_ptr<net::TcpConnection> connection, const net::Address& peer, bool ours);
  [[nodiscard]] net::TcpConnection::Handlers handlers(std::uint64_t id);
  [[nodiscard]] Stream* connect(const Flow& flow);
  void data(std::uint64_t id, std::string_view bytes);
  void closed(std::uint64_t id, bool failed);
  void close(std::uint64_t id);
  void sweep();
  [[nodiscard]] std::size_t connections_from(const SocketAddress& peer) const;

  net::Loop& loop_;
  Receiver& receiver_;
  std::unique_ptr<net::TcpListener> listener_;
  std::unordered_map<std::uint64_t, Stream> streams_;
  std::unordered_map<SocketAddress, std::uint64_t> by_peer_;
  std::unordered_map<std::string, std::size_t> per_host_;
  std::uint64_t last_id_ = 0;
  net::Loop::Timer sweep_timer_;
  base::Counter& refused_ = base::counter("peal_sip_connections_refused_total", "TCP connections over a limit.");
};

}  // namespace peal::sip
