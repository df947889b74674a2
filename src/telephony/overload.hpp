#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"
#include "sip/flow.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {

/// Who asks for a new call; those above are shed first.
enum class Importance : std::uint8_t {
  kPressing,  ///< A stranger that asked for much lately.
  kStranger,  ///< A source without an account.
  kTrunk,     ///< A carrier of ours.
  kStaff,     ///< A signed-in agent, or a visitor whose token let it in.
};

/// Sheds new calls when the switch cannot keep up, so that calls in progress
/// never wait for those that could not be served anyway, and those let in are
/// served like on any other day.
/// - It begins when the least wait of new calls in a window shows a standing queue
///   and not a burst (as CoDel does, RFC 8289 3.2), or at once when their queue swells.
/// - From then on new calls are let in at a rate that is cut while most messages of
///   calls in progress wait longer than twice the usual time in a queue of several, and
///   otherwise raised until it holds nobody back (rate control at the server itself,
///   RFC 6357 4.2). A wait without a queue is not ours: another program has the processor,
///   and fewer calls would not shorten it.
/// - When more calls of one rank wait than may be let in, those that have waited long are the
///   ones refused: somebody has to be, and a fresh one can still be answered in time.
/// Pure: no clock, no socket. One thread.
class Overload {
 public:
  explicit Overload(base::Time now) : window_ends_(now + kOverloadWindow), swell_ends_(now + kOverloadSwellWindow), filled_(now) {}

  /// `waited`: the longest of the `messages` of one turn, without new calls that
  /// wait behind them. Call once a turn.
  void observe(base::Micros waited, std::size_t messages, base::Time now);
  /// May a call that waited so come in now? Takes it from the allowance.
  [[nodiscard]] bool take(Importance importance, const sip::Queueing& queueing, base::Time now);

  /// Whether anything is refused at all at present.
  [[nodiscard]] bool shedding() const { return limited_; }
  /// Calls a second that are let in; only while shedding.
  [[nodiscard]] double rate() const { return rate_; }
  /// How many new calls waited behind the last one that asked.
  [[nodiscard]] std::size_t behind() const { return behind_; }

 private:
  void end_window(base::Time now);
  void end_swell(base::Time now);
  void begin(double rate, base::Time now);
  [[nodiscard]] base::Micros hold() const;
  [[nodiscard]] bool begins() const;
  [[nodiscard]] base::Micros mean() const { return messages_ == 0 ? base::Micros{0} : waits_ / static_cast<std::int64_t>(messages_); }
  void fill(base::Time now);
  [[nodiscard]] double floor_of(Importance importance) const;
  [[nodiscard]] double most() const { return rate_ * (calm_ > 0 ? kOverloadCalmBurstSeconds : kOverloadBurstSeconds) + 1; }

  // Of this window.
  base::Time window_ends_;
  base::Micros least_ = base::Micros::max(), least_new_ = base::Micros::max();  // Waits; max: no message.
  std::size_t messages_ = 0;
  std::size_t late_ = 0;              // Of them: in a queue, for longer than hold().
  base::Micros waits_{0};             // Of all of them together.
  std::uint32_t asked_ = 0, taken_ = 0;

  // Of the short windows that look whether the queue of new calls swells.
  base::Time swell_ends_;
  std::size_t behind_ = 0, behind_before_ = 0;
  std::uint32_t swelling_ = 0;        // Windows in a row.
  std::uint32_t taken_swelling_ = 0;  // Calls, in them.

  double usual_ = std::chrono::duration<double>(kOverloadUsual).count();  // Mean wait of windows without a limit, smoothed; seconds.
  double takes_ = 0;                  // Calls a second let in, smoothed.
  std::uint32_t calm_ = 0;            // Windows in a row that needed no limit.
  bool limited_ = false;
  double rate_ = 0;
  double allowance_ = 0;              // Calls; below zero it was lent to staff.
  base::Time filled_;
};

}  // namespace peal::telephony
