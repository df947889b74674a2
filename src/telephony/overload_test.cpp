#include "telephony/overload.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <queue>
#include <vector>

#include "base/seed.hpp"

namespace peal::telephony {
namespace {

using base::Micros;
using base::Millis;

/// A switch with one server: a new call costs `work` at once and as much again
/// over its length; a refusal costs a twentieth. Messages wait in one queue.
class Server {
 public:
  explicit Server(Micros work) : work_(work) {}

  struct Result {
    std::uint32_t offered = 0, accepted = 0, refused = 0;
    Micros longest{0};   ///< Wait of a message of an accepted call, in the time looked at.
    std::uint32_t late = 0, messages = 0;
  };

  /// Offers `rate` calls a second for `span`; looks at what was served after `from`.
  Result run(double rate, Millis span, Millis from, Importance importance = Importance::kTrunk) {
    Result result;
    const Micros until = now_ + span;
    const Micros looked = now_ + from;
    double due = 0;
    while (now_ < until) {
      const auto step = Micros(200);
      due += rate * 0.0002 * (0.5 + static_cast<double>(chance_.below(1000)) / 1000.0);
      for (; due >= 1; due -= 1) queue_.push_back({now_, true});
      for (; !later_.empty() && later_.top() <= now_; later_.pop()) queue_.push_back({now_, false});
      now_ += step;
      budget_ += step;
      if (budget_ > Micros{0}) serve(result, looked, importance);
      else if (!queue_.empty()) continue;
      budget_ = std::min(budget_, Micros{0});
    }
    return result;
  }

  Overload overload{base::Time{}};

 private:
  struct Message {
    Micros came;
    bool fresh;
  };
  void serve(Result& result, Micros looked, Importance importance) {
    const base::Time at{std::chrono::duration_cast<Millis>(now_)};
    bool first = true;
    while (!queue_.empty() && budget_ > Micros{0}) {
      const Message message = queue_.front();
      queue_.pop_front();
      const Micros waited = now_ - message.came;
      if (first) overload.observe(waited, queue_.size() + 1, at);
      first = false;
      const bool seen = now_ >= looked;
      if (!message.fresh) {
        budget_ -= work_ / 10;
        count(result, seen, waited);
        continue;
      }
      result.offered += seen ? 1 : 0;
      if (!overload.take(importance, at)) {
        budget_ -= work_ / 20;
        result.refused += seen ? 1 : 0;
        continue;
      }
      budget_ -= work_;
      result.accepted += seen ? 1 : 0;
      count(result, seen, waited);
      for (int i = 1; i <= 10; ++i) later_.push(now_ + Millis(100 * i));
    }
    if (first) overload.observe(Micros{0}, 0, at);
  }
  static void count(Result& result, bool seen, Micros waited) {
    if (!seen) return;
    ++result.messages;
    result.late += waited > Millis{20} ? 1 : 0;
    result.longest = std::max(result.longest, waited);
  }

  Micros work_;
  Micros now_{0};
  Micros budget_{0};
  std::deque<Message> queue_;
  std::priority_queue<Micros, std::vector<Micros>, std::greater<>> later_;
  base::Seed chance_{7};
};

// With 1 ms at the arrival and 1 ms later on, 500 calls a second are all it can do.
constexpr Micros kWork{1000};

TEST(OverloadTest, LetsAllInBelowTheLimitAndThroughABurst) {
  Server server(kWork);
  const auto quiet = server.run(400, Millis{5000}, Millis{0});
  EXPECT_EQ(quiet.refused, 0U);
  EXPECT_FALSE(server.overload.shedding());
  // Forty calls in one moment wait in line and are gone in 40 ms: no queue that stands.
  const auto burst = server.run(40'000, Millis{1}, Millis{0});
  const auto after = server.run(200, Millis{2000}, Millis{0});
  EXPECT_EQ(burst.refused + after.refused, 0U);
}

TEST(OverloadTest, AtTenTimesTheRateThoseLetInAreServedWithoutWaiting) {
  Server server(kWork);
  const auto storm = server.run(5000, Millis{20'000}, Millis{5000});
  // 5,000 refusals cost 0.25 s of each second: three quarters of 500 are left.
  EXPECT_GT(storm.accepted / 15, 300U);
  EXPECT_LT(storm.accepted / 15, 400U);
  EXPECT_EQ(storm.late, 0U);
  EXPECT_LT(storm.longest, Millis{40});
}

TEST(OverloadTest, RecoversWithinSeconds) {
  Server server(kWork);
  (void)server.run(5000, Millis{10'000}, Millis{0});
  EXPECT_TRUE(server.overload.shedding());
  (void)server.run(300, Millis{3000}, Millis{0});
  const auto after = server.run(300, Millis{5000}, Millis{0});
  EXPECT_EQ(after.refused, 0U);
  EXPECT_FALSE(server.overload.shedding());
}

TEST(OverloadTest, StrangersAreShedFirstAndStaffLast) {
  Overload overload{base::Time{}};
  base::Time now{};
  // A queue that stands: 200 ms of wait for a second, with calls all along.
  for (int i = 0; i < 100; ++i) {
    now += Millis{10};
    overload.observe(Millis{200}, 64, now);
    for (int n = 0; n < 5; ++n) (void)overload.take(Importance::kTrunk, now);
  }
  ASSERT_TRUE(overload.shedding());
  while (overload.take(Importance::kStranger, now)) {
  }
  EXPECT_TRUE(overload.rate() < 20 || overload.take(Importance::kTrunk, now));
  while (overload.take(Importance::kTrunk, now)) {
  }
  EXPECT_FALSE(overload.take(Importance::kStranger, now));
  EXPECT_TRUE(overload.take(Importance::kStaff, now));
  std::uint32_t lent = 1;
  while (overload.take(Importance::kStaff, now)) ++lent;
  EXPECT_LE(lent, overload.rate() * kOverloadBurstSeconds + 2);  // Not without an end either.
}

TEST(OverloadTest, FewMessagesThatWaitedAreNotOurLoad) {
  Overload overload{base::Time{}};
  base::Time now{};
  for (int i = 0; i < 100; ++i) {
    now += Millis{50};
    overload.observe(Millis{300}, 1, now);
    EXPECT_TRUE(overload.take(Importance::kStranger, now));
  }
  EXPECT_FALSE(overload.shedding());
}

TEST(OverloadTest, AClockThatStoodStillIsNoQueue) {
  Overload overload{base::Time{}};
  // Nothing came for an hour, then one message at once served.
  overload.observe(Micros{50}, 1, base::Time{} + Millis{3'600'000});
  EXPECT_TRUE(overload.take(Importance::kStranger, base::Time{} + Millis{3'600'000}));
  EXPECT_FALSE(overload.shedding());
}

}  // namespace
}  // namespace peal::telephony
