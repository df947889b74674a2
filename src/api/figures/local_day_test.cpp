#include "api/figures/local_day.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

base::Time at(const char* text) { return *base::parse_rfc3339(text); }

TEST(LocalDay, BeginsAtMidnightOfTheTenantsZone) {
  const auto day = local_day("Asia/Shanghai", at("2026-11-22T17:20:00.500Z"));  // 01:20 on the 23rd.
  EXPECT_EQ(day.midnight, at("2026-11-22T16:00:00Z"));
  EXPECT_EQ(day.hour, at("2026-11-22T17:00:00Z"));
}

TEST(LocalDay, HoursOfHalfHourZonesBeginAtTheirOwnFullHour) {
  const auto day = local_day("Asia/Kolkata", at("2026-11-22T10:45:00Z"));  // 16:15 there.
  EXPECT_EQ(day.hour, at("2026-11-22T10:30:00Z"));
  EXPECT_EQ(day.midnight, at("2026-11-21T18:30:00Z"));
}

TEST(LocalDay, FollowsAChangeOfTheClocks) {
  // Berlin, 25 October 2026: 03:00 becomes 02:00 at 01:00Z.
  const auto after = local_day("Europe/Berlin", at("2026-10-25T12:00:00Z"));
  EXPECT_EQ(after.midnight, at("2026-10-24T22:00:00Z"));
  const auto repeated = local_day("Europe/Berlin", at("2026-10-25T01:30:00Z"));  // 02:30 for the second time.
  EXPECT_EQ(repeated.hour, at("2026-10-25T01:00:00Z"));
}

TEST(LocalDay, AnUnknownZoneIsUtc) {
  const auto day = local_day("Middle/Earth", at("2026-11-22T17:20:00Z"));
  EXPECT_EQ(day.midnight, at("2026-11-22T00:00:00Z"));
  EXPECT_EQ(day.hour, at("2026-11-22T17:00:00Z"));
}

}  // namespace
}  // namespace peal::api
