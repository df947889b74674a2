#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "base/assert.hpp"

namespace peal::media::testing {

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

/// A block of RTP ports that belongs to this process while it lives. The kernel
/// keeps the claims: an abstract socket's name is taken once in a network
/// namespace, as a port is, and is free again however the process ends.
class PortBlock {
 public:
  static constexpr std::uint16_t kPorts = 200;

  PortBlock() {
    // Above Linux's ephemeral ports (ip(7)), and away from the ranges that servers are started with.
    for (first_ = kFirst; first_ < kEnd; first_ = static_cast<std::uint16_t>(first_ + kPorts)) {
      if (free() && claim()) return;
    }
    PEAL_ASSERT(first_ < kEnd);  // Twenty test programs with media at once.
  }
  ~PortBlock() { ::close(socket_); }
  PortBlock(const PortBlock&) = delete;
  PortBlock& operator=(const PortBlock&) = delete;

  /// The next `count` ports, in turn: what the test before has closed is used again late.
  [[nodiscard]] PortRange take(std::uint16_t count) {
    PEAL_ASSERT(count > 0 && kPorts % count == 0);
    const unsigned turn = turn_.fetch_add(1) % (kPorts / count);
    const auto first = static_cast<std::uint16_t>(first_ + turn * count);
    return {first, static_cast<std::uint16_t>(first + count - 1)};
  }

 private:
  static constexpr std::uint16_t kFirst = 61'000;
  static constexpr std::uint16_t kEnd = 65'400;

  /// Whether some other server has the block; a single port in use does no harm.
  [[nodiscard]] bool free() const {
    const int probe = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(first_);
    const bool bound = probe >= 0 && ::bind(probe, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    ::close(probe);
    return bound;
  }
  bool claim() {
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    // A leading zero byte makes the name abstract (unix(7)).
    const int length = std::snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "peal-test-ports-%u", unsigned{first_});
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + static_cast<std::size_t>(length));
    if (socket_ >= 0 && ::bind(socket_, reinterpret_cast<const sockaddr*>(&name), size) == 0) return true;
    ::close(socket_);
    return false;
  }

  std::uint16_t first_ = 0;
  int socket_ = -1;
  std::atomic<unsigned> turn_{0};
};

/// `count` RTP ports that no other test program uses; `count` divides the block's 200.
inline PortRange take_ports(std::uint16_t count) {
  static PortBlock block;
  return block.take(count);
}

}  // namespace peal::media::testing
