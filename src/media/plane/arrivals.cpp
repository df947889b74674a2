#include "media/plane/arrivals.hpp"

#include <unistd.h>

#include "base/assert.hpp"
#include "media/plane/stream.hpp"

namespace peal::media::plane {

Arrivals::Arrivals() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) { PEAL_ASSERT(epoll_ >= 0); }
Arrivals::~Arrivals() { ::close(epoll_); }

void Arrivals::add(Stream& stream) {
  epoll_event event{};
  event.events = EPOLLIN;  // By level: what a beat leaves unread is told again on the next.
  event.data.ptr = &stream;
  PEAL_ASSERT(::epoll_ctl(epoll_, EPOLL_CTL_ADD, stream.socket().descriptor, &event) == 0);
  ++watched_;
}

void Arrivals::remove(const Stream& stream) {
  PEAL_ASSERT(::epoll_ctl(epoll_, EPOLL_CTL_DEL, stream.socket().descriptor, nullptr) == 0);
  --watched_;
}

std::span<Stream* const> Arrivals::take() {
  ready_.clear();
  if (watched_ == 0) return ready_;
  // Room for all: the kernel would tell the rest only in turn, a beat later.
  events_.resize(watched_);
  const int count = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), 0);
  for (int i = 0; i < count; ++i) ready_.push_back(static_cast<Stream*>(events_[static_cast<std::size_t>(i)].data.ptr));
  return ready_;
}

}  // namespace peal::media::plane
