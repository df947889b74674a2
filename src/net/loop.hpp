#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/timer_wheel.hpp"

namespace peal::net {

/// What a descriptor may be watched for, or what it is ready for; combine with |.
using IoEvents = std::uint32_t;
inline constexpr IoEvents kReadable = 1;  ///< Also set when the peer hung up: the read will tell.
inline constexpr IoEvents kWritable = 2;
inline constexpr IoEvents kFailed = 4;  ///< An error waits on the socket (never asked for, always told).

/// One thread's event loop on epoll: sockets, timers and tasks of other
/// threads. Everything but `post`, `post_always` and `stop` belongs to the
/// thread that calls `run`. Callbacks never throw: an exception ends the
/// program, since nothing could be known about the state it leaves.
class Loop {
 public:
  using Task = std::function<void()>;
  using IoTask = std::function<void(IoEvents)>;
  /// Safe to keep after it fired.
  using Timer = base::TimerWheel<Task>::Handle;

  /// `name` labels the loop's metrics. Fails when descriptors have run out.
  [[nodiscard]] static base::Result<std::unique_ptr<Loop>> create(const std::string& name);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Watches `fd`, which stays the caller's; level triggered. One watch for a descriptor.
  void watch(int fd, IoEvents events, IoTask ready);
  /// Changes what a watched descriptor waits for.
  void rewatch(int fd, IoEvents events);
  /// Call before closing `fd`. Afterwards its callback is not called, not even
  /// for an event of the turn that is under way. Allowed inside the callback.
  void unwatch(int fd);

  /// Runs `task` on the loop's thread, in the order of posting. False when
  /// kLoopPostedMax tasks wait: the caller sheds the work. Any thread.
  [[nodiscard]] bool post(Task task);
  /// As `post`, for what must not be lost: ends of calls, control. Any thread.
  void post_always(Task task);

  /// Calls `task` at `at` or up to a millisecond later; at once when `at` has passed.
  Timer arm(base::Time at, Task task);
  Timer arm_after(base::Millis delay, Task task) { return arm(base::live_now() + delay, std::move(task)); }
  /// Does nothing when the timer has fired or was cancelled; clears the handle.
  void cancel(Timer& timer) { timers_.cancel(timer); }

  /// Called after each turn that did something, in the order of adding, for as
  /// long as the loop lives: the journal is flushed and commands are let go here.
  void after_batch(Task hook) { hooks_.push_back(std::move(hook)); }
  /// Runs `task` once, after the hooks of this turn and before the loop waits
  /// again: sockets send here what the hooks let go, many datagrams at a time.
  void before_wait(Task task) { last_.push_back(std::move(task)); }

  /// Runs until `stop`; tasks posted before it still run. Those posted before
  /// `run` come before anything that a socket or a timer brings.
  void run() noexcept;
  /// One turn, waiting at most `at_most` for something to do; false when
  /// nothing happened. For tests and for programs that own another loop.
  bool turn(base::Millis at_most) noexcept;
  /// Any thread, or a signal handler's thread by way of `post`.
  void stop();

  /// The clock as read when this turn began.
  [[nodiscard]] base::Time now() const { return now_; }

 private:
  struct Watch {
    std::uint32_t generation = 0;
    IoTask ready;
  };

  Loop(const std::string& name, int epoll, int wake);
  int wait_ms(base::Millis at_most) const;
  void serve_event(std::uint64_t key, std::uint32_t events);
  bool serve_posted();
  bool serve_timers();
  void finish_turn(bool busy);
  void wake();

  int epoll_;
  int wake_;
  std::uint32_t generation_ = 0;
  std::vector<std::unique_ptr<Watch>> watches_;  // By descriptor.
  std::vector<std::unique_ptr<Watch>> retired_;  // Unwatched in this turn; freed at its end.
  base::BoundedQueue<Task> posted_;
  base::TimerWheel<Task> timers_;
  std::vector<Task> hooks_;
  std::vector<Task> last_;
  std::atomic<bool> stopping_{false};
  base::Time now_;
  base::Histogram& turn_seconds_;
};

}  // namespace peal::net
