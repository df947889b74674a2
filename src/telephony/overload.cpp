#include "telephony/overload.hpp"

#include <algorithm>
#include <chrono>

namespace peal::telephony {
namespace {

double seconds(base::Time from, base::Time to) { return std::chrono::duration<double>(to - from).count(); }
constexpr double kWindowSeconds = std::chrono::duration<double>(kOverloadWindow).count();

}  // namespace

void Overload::observe(base::Micros waited, std::size_t messages, base::Time now) {
  if (now >= window_ends_) end_window(now);
  messages_ += messages;
  waits_ += std::min(waited, base::Micros{kOverloadBegins});  // One stall of the machine is one turn among many.
  ++turns_;
  least_ = std::min(least_, waited);
}

// A burst may come at any time and is let through; once there is a limit,
// whoever is let in shall not wait for those who are not.
bool Overload::standing() const {
  if (messages_ < kOverloadMessages) return false;
  if (!limited_) return least_ > kOverloadBegins;
  const auto bound = std::clamp(std::chrono::duration<double>(2 * usual_), std::chrono::duration<double>(kOverloadHoldsLeast),
                                std::chrono::duration<double>(kOverloadHoldsMost));
  return std::chrono::duration<double>(mean()) > bound;
}

void Overload::end_window(base::Time now) {
  // A loop that was away for several windows has measured one long one.
  const double length = kWindowSeconds + seconds(window_ends_, now);
  const double taken = taken_ / length;
  takes_ += (taken - takes_) * kOverloadSmoothing;
  if (standing()) {
    // The longer the queue stands the deeper the cut: what was let in a moment ago
    // still has its work to do. A mean that one stall of the machine lifted cuts least.
    const double cut = 1 - std::chrono::duration<double>(least_) / std::chrono::duration<double>(2 * kOverloadHalves);
    const double base = limited_ ? rate_ : std::max(taken, takes_);
    if (!limited_) {
      allowance_ = 0;
      filled_ = now;
    }
    rate_ = std::max(base * std::clamp(cut, kOverloadDeepestCut, kOverloadLeastCut), kOverloadLeastRate);
    limited_ = true;
    calm_ = 0;
  } else if (limited_) {
    rate_ = rate_ * kOverloadRaise + 1;
    // Nobody was held back in this window: were it so for a while, no limit is needed.
    calm_ = asked_ <= taken_ ? calm_ + 1 : 0;
    limited_ = calm_ < kOverloadCalmWindows;
  } else if (messages_ >= kOverloadMessages) {
    usual_ += (std::chrono::duration<double>(mean()).count() - usual_) * kOverloadUsualSmoothing;
  }
  least_ = base::Micros::max();
  messages_ = 0;
  waits_ = base::Micros{0};
  turns_ = 0;
  asked_ = taken_ = 0;
  window_ends_ = now + kOverloadWindow;
}

void Overload::fill(base::Time now) {
  allowance_ = std::min(allowance_ + rate_ * seconds(filled_, now), most());
  filled_ = now;
}

bool Overload::take(Importance importance, base::Time now) {
  ++asked_;
  fill(now);
  if (limited_) {
    // Strangers leave a half for carriers; staff may borrow what comes next.
    const double floor = importance == Importance::kStranger ? most() / 2 : importance == Importance::kTrunk ? 1 : 1 - most();
    if (allowance_ < floor) return false;
    allowance_ -= 1;
  }
  ++taken_;
  return true;
}

}  // namespace peal::telephony
