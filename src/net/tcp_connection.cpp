#include "net/tcp_connection.hpp"

#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/metrics.hpp"
#include "net/kernel_wait.hpp"

namespace peal::net {
namespace {

constexpr int kReadsPerTurn = 4;

Address local_of(int fd) {
  sockaddr_storage name{};
  socklen_t length = sizeof(name);
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &length) != 0) return {};
  return Address::from_sockaddr(reinterpret_cast<sockaddr&>(name));
}

// Signalling is small messages that must leave at once, and a peer that
// vanished must be noticed in the end.
void set_options(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
}

}  // namespace

std::unique_ptr<TcpConnection> TcpConnection::adopt(Loop& loop, Descriptor socket, const Address& peer,
                                                    Handlers handlers) {
  return std::unique_ptr<TcpConnection>(new TcpConnection(loop, std::move(socket), peer, std::move(handlers), true));
}

base::Result<std::unique_ptr<TcpConnection>> TcpConnection::connect(Loop& loop, const Address& peer, Handlers handlers,
                                                                    const Address& local, base::Millis at_most) {
  PEAL_ASSERT(peer.valid());
  Descriptor socket{::socket(peer.is_ipv6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!socket.open()) return base::fail(socket_error(errno, "open a TCP socket to", peer));
  sockaddr_storage name{};
  if (local.valid()) {
    const socklen_t length = local.to_sockaddr(name);
    if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&name), length) != 0) {
      return base::fail(socket_error(errno, "connect from", local));
    }
  }
  const socklen_t length = peer.to_sockaddr(name);
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&name), length) != 0 && errno != EINPROGRESS) {
    return base::fail(socket_error(errno, "connect to", peer));
  }
  // Also a connect that succeeded at once is told through EPOLLOUT, so that
  // `connected` never comes before this function has returned.
  std::unique_ptr<TcpConnection> made(new TcpConnection(loop, std::move(socket), peer, std::move(handlers), false));
  made->timer_ =
      loop.arm_after(at_most, [raw = made.get()] { raw->end(socket_error(ETIMEDOUT, "connect to", raw->peer_)); });
  return made;
}

TcpConnection::TcpConnection(Loop& loop, Descriptor socket, const Address& peer, Handlers handlers, bool connected)
    : loop_(loop),
      socket_(std::move(socket)),
      peer_(peer),
      local_(local_of(socket_.get())),
      handlers_(std::make_shared<Handlers>(std::move(handlers))),
      self_(std::make_shared<TcpConnection*>(this)),
      connected_(connected) {
  set_options(socket_.get());
  if (handlers_->waited) note_arrivals(socket_.get());
  loop_.watch(socket_.get(), connected ? kReadable : kWritable, [this](IoEvents events) { serve(events); });
}

TcpConnection::~TcpConnection() {
  *self_ = nullptr;
  loop_.cancel(timer_);
  if (!ended_) loop_.unwatch(socket_.get());
}

void TcpConnection::serve(IoEvents events) {
  const auto self = self_;
  if (!connected_) {
    finish_connect();
    return;
  }
  if ((events & (kReadable | kFailed)) != 0 && !read_waiting()) return;
  if (*self != nullptr && (events & kWritable) != 0 && write_waiting()) update_watch();
}

void TcpConnection::finish_connect() {
  int error = 0;
  socklen_t length = sizeof(error);
  if (::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
  if (error != 0) return end(socket_error(error, "connect to", peer_));
  connected_ = true;
  local_ = local_of(socket_.get());
  loop_.cancel(timer_);
  const auto self = self_;
  const auto handlers = handlers_;
  if (handlers->connected) handlers->connected();
  if (*self != nullptr && !ended_ && write_waiting()) update_watch();
}

// False when this connection has ended or is destroyed.
bool TcpConnection::read_waiting() {
  static thread_local std::array<char, kTcpReadBytes> room;
  const auto self = self_;
  const auto handlers = handlers_;
  for (int i = 0; i < kReadsPerTurn; ++i) {
    iovec part{room.data(), room.size()};
    alignas(cmsghdr) std::array<char, kArrivalNoteBytes> note;
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (handlers->waited) {
      message.msg_control = note.data();
      message.msg_controllen = note.size();
    }
    const auto got = ::recvmsg(socket_.get(), &message, 0);
    if (got == 0) {
      end({});
      return false;
    }
    if (got < 0) {
      if (errno == EAGAIN || errno == EINTR) return true;
      end(socket_error(errno, "read from", peer_));
      return false;
    }
    if (handlers->waited) handlers->waited(kernel_wait(message));
    handlers->data({room.data(), static_cast<std::size_t>(got)});
    if (*self == nullptr || ended_) return false;
    if (static_cast<std::size_t>(got) < room.size()) return true;
  }
  return true;
}

bool TcpConnection::send(std::string_view bytes) {
  if (ended_ || closing_) return false;
  if (unsent() + bytes.size() > unsent_max_) {
    base::counter("peal_net_limit_hits_total", "Times a limit of the network room was hit", "limit=tcp_unsent").add();
    end_soon({base::ErrorCode::kOverloaded,
              fmt::format("{} left {} bytes unread and was closed.", peer_.text(), unsent()), peer_.text()});
    return false;
  }
  const bool idle = unsent() == 0;
  unsent_.append(bytes);
  if (!idle || !connected_) return true;
  if (write_waiting()) update_watch();
  return true;
}

// False when this connection has ended or is destroyed. A write error is told
// in the next turn: the caller of `send` must not lose the object under it.
bool TcpConnection::write_waiting() {
  while (unsent() > 0) {
    const auto put = ::send(socket_.get(), unsent_.data() + sent_, unsent(), MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && errno == EAGAIN) break;
    if (put < 0) {
      end_soon(socket_error(errno, "send to", peer_));
      return false;
    }
    sent_ += static_cast<std::size_t>(put);
  }
  if (unsent() == 0) {
    unsent_.clear();
    sent_ = 0;
    if (closing_) {
      end_soon({});
      return false;
    }
  } else if (sent_ > kTcpReadBytes && sent_ > unsent_.size() / 2) {
    // Only when the smaller half moves, so that a long queue is not moved over and over.
    unsent_.erase(0, sent_);
    sent_ = 0;
  }
  return true;
}

void TcpConnection::update_watch() {
  if (!ended_) loop_.rewatch(socket_.get(), unsent() > 0 ? kReadable | kWritable : kReadable);
}

void TcpConnection::close_when_sent() {
  if (ended_ || closing_) return;
  closing_ = true;
  if (connected_ && write_waiting()) update_watch();
}

void TcpConnection::end_soon(base::Error why) {
  closing_ = true;
  loop_.rewatch(socket_.get(), 0);
  loop_.post_always([self = self_, reason = std::move(why)]() mutable {
    if (*self != nullptr && !(*self)->ended_) (*self)->end(std::move(reason));
  });
}

void TcpConnection::end(base::Error why) {
  if (ended_) return;
  ended_ = true;
  loop_.cancel(timer_);
  loop_.unwatch(socket_.get());
  socket_.reset();
  const auto handlers = handlers_;
  if (handlers->closed) handlers->closed(why);
}

}  // namespace peal::net
