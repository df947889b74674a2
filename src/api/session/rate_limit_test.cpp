#include "api/session/rate_limit.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

using base::Seconds;
constexpr base::Time kNow = base::from_unix_millis(1'800'000'000'000);

TEST(RateLimit, LetsSoManyThroughAndThenAsManyInEachWindow) {
  RateLimit limit(3, Seconds{30});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.take("a", kNow));
  EXPECT_FALSE(limit.take("a", kNow));
  EXPECT_TRUE(limit.take("b", kNow));
  EXPECT_FALSE(limit.take("a", kNow + Seconds{9}));
  EXPECT_TRUE(limit.take("a", kNow + Seconds{10}));
  EXPECT_FALSE(limit.take("a", kNow + Seconds{10}));
}

TEST(RateLimit, NeverGathersMoreThanItsMost) {
  RateLimit limit(2, Seconds{10});
  EXPECT_TRUE(limit.take("a", kNow));
  const auto later = kNow + Seconds{10'000};
  EXPECT_TRUE(limit.take("a", later));
  EXPECT_TRUE(limit.take("a", later));
  EXPECT_FALSE(limit.take("a", later));
}

TEST(RateLimit, GivesBack) {
  RateLimit limit(1, Seconds{10});
  EXPECT_TRUE(limit.take("a", kNow));
  limit.give_back("a");
  EXPECT_TRUE(limit.take("a", kNow));
  EXPECT_FALSE(limit.take("a", kNow));
}

TEST(RateLimit, OneSourceIsAnIpv4AddressOrAnIpv6Line) {
  const auto key = [](const char* text) { return source_key(*net::Address::parse_ip(text)); };
  EXPECT_NE(key("192.0.2.1"), key("192.0.2.2"));
  EXPECT_EQ(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
  EXPECT_NE(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
}

}  // namespace
}  // namespace peal::api
