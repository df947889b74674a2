#include "telephony/overload.hpp"

#include <algorithm>
#include <chrono>

namespace peal::telephony {
namespace {

using Span = std::chrono::duration<double>;

double seconds(base::Time from, base::Time to) { return Span(to - from).count(); }
constexpr double kWindowSeconds = Span(kOverloadWindow).count();

}  // namespace

base::Micros Overload::hold() const {
  const auto twice = std::chrono::duration_cast<base::Micros>(Span(2 * usual_));
  return std::clamp(twice, base::Micros{kOverloadHoldsLeast}, base::Micros{kOverloadHoldsMost});
}

void Overload::observe(base::Micros waited, std::size_t messages, base::Time now) {
  if (now >= window_ends_) end_window(now);
  if (now >= swell_ends_) end_swell(now);
  if (messages == 0) return;
  messages_ += messages;
  waits_ += std::min(waited, base::Micros{kOverloadBegins}) * static_cast<std::int64_t>(messages);  // One stall of the machine is one turn among many.
  if (waited > hold() && messages >= kOverloadTurn) late_ += messages;
  least_ = std::min(least_, waited);
}

// A burst may come at any time and is let through.
bool Overload::begins() const {
  return messages_ + asked_ >= kOverloadMessages && (asked_ > 0 ? least_new_ : least_) > kOverloadBegins;
}

void Overload::begin(double rate, base::Time now) {
  rate_ = std::max(rate, kOverloadLeastRate);
  limited_ = true;
  allowance_ = 0;
  calm_ = 0;
  filled_ = now;
}

void Overload::end_window(base::Time now) {
  // A loop that was away for several windows has measured one long one.
  const double length = kWindowSeconds + seconds(window_ends_, now);
  const double taken = taken_ / length;
  takes_ += (taken - takes_) * kOverloadSmoothing;
  if (!limited_) {
    if (begins()) begin(std::max(taken, takes_) * kOverloadLeastCut, now);
    else if (messages_ >= kOverloadMessages) usual_ += (Span(mean()).count() - usual_) * kOverloadUsualSmoothing;
  } else if (messages_ >= kOverloadMessages && 2 * late_ > messages_) {
    // More than half of all, and not their mean: one stall of the machine lifts a mean.
    const double cut = Span(hold()) / Span(mean());
    rate_ = std::max(rate_ * std::clamp(cut, kOverloadDeepestCut, kOverloadLeastCut), kOverloadLeastRate);
    calm_ = 0;
  } else {
    // Never far above what comes in by it: that much was not tried.
    if (rate_ < taken * kOverloadUntried + 1) rate_ = rate_ * (kOverloadEase * late_ < messages_ ? kOverloadRaiseFast : kOverloadRaise) + 1;
    // Nobody was held back in this window: were it so for a while, no limit is needed.
    calm_ = asked_ <= taken_ ? calm_ + 1 : 0;
    limited_ = calm_ < kOverloadCalmWindows;
  }
  least_ = least_new_ = base::Micros::max();
  messages_ = 0;
  waits_ = base::Micros{0};
  late_ = 0;
  asked_ = taken_ = 0;
  window_ends_ = now + kOverloadWindow;
}

// A queue left behind by a stall of the machine shrinks once we are back; one
// that goes on growing while it is served is a storm.
void Overload::end_swell(base::Time now) {
  const double windows = 1 + Span(now - swell_ends_) / Span(kOverloadSwellWindow);
  const bool swells = static_cast<double>(behind_) >= static_cast<double>(behind_before_) + kOverloadSwell * windows;
  behind_before_ = behind_;
  swell_ends_ = now + kOverloadSwellWindow;
  swelling_ = swells ? swelling_ + 1 : 0;
  if (limited_ || !swells) {
    taken_swelling_ = 0;
    return;
  }
  if (swelling_ < kOverloadSwellWindows) return;
  begin(std::max(takes_, taken_swelling_ / Span(kOverloadSwellWindow * kOverloadSwellWindows).count() * kOverloadFirstShare), now);
}

void Overload::fill(base::Time now) {
  allowance_ = std::min(allowance_ + rate_ * seconds(filled_, now), most());
  filled_ = now;
}

// In calls: what must be left for others. Strangers leave a half for carriers, and those of them that press half
// of their own; staff may borrow what comes next.
double Overload::floor_of(Importance importance) const {
  switch (importance) {
    case Importance::kPressing: return 1 + rate_ * kOverloadBurstSeconds * 3 / 4;
    case Importance::kStranger: return 1 + rate_ * kOverloadBurstSeconds / 2;
    case Importance::kTrunk: return 1;
    case Importance::kStaff: break;
  }
  return -rate_ * kOverloadCalmBurstSeconds;
}

bool Overload::take(Importance importance, const sip::Queueing& queueing, base::Time now) {
  ++asked_;
  behind_ = queueing.behind;
  least_new_ = std::min(least_new_, queueing.waited);
  fill(now);
  if (limited_) {
    if (queueing.waited > kOverloadFresh && static_cast<double>(queueing.rivals) >= allowance_) return false;
    if (allowance_ < floor_of(importance)) return false;
    allowance_ -= 1;
  }
  ++taken_;
  ++taken_swelling_;
  return true;
}

}  // namespace peal::telephony
