#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/metrics.hpp"
#include "net/loop.hpp"
#include "net/connection.hpp"
#include "net/tcp_listener.hpp"
#include "sip/message/stream_framer.hpp"
#include "sip/transport/receiver.hpp"
#include "sip/transport/tls_peers.hpp"

namespace peal::sip {

/// SIP over TCP or TLS (RFC 3261 18, 26.3): connections that came and
/// connections we made, one for each peer, used again in both directions.
/// Requests of ours go over a connection that came only on its own flow
/// (RFC 5626): an address is no proof of a name (RFC 5923 9).
class TcpStreams {
 public:
  /// Over TLS when there are `peers`, who outlive it.
  TcpStreams(net::Loop& loop, Receiver& receiver, TlsPeers* peers = nullptr);
  ~TcpStreams();
  TcpStreams(const TcpStreams&) = delete;
  TcpStreams& operator=(const TcpStreams&) = delete;

  [[nodiscard]] base::Status listen(const net::Address& at);
  /// On the flow's connection while it lives, else on any to the same peer, else
  /// on a new one. unreachable() tells when none can be made.
  void send(const Flow& flow, std::string_view bytes);
  /// CRLF CRLF on the flow's connection (RFC 5626 4.4.1). When nothing comes back in
  /// kPongMax, or the connection is gone, flow_closed() tells.
  void ping(const Flow& flow);
  [[nodiscard]] std::size_t size() const { return streams_.size(); }
  /// Where it listens; only after listen().
  [[nodiscard]] const net::Address& local() const { return listener_->local(); }

 private:
  struct Stream {
    std::unique_ptr<net::Connection> connection;
    StreamFramer framer;
    SocketAddress peer;
    base::Time last_heard{};
    bool ours = false;  ///< We made it and nothing has come over it yet.
    bool shaking = false;  ///< It came, and its TLS handshake is not done.
    std::optional<base::Time> pinged = {};  ///< Since then a pong is awaited.
  };
  struct Host {
    std::size_t streams = 0;
    std::size_t shaking = 0;
  };

  void accepted(net::Descriptor socket, const net::Address& peer);
  [[nodiscard]] bool may_come(const SocketAddress& peer);
  Stream& add(std::uint64_t id, std::unique_ptr<net::Connection> connection, const SocketAddress& peer, bool ours);
  [[nodiscard]] net::Connection::Handlers handlers(std::uint64_t id);
  [[nodiscard]] base::Result<std::unique_ptr<net::Connection>> make(const SocketAddress& to, std::uint64_t id);
  void shaken(Stream& stream);
  [[nodiscard]] Stream* connect(const Flow& flow);
  void data(std::uint64_t id, std::string_view bytes);
  void closed(std::uint64_t id, const base::Error& why);
  void close(std::uint64_t id);
  void sweep();
  void look_for_pongs();

  net::Loop& loop_;
  Receiver& receiver_;
  TlsPeers* peers_;
  Transport transport_;
  std::unique_ptr<net::TcpListener> listener_;
  std::unordered_map<std::uint64_t, Stream> streams_;
  std::unordered_map<SocketAddress, std::uint64_t> by_peer_;
  std::unordered_map<std::string, Host> per_host_;
  std::unordered_set<SocketAddress> failing_;  ///< Told to be so, until something comes from there.
  std::uint64_t last_id_;
  std::size_t handshakes_ = 0;  // Begun by others in the second that began at...
  base::Time handshakes_since_{};
  net::Loop::Timer sweep_timer_, pong_timer_;
  std::unordered_set<std::uint64_t> pinged_;  ///< Streams that owe a pong.
  base::Counter& refused_ = base::counter("peal_sip_connections_refused_total", "TCP and TLS connections over a limit, or of a source that is shut out.");
};

}  // namespace peal::sip
