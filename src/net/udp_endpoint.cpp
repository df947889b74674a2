#include "net/udp_endpoint.hpp"

#include <array>
#include <cerrno>

#include "base/metrics.hpp"

namespace peal::net {

base::Result<std::unique_ptr<UdpEndpoint>> UdpEndpoint::open(Loop& loop, const Address& at, UdpSocket::Options options,
                                                             Handlers handlers) {
  auto socket = UdpSocket::bind(at, options);
  if (!socket) return base::fail(std::move(socket.error()));
  return std::unique_ptr<UdpEndpoint>(new UdpEndpoint(loop, std::move(*socket), std::move(handlers)));
}

UdpEndpoint::UdpEndpoint(Loop& loop, UdpSocket socket, Handlers handlers)
    : loop_(loop),
      socket_(std::move(socket)),
      handlers_(std::move(handlers)),
      self_(std::make_shared<UdpEndpoint*>(this)) {
  loop_.watch(socket_.fd(), kReadable, [this](IoEvents events) { serve(events); });
}

UdpEndpoint::~UdpEndpoint() {
  *self_ = nullptr;
  loop_.unwatch(socket_.fd());
}

void UdpEndpoint::serve(IoEvents events) {
  const auto self = self_;
  if ((events & kWritable) != 0) flush();
  if (*self == nullptr) return;
  if ((events & (kReadable | kFailed)) != 0) read_waiting();
}

// One batch a turn, unless more is asked for: in a flood neither timers, other
// sockets nor what the turn decided wait for more than that. What is left makes
// the descriptor ready again.
void UdpEndpoint::read_waiting() {
  const auto self = self_;
  for (bool again = true; again;) {
    const auto datagrams = socket_.receive(batch_);
    if (!datagrams.empty()) handlers_.received(datagrams);
    if (*self == nullptr || !handlers_.batch_done) return;
    again = handlers_.batch_done(datagrams.size() == kUdpBatchMax) && !datagrams.empty();
  }
}

void UdpEndpoint::send(const Address& peer, std::string bytes) {
  if (outgoing_.size() >= kUdpQueuedMax) {
    base::counter("peal_net_limit_hits_total", "Times a limit of the network room was hit", "limit=udp_queued").add();
    return;
  }
  outgoing_.push_back({peer, std::move(bytes)});
  if (blocked_) return;
  if (outgoing_.size() >= kUdpBatchMax) return flush();
  if (flush_armed_) return;
  flush_armed_ = true;
  loop_.before_wait([self = self_] {
    if (*self == nullptr) return;
    (*self)->flush_armed_ = false;
    (*self)->flush();
  });
}

void UdpEndpoint::flush() {
  std::array<Datagram, kUdpBatchMax> batch;
  const auto self = self_;
  while (!outgoing_.empty()) {
    const auto size = std::min(outgoing_.size(), kUdpBatchMax);
    for (std::size_t i = 0; i < size; ++i) batch[i] = {outgoing_[i].peer, outgoing_[i].bytes};
    const auto sent = socket_.send({batch.data(), size});
    outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(sent.count));
    if (sent.count == size) continue;
    if (sent.error_number == EAGAIN || sent.error_number == ENOBUFS) return wait_writable(true);
    if (sent.error_number == EINTR) continue;
    // This one cannot go; the others may.
    const Address peer = outgoing_.front().peer;
    outgoing_.pop_front();
    base::counter("peal_net_udp_unsendable_total", "Datagrams the kernel refused").add();
    if (handlers_.unsendable) handlers_.unsendable(peer, socket_error(sent.error_number, "send UDP to", peer));
    if (*self == nullptr) return;
  }
  wait_writable(false);
}

void UdpEndpoint::wait_writable(bool wanted) {
  if (blocked_ == wanted) return;
  blocked_ = wanted;
  loop_.rewatch(socket_.fd(), wanted ? kReadable | kWritable : kReadable);
}

}  // namespace peal::net
