#include "net/tcp_listener.hpp"

#include <cerrno>

#include <sys/socket.h>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "net/limits.hpp"
#include "net/listening_socket.hpp"

namespace peal::net {

base::Result<std::unique_ptr<TcpListener>> TcpListener::listen(Loop& loop, const Address& at, Accepted accepted) {
  auto listening = open_listening_socket(at);
  if (!listening) return base::fail(std::move(listening.error()));
  return std::unique_ptr<TcpListener>(
      new TcpListener(loop, std::move(listening->socket), listening->local, std::move(accepted)));
}

TcpListener::TcpListener(Loop& loop, Descriptor socket, const Address& local, Accepted accepted)
    : loop_(loop),
      socket_(std::move(socket)),
      local_(local),
      accepted_(std::make_shared<Accepted>(std::move(accepted))) {
  loop_.watch(socket_.get(), kReadable, [this](IoEvents) { accept_waiting(); });
}

TcpListener::~TcpListener() {
  loop_.cancel(resting_);
  loop_.unwatch(socket_.get());
}

void TcpListener::accept_waiting() {
  // The handler may destroy this listener: then only the copy is left.
  const auto accepted = accepted_;
  const std::weak_ptr<Accepted> alive = accepted_;
  for (std::size_t i = 0; i < kTcpTurnAcceptsMax; ++i) {
    sockaddr_storage name{};
    socklen_t length = sizeof(name);
    Descriptor socket{
        ::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&name), &length, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (!socket.open()) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) rest();
      return;
    }
    (*accepted)(std::move(socket), Address::from_sockaddr(reinterpret_cast<sockaddr&>(name)));
    if (alive.use_count() == 1) return;
  }
}

// The waiting connection keeps the socket ready, so without a rest the loop
// would spin until somebody closes a descriptor.
void TcpListener::rest() {
  base::counter("peal_net_limit_hits_total", "Times a limit of the network room was hit", "limit=descriptors").add();
  base::log(base::LogLevel::kError, "net", "accept_resting",
            {{"address", local_.text()}, {"error", socket_error(errno, "accept on", local_).message}});
  loop_.rewatch(socket_.get(), 0);
  loop_.cancel(resting_);
  resting_ = loop_.arm_after(Seconds{1}, [this] { loop_.rewatch(socket_.get(), kReadable); });
}

}  // namespace peal::net
