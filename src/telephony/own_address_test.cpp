#include "telephony/own_address.hpp"

#include <gtest/gtest.h>

namespace peal::telephony {
namespace {

const net::Address kBoundV4 = *net::Address::parse("192.0.2.1:5070");
const net::Address kBoundV6 = *net::Address::parse("[2001:db8::1]:5070");

TEST(OwnAddresses, AreTheBoundOneWhereNothingIsGiven) {
  const auto v4 = own_addresses(kBoundV4, "");
  ASSERT_TRUE(v4);
  EXPECT_EQ(v4->towards(false).text(), "192.0.2.1:5070");
  EXPECT_EQ(v4->towards(true).text(), "192.0.2.1:5070") << "there is no other";
  EXPECT_EQ(own_addresses(kBoundV6, "")->towards(false).text(), "[2001:db8::1]:5070");
}

TEST(OwnAddresses, AreTheGivenOnesWithThePortThatListens) {
  const auto both = own_addresses(kBoundV4, "203.0.113.7,2001:db8::7");
  ASSERT_TRUE(both);
  EXPECT_EQ(both->towards(false).text(), "203.0.113.7:5070");
  EXPECT_EQ(both->towards(true).text(), "[2001:db8::7]:5070");
  EXPECT_EQ(own_addresses(kBoundV4, "203.0.113.7")->towards(true).text(), "203.0.113.7:5070");
  EXPECT_FALSE(own_addresses(kBoundV4, "carrier.example"));
  EXPECT_FALSE(own_addresses(kBoundV4, "203.0.113.7,nothing"));
}

TEST(OwnAddresses, OfTheAnyAddressAreNeverTheAnyAddress) {
  for (const auto* any : {"0.0.0.0:5060", "[::]:5060"}) {
    const auto own = own_addresses(*net::Address::parse(any), "");
    if (!own) continue;  // A machine without a default route.
    for (const auto& one : {own->v4, own->v6}) {
      if (!one) continue;
      EXPECT_FALSE(one->is_any());
      EXPECT_EQ(one->port, 5060);
    }
  }
  const auto given = own_addresses(*net::Address::parse("[::]:5060"), "203.0.113.7,2001:db8::7");
  ASSERT_TRUE(given);
  EXPECT_EQ(given->towards(false).text(), "203.0.113.7:5060");
  EXPECT_EQ(given->towards(true).text(), "[2001:db8::7]:5060");
}

}  // namespace
}  // namespace peal::telephony
