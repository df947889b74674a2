#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "base/time.hpp"

namespace peal::sim {

/// What will happen and when, in simulated time; what is due at the same
/// moment happens in the order in which it was planned.
class Agenda {
 public:
  explicit Agenda(base::Time start) : now_(start) {}

  void at(base::Time when, std::function<void()> act) { plans_.push({std::max(when, now_), ++order_, std::move(act)}); }
  void after(base::Millis delay, std::function<void()> act) { at(now_ + delay, std::move(act)); }

  [[nodiscard]] base::Time now() const { return now_; }
  [[nodiscard]] std::optional<base::Time> next() const {
    return plans_.empty() ? std::nullopt : std::optional(plans_.top().when);
  }
  /// Time never goes back.
  void move_to(base::Time when) { now_ = std::max(now_, when); }
  /// The next plan, at its time; there must be one.
  void run_next() {
    auto plan = std::move(const_cast<Plan&>(plans_.top()));  // pop() ends it at once; its order stays what it was.
    plans_.pop();
    move_to(plan.when);
    plan.act();
  }

 private:
  struct Plan {
    base::Time when;
    std::uint64_t order = 0;
    std::function<void()> act;
    friend bool operator<(const Plan& a, const Plan& b) { return a.when != b.when ? a.when > b.when : a.order > b.order; }
  };
  std::priority_queue<Plan> plans_;
  base::Time now_;
  std::uint64_t order_ = 0;
};

}  // namespace peal::sim
