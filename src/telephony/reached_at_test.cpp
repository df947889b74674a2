#include "telephony/reached_at.hpp"

#include <gtest/gtest.h>

namespace peal::telephony {
namespace {

constexpr auto kUdp = static_cast<std::size_t>(sip::Transport::kUdp);
constexpr auto kTcp = static_cast<std::size_t>(sip::Transport::kTcp);
constexpr auto kTls = static_cast<std::size_t>(sip::Transport::kTls);

OwnAddresses inside() { return {*net::Address::parse_ip("10.0.0.2", 5060), std::nullopt}; }

TEST(ReachedAt, IsWhereWeListenUntilSomebodySeesUs) {
  const auto at = reached_at(inside(), 5061, "10.0.0.2", std::nullopt);
  ASSERT_TRUE(at);
  EXPECT_EQ(at->v4[kUdp], "10.0.0.2:5060");
  EXPECT_EQ(at->v4[kTls], "10.0.0.2:5061");
  EXPECT_EQ(at->media, "10.0.0.2");
}

TEST(ReachedAt, TheMappedPortIsThatOfUdpAlone) {
  const auto at = reached_at(inside(), 5061, "0.0.0.0", sip::parse_address("203.0.113.7", 61000));
  ASSERT_TRUE(at);
  EXPECT_EQ(at->v4[kUdp], "203.0.113.7:61000");
  EXPECT_EQ(at->v4[kTcp], "203.0.113.7:5060");
  EXPECT_EQ(at->v4[kTls], "203.0.113.7:5061");
  EXPECT_EQ(at->v6[kUdp], "203.0.113.7:61000") << "there is no other family";
  EXPECT_EQ(at->media, "203.0.113.7");
  EXPECT_EQ(at->media_v6, "");
}

TEST(ReachedAt, TheOtherFamilyStays) {
  auto own = inside();
  own.v6 = *net::Address::parse_ip("2001:db8::2", 5060);
  const auto at = reached_at(own, 5061, "::", sip::parse_address("203.0.113.7", 61000));
  ASSERT_TRUE(at);
  EXPECT_EQ(at->v4[kUdp], "203.0.113.7:61000");
  EXPECT_EQ(at->v6[kUdp], "[2001:db8::2]:5060");
  EXPECT_EQ(at->media, "203.0.113.7");
  EXPECT_EQ(at->media_v6, "2001:db8::2");
}

}  // namespace
}  // namespace peal::telephony
