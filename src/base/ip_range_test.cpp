#include "base/ip_range.hpp"

#include <gtest/gtest.h>

namespace peal::base {
namespace {

using Ip = std::array<std::uint8_t, 16>;

TEST(IpRange, HoldsWhatStandsInIt) {
  const auto one = parse_ip_range("192.0.2.7");
  ASSERT_TRUE(one);
  EXPECT_TRUE(one->holds(Ip{192, 0, 2, 7}, false));
  EXPECT_FALSE(one->holds(Ip{192, 0, 2, 8}, false));
  EXPECT_FALSE(one->holds(Ip{192, 0, 2, 7}, true));
  const auto range = parse_ip_range("10.16.0.0/12");
  ASSERT_TRUE(range);
  EXPECT_TRUE(range->holds(Ip{10, 31, 255, 255}, false));
  EXPECT_FALSE(range->holds(Ip{10, 32, 0, 0}, false));
  EXPECT_TRUE(parse_ip_range("0.0.0.0/0")->holds(Ip{203, 0, 113, 9}, false));
  const auto six = parse_ip_range("2001:db8::/32");
  ASSERT_TRUE(six);
  EXPECT_TRUE(six->holds(Ip{0x20, 0x01, 0x0d, 0xb8, 1}, true));
  EXPECT_FALSE(six->holds(Ip{0x20, 0x01, 0x0d, 0xb9}, true));
  EXPECT_TRUE(parse_ip_range("[2001:db8::1]")->v6);
}

TEST(IpRange, AMappedAddressIsTheOneItMeans) {
  const Ip mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7};
  EXPECT_TRUE(parse_ip_range("192.0.2.0/24")->holds(mapped, true));
  EXPECT_FALSE(parse_ip_range("192.0.3.0/24")->holds(mapped, true));
}

TEST(IpRange, WhatIsNoneIsRefused) {
  for (const auto* text : {"", "carrier.example", "192.0.2", "192.0.2.7/33", "192.0.2.7/24", "192.0.2.0/", "192.0.2.0/x",
                           "2001:db8::1/32", "::1/129", "192.0.2.0/24/8"}) {
    EXPECT_FALSE(parse_ip_range(text)) << text;
  }
}

}  // namespace
}  // namespace peal::base
