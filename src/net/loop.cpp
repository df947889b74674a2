#include "net/loop.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "net/limits.hpp"

namespace peal::net {
namespace {

using base::ErrorCode;
using base::fail;

std::uint32_t to_epoll(IoEvents events) {
  return ((events & kReadable) != 0 ? EPOLLIN : 0U) | ((events & kWritable) != 0 ? EPOLLOUT : 0U);
}

IoEvents from_epoll(std::uint32_t events) {
  IoEvents told = 0;
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLRDHUP)) != 0) told |= kReadable;
  if ((events & EPOLLOUT) != 0) told |= kWritable;
  if ((events & EPOLLERR) != 0) told |= kFailed;
  return told;
}

// A descriptor may be closed and its number used again within one turn; the
// generation tells an event of the old one from the new.
std::uint64_t key_of(int fd, std::uint32_t generation) {
  return std::uint64_t{generation} << 32 | static_cast<std::uint32_t>(fd);
}

}  // namespace

base::Result<std::unique_ptr<Loop>> Loop::create(const std::string& name) {
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  const int wake = epoll < 0 ? -1 : ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (wake < 0) {
    const int why = errno;
    if (epoll >= 0) ::close(epoll);
    return fail(
        ErrorCode::kUnavailable,
        fmt::format("Cannot start an event loop: {}. Raise the limit of open files (ulimit -n).", std::strerror(why)),
        name);
  }
  return std::unique_ptr<Loop>(new Loop(name, epoll, wake));
}

Loop::Loop(const std::string& name, int epoll, int wake)
    : epoll_(epoll),
      wake_(wake),
      posted_(kLoopPostedMax),
      timers_(base::unix_millis(base::live_now())),
      now_(base::live_now()),
      turn_seconds_(
          base::histogram("peal_loop_turn_seconds", "Time one turn of an event loop kept every other event waiting",
                          {0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5}, "loop=" + name)) {
  watch(wake_, kReadable, [this](IoEvents) {
    std::uint64_t count = 0;
    // Only empties the counter; a failure means that it was empty.
    [[maybe_unused]] const auto got = ::read(wake_, &count, sizeof(count));
  });
}

Loop::~Loop() {
  ::close(wake_);
  ::close(epoll_);
}

void Loop::watch(int fd, IoEvents events, IoTask ready) {
  PEAL_ASSERT(fd >= 0);
  const auto index = static_cast<std::size_t>(fd);
  if (index >= watches_.size()) watches_.resize(index + 64);
  PEAL_ASSERT(watches_[index] == nullptr);
  watches_[index] = std::make_unique<Watch>(Watch{++generation_, std::move(ready)});
  epoll_event event{};
  event.events = to_epoll(events);
  event.data.u64 = key_of(fd, generation_);
  PEAL_ASSERT(::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0);
}

void Loop::rewatch(int fd, IoEvents events) {
  const auto index = static_cast<std::size_t>(fd);
  PEAL_ASSERT(fd >= 0 && index < watches_.size() && watches_[index] != nullptr);
  epoll_event event{};
  event.events = to_epoll(events);
  event.data.u64 = key_of(fd, watches_[index]->generation);
  PEAL_ASSERT(::epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event) == 0);
}

void Loop::unwatch(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  PEAL_ASSERT(fd >= 0 && index < watches_.size() && watches_[index] != nullptr);
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  // The callback may be the one that is running: it lives to the end of the turn.
  retired_.push_back(std::move(watches_[index]));
}

bool Loop::post(Task task) {
  bool was_empty = false;
  if (!posted_.push(std::move(task), was_empty)) {
    base::counter("peal_net_limit_hits_total", "Times a limit of the network room was hit", "limit=loop_posted").add();
    return false;
  }
  if (was_empty) wake();
  return true;
}

void Loop::post_always(Task task) {
  bool was_empty = false;
  posted_.push_always(std::move(task), was_empty);
  if (was_empty) wake();
}

Loop::Timer Loop::arm(base::Time at, Task task) { return timers_.arm(base::unix_millis(at), std::move(task)); }

void Loop::wake() {
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the loop is awake already.
  [[maybe_unused]] const auto put = ::write(wake_, &one, sizeof(one));
}

void Loop::stop() {
  stopping_.store(true, std::memory_order_release);
  wake();
}

// What was posted while everything was being opened comes before what already
// waits at the sockets: a call must not meet a switch that does not know yet
// what it was told.
void Loop::run() noexcept {
  now_ = base::live_now();
  if (serve_posted()) finish_turn(true);
  while (!stopping_.load(std::memory_order_acquire)) turn(base::Seconds{60});
  if (serve_posted()) finish_turn(true);
  stopping_.store(false, std::memory_order_release);
}

int Loop::wait_ms(base::Millis at_most) const {
  if (!last_.empty() || posted_.size() > 0) return 0;
  auto wait = at_most.count();
  if (const auto due = timers_.next_due()) {
    wait = std::min<std::int64_t>(wait, *due - base::unix_millis(base::live_now()));
  }
  return static_cast<int>(std::max<std::int64_t>(wait, 0));
}

bool Loop::turn(base::Millis at_most) noexcept {
  std::array<epoll_event, kLoopEventsMax> events;
  const int count = ::epoll_wait(epoll_, events.data(), kLoopEventsMax, wait_ms(at_most));
  const auto began = std::chrono::steady_clock::now();
  now_ = base::live_now();
  bool busy = count > 0;
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    serve_event(event.data.u64, event.events);
  }
  busy = serve_timers() || busy;
  busy = serve_posted() || busy;
  finish_turn(busy);
  if (busy) turn_seconds_.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  return busy;
}

void Loop::serve_event(std::uint64_t key, std::uint32_t events) {
  const auto index = static_cast<std::size_t>(key & UINT32_MAX);
  const auto generation = static_cast<std::uint32_t>(key >> 32);
  Watch* watch = index < watches_.size() ? watches_[index].get() : nullptr;
  if (watch != nullptr && watch->generation == generation) watch->ready(from_epoll(events));
}

bool Loop::serve_timers() {
  bool fired = false;
  timers_.advance(base::unix_millis(now_), [&fired](Task task) {
    fired = true;
    task();
  });
  return fired;
}

// Tasks that a task posts wait for the next turn, so sockets are not starved.
bool Loop::serve_posted() {
  auto tasks = posted_.take_all();
  for (auto& task : tasks) task();
  return !tasks.empty();
}

void Loop::finish_turn(bool busy) {
  if (busy) {
    for (std::size_t i = 0; i < hooks_.size(); ++i) hooks_[i]();
  }
  std::vector<Task> last;
  last.swap(last_);
  for (auto& task : last) task();
  retired_.clear();
}

}  // namespace peal::net
