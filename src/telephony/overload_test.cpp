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
/// in ten messages of its second of life; a refusal costs a twentieth. In each turn
/// messages of calls are served first, then new ones for a while.
class Server {
 public:
  explicit Server(Micros work) : work_(work) {}

  struct Result {
    std::uint32_t offered = 0, accepted = 0, refused = 0;
    Micros longest{0};           ///< Wait of a message of a call, in the time looked at...
    std::vector<Micros> waits;   ///< ...and the waits of the calls let in.
    [[nodiscard]] Micros wait_of(double share) {
      std::ranges::sort(waits);
      return waits.empty() ? Micros{0} : waits[static_cast<std::size_t>(static_cast<double>(waits.size() - 1) * share)];
    }
  };

  /// Offers `rate` calls a second for `span`; looks at what was served after `from`.
  Result run(double rate, Millis span, Millis from, Importance importance = Importance::kTrunk) {
    Result result;
    const Micros until = now_ + span;
    const Micros looked = now_ + from;
    next_ = now_;
    while (now_ < until) {
      arrive(rate);
      if (calls_.empty() && fresh_.empty()) {
        now_ += Micros{50};
        continue;
      }
      turn(result, looked, importance);
    }
    return result;
  }
  /// The machine does something else; calls come in meanwhile.
  void stall(Millis span) { now_ += span; }

  Overload overload{base::Time{}};

 private:
  void arrive(double rate) {
    for (; next_ <= now_; next_ += Micros{static_cast<std::int64_t>(1e6 / rate * (0.5 + static_cast<double>(chance_.below(1000)) / 1000.0))}) {
      fresh_.push_back(next_);
    }
    for (; !later_.empty() && later_.top() <= now_; later_.pop()) calls_.push_back(later_.top());
  }
  void turn(Result& result, Micros looked, Importance importance) {
    const base::Time at{std::chrono::duration_cast<Millis>(now_)};
    const bool seen = now_ >= looked;
    const std::size_t count = std::min<std::size_t>(calls_.size(), 16);
    const Micros longest = count == 0 ? Micros{0} : now_ - calls_.front();
    if (seen) result.longest = std::max(result.longest, longest);
    overload.observe(longest, count, at);
    now_ += work_ / 10 * static_cast<std::int64_t>(count);
    calls_.erase(calls_.begin(), calls_.begin() + static_cast<std::ptrdiff_t>(count));
    const Micros end = now_ + Micros{250};
    while (!fresh_.empty()) {
      const Micros came = fresh_.front();
      fresh_.pop_front();
      result.offered += seen ? 1 : 0;
      const bool let_in = overload.take(importance, {now_ - came, fresh_.size(), fresh_.size()}, at);
      if (seen && let_in) result.waits.push_back(now_ - came);
      ++(let_in ? result.accepted : result.refused);
      now_ += let_in ? work_ : work_ / 20;
      for (int i = 1; let_in && i <= 10; ++i) later_.push(now_ + Millis(100 * i));
      if (now_ >= end || !calls_.empty()) break;
    }
  }

  Micros work_;
  Micros now_{0};
  Micros next_{0};
  std::deque<Micros> fresh_, calls_;
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
  auto storm = server.run(5000, Millis{20'000}, Millis{5000});
  // 5,000 refusals cost 0.25 s of each second: three quarters of 500 are left.
  EXPECT_GT(storm.waits.size() / 15, 200U);
  EXPECT_LT(storm.waits.size() / 15, 400U);
  EXPECT_LT(storm.wait_of(0.5), Millis{2});
  EXPECT_LT(storm.wait_of(0.99), Millis{5});
  EXPECT_LT(storm.longest, Millis{10}) << "a message of a call in progress";
}

TEST(OverloadTest, BeginsBeforeManyAreLetInWhoMustWait) {
  Server server(kWork);
  (void)server.run(200, Millis{2000}, Millis{0});
  auto onset = server.run(5000, Millis{1000}, Millis{0});
  EXPECT_TRUE(server.overload.shedding());
  EXPECT_LT(std::ranges::count_if(onset.waits, [](Micros wait) { return wait > Millis{10}; }), 40);
  EXPECT_LT(onset.wait_of(1), Millis{60});
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

TEST(OverloadTest, AStallOfTheMachineIsNoStorm) {
  Server server(kWork);
  std::uint32_t refused = 0;
  for (int i = 0; i < 10; ++i) {
    refused += server.run(300, Millis{1000}, Millis{0}).refused;
    server.stall(Millis{80});
  }
  EXPECT_EQ(refused, 0U);
  EXPECT_FALSE(server.overload.shedding());
}

TEST(OverloadTest, AfterALongStallAtFullLoadFewAreRefused) {
  Server server(kWork);
  (void)server.run(420, Millis{5000}, Millis{0});
  server.stall(Millis{400});
  const auto after = server.run(420, Millis{10'000}, Millis{0});
  EXPECT_LT(after.refused, 350U);
  EXPECT_FALSE(server.overload.shedding());
}

/// A limit, as a storm has left it.
Overload limited(base::Time& now) {
  Overload overload{base::Time{}};
  for (int i = 0; i < 100; ++i) {
    now += Millis{10};
    overload.observe(Millis{1}, 8, now);
    for (int n = 0; n < 5; ++n) (void)overload.take(Importance::kTrunk, {Millis{200}, 100, 100}, now);
  }
  EXPECT_TRUE(overload.shedding());
  return overload;
}

TEST(OverloadTest, AnotherProgramThatTakesTheProcessorDoesNotStarveCallers) {
  base::Time now{};
  Overload overload = limited(now);
  const auto offer = [&](std::size_t in_a_turn) {
    for (int i = 0; i < 300; ++i) {
      now += Millis{10};
      for (int n = 0; n < 5; ++n) overload.observe(Millis{4}, in_a_turn, now);
      for (int n = 0; n < 20; ++n) (void)overload.take(Importance::kTrunk, {Millis{1}, 0, 0}, now);
    }
    return overload.rate();
  };
  const double before = overload.rate();
  // Every message waits, but alone: fewer calls would not help it.
  const double alone = offer(2);
  EXPECT_GT(alone, before);
  // The same waits in a queue are of our making.
  EXPECT_LT(offer(12), alone / 4);
}

TEST(OverloadTest, WhoeverWaitedLongIsRefusedForAFresherOneAndNotForNobody) {
  base::Time now{};
  Overload overload = limited(now);
  now += Millis{1000};
  EXPECT_FALSE(overload.take(Importance::kTrunk, {Millis{8}, 100, 100}, now));
  EXPECT_TRUE(overload.take(Importance::kTrunk, {Micros{500}, 100, 100}, now));
  now += Millis{1000};
  EXPECT_TRUE(overload.take(Importance::kTrunk, {Millis{8}, 0, 0}, now)) << "nobody else wants the place";
}

// A flood stands behind it that comes later in any case.
TEST(OverloadTest, AQuietCallerIsNotRefusedForTheFloodBehindIt) {
  base::Time now{};
  Overload overload = limited(now);
  now += Millis{1000};
  EXPECT_FALSE(overload.take(Importance::kPressing, {Millis{60}, 8'000, 8'000, true}, now));
  EXPECT_TRUE(overload.take(Importance::kStranger, {Millis{60}, 8'000, 0}, now));
}

TEST(OverloadTest, WhoeverPressesLeavesSomethingForQuietStrangers) {
  Overload overload{base::Time{}};
  base::Time now{};
  for (int i = 0; i < 20; ++i) {
    now += Millis{10};
    overload.observe(Micros{50}, 8, now);
    for (int n = 0; n < 200; ++n) (void)overload.take(Importance::kTrunk, {Millis{200}, 100, 0}, now);
  }
  ASSERT_TRUE(overload.shedding());
  now += Millis{10};
  while (overload.take(Importance::kPressing, {}, now)) {
  }
  EXPECT_TRUE(overload.take(Importance::kStranger, {}, now));
}

TEST(OverloadTest, StrangersAreShedFirstAndStaffLast) {
  Overload overload{base::Time{}};
  base::Time now{};
  // A queue that stands: 200 ms of wait for a second, with calls all along.
  for (int i = 0; i < 100; ++i) {
    now += Millis{10};
    overload.observe(Millis{200}, 64, now);
    for (int n = 0; n < 5; ++n) (void)overload.take(Importance::kTrunk, {Millis{200}, 0, 0}, now);
  }
  ASSERT_TRUE(overload.shedding());
  while (overload.take(Importance::kStranger, {Micros{0}, 0, 0}, now)) {
  }
  EXPECT_TRUE(overload.rate() < 20 || overload.take(Importance::kTrunk, {Micros{0}, 0, 0}, now));
  while (overload.take(Importance::kTrunk, {Micros{0}, 0, 0}, now)) {
  }
  EXPECT_FALSE(overload.take(Importance::kStranger, {Micros{0}, 0, 0}, now));
  EXPECT_TRUE(overload.take(Importance::kStaff, {Micros{0}, 0, 0}, now));
  std::uint32_t lent = 1;
  while (overload.take(Importance::kStaff, {Micros{0}, 0, 0}, now)) ++lent;
  EXPECT_LE(lent, overload.rate() * kOverloadCalmBurstSeconds + 2);  // Not without an end either.
}

TEST(OverloadTest, FewMessagesThatWaitedAreNotOurLoad) {
  Overload overload{base::Time{}};
  base::Time now{};
  for (int i = 0; i < 100; ++i) {
    now += Millis{50};
    overload.observe(Millis{300}, 1, now);
    EXPECT_TRUE(overload.take(Importance::kStranger, {Micros{0}, 0, 0}, now));
  }
  EXPECT_FALSE(overload.shedding());
}

TEST(OverloadTest, AFloodOfCallsThatSendNothingElseIsShedToo) {
  Overload overload{base::Time{}};
  base::Time now{};
  std::uint32_t let_in = 0;
  for (int i = 0; i < 300; ++i) {
    now += Millis{10};
    overload.observe(Micros{0}, 0, now);
    for (int n = 0; n < 20; ++n) let_in += overload.take(Importance::kTrunk, {Millis{30}, 500, 500}, now) ? 1 : 0;
  }
  EXPECT_TRUE(overload.shedding());
  EXPECT_LT(let_in, 1000U);
}

TEST(OverloadTest, AClockThatStoodStillIsNoQueue) {
  Overload overload{base::Time{}};
  // Nothing came for an hour, then one message at once served.
  overload.observe(Micros{50}, 1, base::Time{} + Millis{3'600'000});
  EXPECT_TRUE(overload.take(Importance::kStranger, {Micros{0}, 0, 0}, base::Time{} + Millis{3'600'000}));
  EXPECT_FALSE(overload.shedding());
}

}  // namespace
}  // namespace peal::telephony
