#include "telephony/talkers.hpp"

#include <gtest/gtest.h>

#include "telephony/limits.hpp"

namespace peal::telephony {
namespace {

core::LegId leg_of(std::uint64_t value) { return {core::TenantId{1}, value}; }

TEST(Talkers, AreThoseWhoBeganAndHaveNotStopped) {
  const auto now = base::from_unix_millis(1'795'000'000'000);
  Talkers talkers;
  talkers.heard(leg_of(1), true, now);
  talkers.heard(leg_of(2), true, now);
  talkers.heard(leg_of(1), false, now + base::Seconds{1});
  EXPECT_EQ(talkers.at(now + base::Seconds{1}), std::vector{leg_of(2)});
}

TEST(Talkers, WhoseEndWasNeverToldStopByThemselves) {
  const auto now = base::from_unix_millis(1'795'000'000'000);
  Talkers talkers;
  talkers.heard(leg_of(1), true, now);
  talkers.heard(leg_of(2), true, now);
  talkers.heard(leg_of(2), true, now + kTalkHolds);
  EXPECT_EQ(talkers.at(now + kTalkHolds + base::Millis{1}), std::vector{leg_of(2)}) << "told again, so it lasts";
}

TEST(Talkers, OfLegsThatAreGoneTakeNoRoomForEver) {
  auto now = base::from_unix_millis(1'795'000'000'000);
  Talkers talkers;
  for (std::uint64_t name = 1; name < 10 * kTalkersKept; ++name) {
    now += kTalkHolds / 4;  // At most five live at once.
    talkers.heard(leg_of(name), true, now);
    ASSERT_LE(talkers.size(), kTalkersKept + 1);
  }
}

}  // namespace
}  // namespace peal::telephony
