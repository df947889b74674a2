#include "telephony/guard/bans.hpp"

#include <algorithm>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "telephony/guard/guard_file.hpp"
#include "telephony/guard/lockout.hpp"

namespace peal::telephony {
namespace {

using core::Misdeed;
using namespace std::chrono_literals;

SourceKey source(const char* text) { return SourceKey::parse(text).value(); }
const SourceKey kStranger = source("192.0.2.7");

class BansTest : public ::testing::Test {
 protected:
  /// How many misdeeds it takes.
  std::size_t until_banned(const SourceKey& from, Misdeed misdeed, bool proven, std::size_t most = 100'000) {
    for (std::size_t n = 1; n <= most; ++n) {
      if (bans.note(from, misdeed, proven, now) != nullptr) return n;
    }
    return 0;
  }
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  Bans bans;
};

TEST_F(BansTest, TenWrongPasswordsShutASourceOut) {
  EXPECT_EQ(until_banned(kStranger, Misdeed::kWrongPassword, true), 10u);
  EXPECT_TRUE(bans.drop(kStranger, now));
  EXPECT_FALSE(bans.drop(source("192.0.2.8"), now)) << "the neighbour did nothing";
  const auto shown = bans.view(now);
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_EQ(shown[0].source, "192.0.2.7");
  EXPECT_EQ(shown[0].why, Misdeed::kWrongPassword);
  EXPECT_EQ(shown[0].dropped, 1u);
  now += base::Millis{kBanFirst};
  EXPECT_FALSE(bans.drop(kStranger, now));
  EXPECT_TRUE(bans.view(now).empty());
}

TEST_F(BansTest, AWrongPasswordNowAndThenIsNoAttack) {
  for (int hour = 0; hour < 100; ++hour) {
    for (int i = 0; i < 5; ++i) ASSERT_EQ(bans.note(kStranger, Misdeed::kWrongPassword, true, now), nullptr) << hour;
    now += 1h;
  }
}

TEST_F(BansTest, APhoneWithoutAPasswordThatAsksEveryTenSecondsIsLeftAlone) {
  for (int i = 0; i < 8'640; ++i, now += 10s) ASSERT_EQ(bans.note(kStranger, Misdeed::kNoPassword, false, now), nullptr);
}

TEST_F(BansTest, EachFurtherTimeIsLongerUpToAWeek) {
  std::vector<base::Millis> lengths;
  for (int i = 0; i < 9; ++i) {
    const auto* ban = bans.note(kStranger, Misdeed::kScanner, false, now);
    ASSERT_NE(ban, nullptr);
    lengths.push_back(std::chrono::duration_cast<base::Millis>(ban->until - now));
    now = ban->until;
  }
  EXPECT_EQ(lengths.front(), base::Millis{kBanFirst});
  EXPECT_EQ(lengths[1], base::Millis{kBanFirst} * kBanGrowth);
  EXPECT_EQ(lengths.back(), base::Millis{kBanMax});
  EXPECT_TRUE(std::ranges::is_sorted(lengths.begin(), lengths.end()));
  now += base::Millis{kBanForgottenAfter} + 1s;
  EXPECT_EQ(bans.note(kStranger, Misdeed::kScanner, false, now)->until, now + base::Millis{kBanFirst}) << "forgotten after a month";
}

TEST_F(BansTest, AnOfficeWherePeopleSignInIsNotShutOutByForgedDatagrams) {
  bans.note_success(kStranger, now);
  for (const auto misdeed : {Misdeed::kScanner, Misdeed::kMalformed, Misdeed::kNoPassword, Misdeed::kUnknownNumber})
    EXPECT_EQ(until_banned(kStranger, misdeed, false), 0u);
  EXPECT_EQ(until_banned(kStranger, Misdeed::kWrongPassword, true), 100u) << "what was really sent counts a tenth";
  now += base::Millis{kTrustFor} + base::Millis{kBanFirst};
  EXPECT_EQ(until_banned(kStranger, Misdeed::kScanner, false), 1u) << "nobody signed in there for long";
}

TEST_F(BansTest, FiveHundredPhonesBehindOneAddressMaySignInAtOnce) {
  for (int i = 0; i < 450; ++i) ASSERT_EQ(bans.note(kStranger, Misdeed::kNoPassword, false, now), nullptr);
  for (int i = 0; i < 450; ++i) bans.note_success(kStranger, now);
  EXPECT_EQ(until_banned(kStranger, Misdeed::kNoPassword, false), 0u);
}

TEST_F(BansTest, Ipv6CountsByTheSlash64) {
  EXPECT_EQ(source("2001:db8:1:2::5"), source("2001:db8:1:2:ffff::9"));
  EXPECT_NE(source("2001:db8:1:2::5"), source("2001:db8:1:3::5"));
  EXPECT_NE(source("32.1.13.184"), source("2001:db8::1")) << "the same bytes in front";
  EXPECT_EQ(source("2001:db8:1:2::5").text(), "2001:db8:1:2::/64");
  EXPECT_EQ(SourceKey::parse(source("2001:db8:1:2::5").text()), source("2001:db8:1:2::5"));
  EXPECT_FALSE(SourceKey::parse("somewhere"));
}

TEST_F(BansTest, ALiftedSourceBeginsAnew) {
  ASSERT_EQ(until_banned(kStranger, Misdeed::kScanner, false), 1u);
  EXPECT_TRUE(bans.lift(kStranger, now));
  EXPECT_FALSE(bans.lift(kStranger, now));
  EXPECT_FALSE(bans.drop(kStranger, now));
  EXPECT_EQ(bans.note(kStranger, Misdeed::kScanner, false, now)->times, 1u);
}

TEST_F(BansTest, TwoMillionForgedSourcesFitIntoItsTables) {
  SourceKey forged;
  for (std::uint64_t i = 1; i <= 2'000'000; ++i) {
    forged.front = i;
    (void)bans.note(forged, i % 2 == 0 ? Misdeed::kNoPassword : Misdeed::kScanner, false, now);
    if (i % 1000 == 0) now += 1ms;
  }
  EXPECT_LE(bans.rows(), kSuspectsMax + kTrustedMax + kBansMax);
  EXPECT_EQ(bans.view(now).size(), kBansShown);
  EXPECT_TRUE(bans.drop(SourceKey{1'999'999, false}, now)) << "the newest are still out";
}

TEST_F(BansTest, BansSurviveARestartAndGoOnGrowing) {
  ASSERT_NE(bans.note(kStranger, Misdeed::kScanner, false, now), nullptr);
  ASSERT_NE(bans.note(source("2001:db8::1"), Misdeed::kScanner, false, now), nullptr);
  const auto file = std::filesystem::temp_directory_path() / ("peal_bans_" + std::to_string(::getpid()));
  ASSERT_TRUE(save_bans(file, bans.kept(now)));
  const auto loaded = load_bans(file);
  ASSERT_TRUE(loaded) << loaded.error().describe();
  Bans after;
  after.restore(*loaded, now);
  EXPECT_TRUE(after.banned(kStranger, now));
  EXPECT_EQ(after.view(now)[0].source, "2001:db8::/64") << "the newest first, as before";
  now += base::Millis{kBanFirst};
  EXPECT_EQ(after.note(kStranger, Misdeed::kScanner, false, now)->times, 2u);
  std::ofstream(file, std::ios::app) << "x";
  EXPECT_EQ(load_bans(file).error().code, base::ErrorCode::kCorrupt);
  std::filesystem::remove(file);
  EXPECT_TRUE(load_bans(file).value().empty());
}

class LockoutTest : public ::testing::Test {
 protected:
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  Lockout locks;
};

TEST_F(LockoutTest, AGuessedAccountLooksAtFewerAndFewerPasswords) {
  std::size_t looked_at = 0;
  const auto end = now + 24h;
  for (; now < end; now += 1s) {
    if (!locks.take("1001", now)) continue;
    ++looked_at;
    (void)locks.failed("1001", now);
  }
  EXPECT_LT(looked_at, 150u) << "of 86,400 in a day";
  EXPECT_GT(looked_at, 90u) << "yet its owner is let in now and then";
  EXPECT_EQ(locks.view(now).at(0).user, "1001");
  EXPECT_TRUE(locks.take("1002", now));
}

TEST_F(LockoutTest, LocksSurviveARestartAndGoOnGrowing) {
  for (std::uint32_t i = 0; i < kLockAfter + 2; ++i) (void)locks.failed("door", now);
  (void)locks.failed("mistyped", now);
  const auto file = std::filesystem::temp_directory_path() / ("peal_locks_" + std::to_string(::getpid()));
  ASSERT_TRUE(save_locks(file, locks.kept(now)));
  const auto loaded = load_locks(file);
  ASSERT_TRUE(loaded) << loaded.error().describe();
  ASSERT_EQ(loaded->size(), 1u) << "who is not locked is not written down";
  now += 1min;
  Lockout after;
  after.restore(*loaded, now);
  EXPECT_FALSE(after.take("door", now));
  EXPECT_TRUE(after.take("mistyped", now));
  now += base::Millis{kLockMost};
  EXPECT_TRUE(after.take("door", now)) << "one try";
  EXPECT_FALSE(after.failed("door", now)) << "it was locked before";
  now += base::Millis{kLockForgets} + 1s;
  EXPECT_TRUE(after.take("door", now));
  std::ofstream(file, std::ios::app) << "x";
  EXPECT_EQ(load_locks(file).error().code, base::ErrorCode::kCorrupt);
  std::filesystem::remove(file);
  EXPECT_TRUE(load_locks(file).value().empty());
}

TEST_F(LockoutTest, AClockThatWasSetBackLocksNoLonger) {
  locks.restore({{"door", 40, now + base::Seconds{100'000}}}, now);
  now += base::Millis{kLockForgets} + 1s;
  EXPECT_TRUE(locks.kept(now).empty());
  EXPECT_TRUE(locks.take("door", now));
}

TEST_F(LockoutTest, SomebodyWhoMistypesIsNotLocked) {
  for (std::uint32_t i = 0; i + 1 < kLockAfter; ++i) {
    ASSERT_TRUE(locks.take("1001", now));
    ASSERT_FALSE(locks.failed("1001", now));
  }
  EXPECT_TRUE(locks.take("1001", now));
  EXPECT_TRUE(locks.failed("1001", now)) << "told once";
  EXPECT_FALSE(locks.take("1001", now));
  now += base::Millis{kLockForgets};
  EXPECT_TRUE(locks.take("1001", now));
  EXPECT_FALSE(locks.failed("1001", now)) << "begun anew";
}

TEST_F(LockoutTest, ItsTableIsBounded) {
  for (int i = 0; i < 200'000; ++i) (void)locks.failed("user-" + std::to_string(i), now);
  EXPECT_LE(locks.rows(), kLocksMax);
}

}  // namespace
}  // namespace peal::telephony
