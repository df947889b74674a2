#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "net/address.hpp"
#include "net/descriptor.hpp"
#include "net/limits.hpp"

namespace peal::net {

/// Bytes borrowed from whoever holds them, and who sent them or is to get them.
struct Datagram {
  Address peer;
  std::string_view bytes;
  /// Of one received: how long it lay in the kernel's buffer; zero when the
  /// socket was not asked to tell, or the wall clock was set meanwhile.
  base::Micros waited{0};
};

/// Room for one batch of received datagrams; keep one for a socket or a thread
/// and use it again. Pages are touched only as far as datagrams fill them.
class UdpBatch {
 public:
  UdpBatch();
  ~UdpBatch();
  UdpBatch(UdpBatch&&) noexcept;
  UdpBatch& operator=(UdpBatch&&) noexcept;

 private:
  friend class UdpSocket;
  struct Room;
  std::unique_ptr<Room> room_;
};

/// A bound, non-blocking UDP socket without a loop; any one thread at a time.
class UdpSocket {
 public:
  struct Options {
    int buffer_bytes = kUdpBufferBytes;  ///< Asked for each direction; the kernel may give less.
    int dscp = 0;                        ///< RFC 4594: 46 for voice, 24 for call signalling.
    bool tells_waits = false;            ///< See Datagram::waited.
    bool tells_drops = false;            ///< See dropped().
  };

  /// Port 0 lets the kernel choose. [::] takes IPv4 too, other IPv6 addresses do not.
  /// Errors: kAddressInUse, kPermission, kBadInput (not an address of this machine).
  [[nodiscard]] static base::Result<UdpSocket> bind(const Address& at, Options options);
  [[nodiscard]] static base::Result<UdpSocket> bind(const Address& at) { return bind(at, Options{}); }

  /// Up to kUdpBatchMax datagrams that wait; empty when none does. The bytes
  /// stay valid until `batch` is used again. One that does not fit is left out.
  [[nodiscard]] std::span<const Datagram> receive(UdpBatch& batch);
  /// One waiting datagram into `room`; nothing when none waits or it does not
  /// fit (then it is gone).
  [[nodiscard]] std::optional<Datagram> receive_one(std::span<char> room);

  struct Sent {
    std::size_t count = 0;  ///< The first `count` datagrams are with the kernel.
    int error_number = 0;   ///< Why the next one is not; EAGAIN when the kernel's buffer is full.
  };
  /// Hands over as many as the kernel takes, in batches.
  [[nodiscard]] Sent send(std::span<const Datagram> datagrams);
  /// True when the kernel took it.
  bool send_one(const Datagram& datagram);

  /// Datagrams that the kernel dropped here since the start, because they came faster than receive() took them; told by
  /// the next one that it took. Zero when the socket was not asked to tell.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

  [[nodiscard]] const Address& local() const { return local_; }
  [[nodiscard]] int fd() const { return socket_.get(); }

 private:
  UdpSocket(Descriptor socket, const Address& local) : socket_(std::move(socket)), local_(local), both_(local.is_ipv6() && local.is_any()) {}
  [[nodiscard]] std::uint32_t name_of(const Address& peer, sockaddr_storage& to) const {
    return both_ ? peer.to_sockaddr_both(to) : peer.to_sockaddr(to);
  }

  Descriptor socket_;
  Address local_;
  bool both_;  // Takes both families.
  std::uint64_t dropped_ = 0;
};

}  // namespace peal::net
