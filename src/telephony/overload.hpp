#pragma once

#include <chrono>
#include <cstdint>

#include "base/time.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {

/// Who asks for a new call; those above are shed first.
enum class Importance : std::uint8_t {
  kStranger,  ///< A source without an account.
  kTrunk,     ///< A carrier of ours.
  kStaff,     ///< A signed-in agent, or a visitor whose token let it in.
};

/// Sheds new calls when the switch cannot keep up, so that calls in progress
/// never wait for those that could not be served anyway. It watches how long
/// messages, over any transport, lay in the kernel before the loop took them. Their least wait in a
/// window tells a standing queue from a burst (as CoDel does, RFC 8289 3.2).
/// From then on new calls are let in at a rate that is cut while the mean wait is
/// above twice the usual one (at least 1, at most 3 ms), and otherwise raised until it holds nobody back
/// (rate control at the server itself, RFC 6357 4.2).
/// Pure: no clock, no socket. One thread.
class Overload {
 public:
  explicit Overload(base::Time now) : window_ends_(now + kOverloadWindow), filled_(now) {}

  /// `waited`: the longest of the `messages` of one turn. Call once a turn.
  void observe(base::Micros waited, std::size_t messages, base::Time now);
  /// May a call come in now? Takes it from the allowance.
  [[nodiscard]] bool take(Importance importance, base::Time now);

  /// Whether anything is refused at all at present.
  [[nodiscard]] bool shedding() const { return limited_; }
  /// Calls a second that are let in; only while shedding.
  [[nodiscard]] double rate() const { return rate_; }

 private:
  void end_window(base::Time now);
  [[nodiscard]] bool standing() const;
  [[nodiscard]] base::Micros mean() const { return turns_ == 0 ? base::Micros{0} : waits_ / turns_; }
  void fill(base::Time now);
  [[nodiscard]] double most() const { return rate_ * kOverloadBurstSeconds + 1; }

  base::Time window_ends_;
  base::Micros least_ = base::Micros::max();  // Of this window; max: no message.
  std::size_t messages_ = 0;                  // In this window.
  base::Micros waits_{0};                     // Of the turns of this window together.
  std::int64_t turns_ = 0;
  double usual_ = std::chrono::duration<double>(kOverloadUsual).count();  // Mean wait of windows without a limit, smoothed; seconds.
  std::uint32_t asked_ = 0, taken_ = 0;       // In this window.
  double takes_ = 0;                          // Calls a second let in, smoothed.
  std::uint32_t calm_ = 0;                    // Windows in a row that needed no limit.
  bool limited_ = false;
  double rate_ = 0;
  double allowance_ = 0;  // Calls; below zero it was lent to staff.
  base::Time filled_;
};

}  // namespace peal::telephony
