#include "telephony/guard/half_open_calls.hpp"

#include <gtest/gtest.h>

namespace peal::telephony {
namespace {

using base::Millis;

SourceKey source(int network, int last = 1) {
  return *SourceKey::parse("10.0." + std::to_string(network) + "." + std::to_string(last));
}
core::LegId leg(std::uint64_t n) { return {core::TenantId{1}, n}; }

class HalfOpenTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kStreams = 100;
  static constexpr std::size_t kFirst = kStreams / kHalfOpenShare;

  HalfOpenCalls::Verdict ask(const SourceKey& from, std::uint64_t call) { return calls.ask({from, call, kStreams}, now); }
  /// An INVITE that is answered at once when it is welcome.
  HalfOpenCalls::Verdict come(const SourceKey& from) {
    const auto verdict = ask(from, ++last);
    if (!verdict.welcome) return verdict;
    calls.over(verdict.ends);
    calls.began(leg(last), from);
    calls.answered(leg(last), from, now);
    return verdict;
  }
  /// From ever new networks, so that none holds more than another.
  void fill(std::size_t places) {
    while (calls.size() < places) ASSERT_TRUE(come(source(static_cast<int>(++last % 200))).welcome);
  }

  HalfOpenCalls calls;
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  std::uint64_t last = 0;
};

TEST_F(HalfOpenTest, BelowTheShareNobodyIsAskedAnything) {
  for (std::size_t i = 0; i < kFirst; ++i) {
    const auto verdict = come(source(1));
    EXPECT_TRUE(verdict.welcome);
    EXPECT_FALSE(verdict.ends.valid());
  }
  EXPECT_FALSE(come(source(1)).welcome);
}

TEST_F(HalfOpenTest, WhoeverIsAcknowledgedOrOverOrRingsHoldsNoPlace) {
  fill(kFirst);
  EXPECT_FALSE(come(source(250)).welcome);
  calls.over(leg(last - 1));
  calls.over(leg(999'999));
  EXPECT_TRUE(come(source(250)).welcome);
}

TEST_F(HalfOpenTest, AFloodOfOneNetworkGivesWayToWhoeverComesAlone) {
  for (std::size_t i = 0; i < kFirst; ++i) (void)come(source(1, static_cast<int>(i)));
  EXPECT_FALSE(come(source(2)).welcome) << "none of them has had a round trip's time";
  now += kHalfOpenRoundTrip;
  EXPECT_FALSE(come(source(1, 99)).welcome) << "the same network";
  const auto honest = come(source(2));
  EXPECT_TRUE(honest.welcome);
  EXPECT_EQ(honest.ends, leg(1)) << "its oldest";
  EXPECT_EQ(calls.size(), kFirst);
}

TEST_F(HalfOpenTest, ACallThatIsAloneInItsNetworkIsNotEndedForAnother) {
  fill(kFirst);
  now += kHalfOpenGone - Millis{1};
  EXPECT_FALSE(come(source(250)).welcome);
  now += Millis{1};
  const auto verdict = come(source(250));
  EXPECT_TRUE(verdict.welcome) << "three answers have gone out, and nobody heard them";
  EXPECT_TRUE(verdict.ends.valid());
}

TEST_F(HalfOpenTest, AnInviteThatComesAgainMayUseALargerShare) {
  fill(kFirst);
  EXPECT_FALSE(ask(source(250), 77).welcome);
  EXPECT_FALSE(ask(source(250), 77).welcome) << "a copy is no repetition";
  now += Millis{500};
  EXPECT_FALSE(ask(source(251), 77).welcome) << "of somebody else";
  EXPECT_FALSE(ask(source(250), 78).welcome) << "another call";
  EXPECT_TRUE(ask(source(250), 77).welcome);
  now += kHalfOpenForgets;
  EXPECT_TRUE(ask(source(250), 79).welcome) << "by now the others are gone";
}

TEST_F(HalfOpenTest, ACallThatRangIsCountedFromItsAnswer) {
  calls.began(leg(1), source(1));
  calls.over(leg(1));  // It rings.
  EXPECT_EQ(calls.size(), 0U);
  calls.answered(leg(1), source(1), now);
  EXPECT_EQ(calls.size(), 1U);
  calls.over(leg(1));
  EXPECT_EQ(calls.size(), 0U);
}

TEST_F(HalfOpenTest, FewStreamsLeaveAFewPlacesAndManyAreBounded) {
  for (std::size_t i = 0; i < kHalfOpenLeast; ++i) {
    EXPECT_TRUE(calls.ask({source(1), i, 4}, now).welcome);
    calls.began(leg(i + 1), source(1));
  }
  EXPECT_FALSE(calls.ask({source(1), 99, 4}, now).welcome);
  for (std::uint64_t i = 0; i < 3 * kHalfOpenMost; ++i) calls.answered(leg(1'000 + i), source(static_cast<int>(i % 250)), now);
  EXPECT_LE(calls.size(), kHalfOpenMost);
  EXPECT_FALSE(calls.ask({source(251), 100, 1'000'000}, now).welcome);
}

// Two thousand addresses of eight networks, each with calls that nobody acknowledges, as
// fast as the gate for strangers lets them in; and a caller now and then who does.
TEST_F(HalfOpenTest, InAFloodAnHonestCallerGetsInAtItsThirdTryAtTheLatest) {
  std::size_t most = 0;
  for (int ms = 0; ms < 20'000; ms += 10, now += Millis{10}) {
    for (int n = 0; n < (ms < 1'000 ? 5 : 1); ++n) (void)come(source(static_cast<int>(last % 8), static_cast<int>(last % 250)));
    most = std::max(most, calls.size());
    if (ms % 2'000 != 1'000) continue;
    const auto started = now;
    bool in = false;
    for (const int wait : {0, 500, 1'000}) {
      now += Millis{wait};
      const auto verdict = ask(source(100, 7), 1'000'000 + static_cast<std::uint64_t>(ms));
      in = verdict.welcome;
      if (in) calls.over(verdict.ends);
      if (in) break;
    }
    EXPECT_TRUE(in) << "after " << ms << " ms";
    now = started;
  }
  EXPECT_LE(most, kFirst);
}

}  // namespace
}  // namespace peal::telephony
