#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "net/loop.hpp"
#include "net/udp_socket.hpp"

namespace peal::net {

/// A UDP socket on a loop: batches in, a queue out that is handed to the kernel
/// once a turn (or at kUdpBatchMax datagrams).
class UdpEndpoint {
 public:
  struct Handlers {
    /// Bytes are valid only during the call.
    std::function<void(std::span<const Datagram>)> received;
    /// After each batch. `more`: others wait in the kernel. True reads another one
    /// in this turn, false leaves it to the next; empty: false.
    std::function<bool(bool more)> batch_done;
    /// The kernel refused a datagram for good (no route, a firewall); may be
    /// empty. RFC 3261 18.4 wants the transaction told.
    std::function<void(const Address& peer, const base::Error& why)> unsendable;
  };

  [[nodiscard]] static base::Result<std::unique_ptr<UdpEndpoint>> open(Loop& loop, const Address& at,
                                                                       UdpSocket::Options options, Handlers handlers);
  ~UdpEndpoint();
  UdpEndpoint(const UdpEndpoint&) = delete;
  UdpEndpoint& operator=(const UdpEndpoint&) = delete;

  /// Queues a copy. Beyond kUdpQueuedMax it is dropped and counted, as the
  /// network would do.
  void send(const Address& peer, std::string bytes);
  /// Hands the queue to the kernel now.
  void flush();
  [[nodiscard]] const Address& local() const { return socket_.local(); }
  /// See UdpSocket::dropped().
  [[nodiscard]] std::uint64_t dropped() const { return socket_.dropped(); }

 private:
  struct Outgoing {
    Address peer;
    std::string bytes;
  };
  UdpEndpoint(Loop& loop, UdpSocket socket, Handlers handlers);
  void serve(IoEvents events);
  void read_waiting();
  void wait_writable(bool wanted);

  Loop& loop_;
  UdpSocket socket_;
  Handlers handlers_;
  UdpBatch batch_;
  std::deque<Outgoing> outgoing_;
  bool blocked_ = false;  // The kernel's buffer is full: EPOLLOUT will tell.
  bool flush_armed_ = false;
  std::shared_ptr<UdpEndpoint*> self_;  // Null once destroyed, for the flush that is due.
};

}  // namespace peal::net
