#pragma once

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/address.hpp"
#include "net/descriptor.hpp"

namespace peal::net {

/// A blocking TCP client for tests, which sends whatever bytes it is told to.
/// Every wait ends after twenty seconds.
class TestPeer {
 public:
  explicit TestPeer(const Address& to, int receive_buffer_bytes = 0)
      : socket_(::socket(to.is_ipv6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{20, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    if (receive_buffer_bytes > 0) {
      ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof(receive_buffer_bytes));
    }
    sockaddr_storage name{};
    const auto length = to.to_sockaddr(name);
    connected_ = ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&name), length) == 0;
  }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int fd() const { return socket_.get(); }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto put = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (put <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }
  void half_close() { ::shutdown(socket_.get(), SHUT_WR); }

  /// Everything up to and with `mark`; what came when the peer closed or twenty
  /// seconds passed without it.
  std::string read_until(std::string_view mark) {
    auto at = waiting_.find(mark);
    while (at == std::string::npos && receive()) at = waiting_.find(mark);
    return take(at == std::string::npos ? waiting_.size() : at + mark.size());
  }
  std::string read_bytes(std::size_t count) {
    while (waiting_.size() < count && receive()) continue;
    return take(std::min(count, waiting_.size()));
  }
  std::string read_to_end() {
    while (receive()) continue;
    return take(waiting_.size());
  }
  /// One answer: its head, and as much body as Content-Length says.
  std::string read_answer() {
    auto head = read_until("\r\n\r\n");
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? head : head + read_bytes(std::stoul(head.substr(at + 16)));
  }
  /// True when the other side has closed, false when it keeps silent.
  [[nodiscard]] bool closed_by_peer() {
    while (receive()) continue;
    return ended_;
  }

 private:
  bool receive() {
    std::array<char, 65'536> room;
    const auto got = ::recv(socket_.get(), room.data(), room.size(), 0);
    if (got > 0) waiting_.append(room.data(), static_cast<std::size_t>(got));
    ended_ = got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
    return got > 0;
  }
  std::string take(std::size_t count) {
    std::string taken = waiting_.substr(0, count);
    waiting_.erase(0, count);
    return taken;
  }

  Descriptor socket_;
  std::string waiting_;
  bool connected_ = false;
  bool ended_ = false;
};

/// A WebSocket frame as a client sends it (RFC 6455 5.2), masked with zeros so
/// that tests read well; `first` is FIN, reserved bits and opcode.
inline std::string client_frame(std::uint8_t first, std::string_view payload) {
  std::string frame{static_cast<char>(first)};
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() < 65'536) {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xff);
  } else {
    frame += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>((payload.size() >> shift) & 0xff);
  }
  frame.append(4, '\0');
  return frame.append(payload);
}

struct ServerFrame {
  std::uint8_t first = 0;  ///< 0 when the connection ended instead.
  std::string payload;
};

inline ServerFrame read_server_frame(TestPeer& peer) {
  const auto head = peer.read_bytes(2);
  if (head.size() < 2) return {};
  std::size_t size = static_cast<std::uint8_t>(head[1]) & 0x7f;
  const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
  if (more > 0) {
    size = 0;
    for (const char c : peer.read_bytes(more)) size = size << 8 | static_cast<std::uint8_t>(c);
  }
  return {static_cast<std::uint8_t>(head[0]), peer.read_bytes(size)};
}

}  // namespace peal::net
