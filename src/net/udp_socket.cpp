#include "net/udp_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/socket.h>

#include "base/assert.hpp"
#include "net/kernel_wait.hpp"

namespace peal::net {
namespace {

constexpr std::size_t kSlotBytes = kUdpPayloadMax + 1;  // One more shows a truncation.

// Buffer sizes and marks are wishes: the kernel caps them, and a socket with
// less still works.
void wish(int fd, int level, int name, int value) { ::setsockopt(fd, level, name, &value, sizeof(value)); }

}  // namespace

struct UdpBatch::Room {
  std::unique_ptr<char[]> bytes = std::make_unique_for_overwrite<char[]>(kUdpBatchMax * kSlotBytes);
  std::array<sockaddr_storage, kUdpBatchMax> from;
  std::array<iovec, kUdpBatchMax> parts;
  std::array<mmsghdr, kUdpBatchMax> messages;
  std::array<Datagram, kUdpBatchMax> datagrams;
  struct alignas(cmsghdr) Note {
    std::array<char, kArrivalNoteBytes> bytes;
  };
  std::array<Note, kUdpBatchMax> notes;
};

UdpBatch::UdpBatch() : room_(std::make_unique<Room>()) {
  for (std::size_t i = 0; i < kUdpBatchMax; ++i) {
    room_->parts[i] = {room_->bytes.get() + i * kSlotBytes, kSlotBytes};
    room_->messages[i] = {};
    room_->messages[i].msg_hdr.msg_name = &room_->from[i];
    room_->messages[i].msg_hdr.msg_iov = &room_->parts[i];
    room_->messages[i].msg_hdr.msg_iovlen = 1;
  }
}
UdpBatch::~UdpBatch() = default;
UdpBatch::UdpBatch(UdpBatch&&) noexcept = default;
UdpBatch& UdpBatch::operator=(UdpBatch&&) noexcept = default;

base::Result<UdpSocket> UdpSocket::bind(const Address& at, Options options) {
  PEAL_ASSERT(at.valid());
  const int family = at.is_ipv6() ? AF_INET6 : AF_INET;
  Descriptor socket{::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!socket.open()) return base::fail(socket_error(errno, "open a UDP socket on", at));
  if (at.is_ipv6()) wish(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, at.is_any() ? 0 : 1);
  wish(socket.get(), SOL_SOCKET, SO_RCVBUF, options.buffer_bytes);
  wish(socket.get(), SOL_SOCKET, SO_SNDBUF, options.buffer_bytes);
  if (options.tells_waits) note_arrivals(socket.get());
  if (options.tells_drops) note_drops(socket.get());
  if (options.dscp != 0 && at.is_ipv6()) wish(socket.get(), IPPROTO_IPV6, IPV6_TCLASS, options.dscp << 2);
  if (options.dscp != 0 && (!at.is_ipv6() || at.is_any())) wish(socket.get(), IPPROTO_IP, IP_TOS, options.dscp << 2);

  sockaddr_storage name{};
  socklen_t length = at.to_sockaddr(name);
  if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&name), length) != 0) {
    return base::fail(socket_error(errno, "listen on UDP", at));
  }
  length = sizeof(name);
  PEAL_ASSERT(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &length) == 0);
  return UdpSocket(std::move(socket), Address::from_sockaddr(reinterpret_cast<sockaddr&>(name)));
}

std::span<const Datagram> UdpSocket::receive(UdpBatch& batch) {
  auto& room = *batch.room_;
  for (std::size_t i = 0; i < kUdpBatchMax; ++i) {
    auto& message = room.messages[i].msg_hdr;
    message.msg_namelen = sizeof(sockaddr_storage);
    message.msg_control = room.notes[i].bytes.data();
    message.msg_controllen = room.notes[i].bytes.size();
  }
  const int count = ::recvmmsg(socket_.get(), room.messages.data(), kUdpBatchMax, MSG_DONTWAIT, nullptr);
  std::size_t whole = 0;
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    auto& message = room.messages[at];
    if (const auto drops = kernel_drops(message.msg_hdr)) dropped_ += *drops - static_cast<std::uint32_t>(dropped_);
    if ((message.msg_hdr.msg_flags & MSG_TRUNC) != 0) continue;
    room.datagrams[whole++] = {Address::from_sockaddr(reinterpret_cast<const sockaddr&>(room.from[at])),
                               {static_cast<const char*>(room.parts[at].iov_base), message.msg_len},
                               kernel_wait(message.msg_hdr)};
  }
  return {room.datagrams.data(), whole};
}

std::optional<Datagram> UdpSocket::receive_one(std::span<char> room) {
  sockaddr_storage from{};
  socklen_t length = sizeof(from);
  const auto got = ::recvfrom(socket_.get(), room.data(), room.size(), MSG_DONTWAIT | MSG_TRUNC,
                              reinterpret_cast<sockaddr*>(&from), &length);
  if (got < 0 || static_cast<std::size_t>(got) > room.size()) return std::nullopt;
  return Datagram{Address::from_sockaddr(reinterpret_cast<sockaddr&>(from)),
                  {room.data(), static_cast<std::size_t>(got)}};
}

UdpSocket::Sent UdpSocket::send(std::span<const Datagram> datagrams) {
  std::array<sockaddr_storage, kUdpBatchMax> to;
  std::array<iovec, kUdpBatchMax> parts;
  std::array<mmsghdr, kUdpBatchMax> messages;
  Sent sent;
  while (sent.count < datagrams.size()) {
    const auto batch = datagrams.subspan(sent.count, std::min(kUdpBatchMax, datagrams.size() - sent.count));
    for (std::size_t i = 0; i < batch.size(); ++i) {
      messages[i] = {};
      messages[i].msg_hdr.msg_namelen = name_of(batch[i].peer, to[i]);
      messages[i].msg_hdr.msg_name = &to[i];
      parts[i] = {const_cast<char*>(batch[i].bytes.data()), batch[i].bytes.size()};
      messages[i].msg_hdr.msg_iov = &parts[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int count = ::sendmmsg(socket_.get(), messages.data(), static_cast<unsigned>(batch.size()), MSG_DONTWAIT);
    if (count <= 0) {
      sent.error_number = count < 0 ? errno : EAGAIN;
      return sent;
    }
    sent.count += static_cast<std::size_t>(count);
  }
  return sent;
}

bool UdpSocket::send_one(const Datagram& datagram) {
  sockaddr_storage to{};
  const socklen_t length = name_of(datagram.peer, to);
  return ::sendto(socket_.get(), datagram.bytes.data(), datagram.bytes.size(), MSG_DONTWAIT,
                  reinterpret_cast<sockaddr*>(&to), length) == static_cast<ssize_t>(datagram.bytes.size());
}

}  // namespace peal::net
