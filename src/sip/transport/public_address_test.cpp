#include "sip/transport/public_address.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sip/limits.hpp"
#include "sip/transport/stun_answer.hpp"

/// Our own address as a STUN server sees it (RFC 8489).
namespace peal::sip {
namespace {

using namespace std::chrono_literals;

class Asking : public ::testing::Test {
 protected:
  void SetUp() override { client.use({*parse_address("192.0.2.3", 3478), *parse_address("192.0.2.4", 3478)}, now); }
  /// What a server answers to the newest request when it sees it come from `seen`.
  [[nodiscard]] std::string answer(const std::string& seen, std::uint16_t port = 5060) const {
    return stun_answer(sent.back().second, *parse_address(seen, port)).value();
  }
  [[nodiscard]] std::string host() const { return client.address() ? client.address()->text() : ""; }
  void go_on() {
    now = *client.next_due();
    client.advance(now);
  }

  base::Time now = base::from_unix_millis(1'795'000'000'000);
  std::vector<std::pair<SocketAddress, std::string>> sent;
  PublicAddress client{{1, 2, 3}, [this](const SocketAddress& to, std::string bytes) { sent.emplace_back(to, std::move(bytes)); }};
};

TEST_F(Asking, LearnsTheAddressAndNoticesAnother) {
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(host(), "");
  EXPECT_TRUE(client.received(sent[0].first, answer("203.0.113.7", 61000), now));
  EXPECT_EQ(host(), "203.0.113.7:61000");
  EXPECT_EQ(client.next_due(), now + kStunEvery);
  go_on();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_NE(sent[0].second, sent[1].second) << "every request has a transaction of its own";
  EXPECT_TRUE(client.received(sent[1].first, answer("2001:db8::7"), now));
  EXPECT_EQ(host(), "[2001:db8::7]:5060");
}

TEST_F(Asking, AnswersThatNobodyAskedForAreNone) {
  const auto good = answer("203.0.113.7");
  EXPECT_FALSE(client.received(*parse_address("192.0.2.4", 3478), good, now)) << "from another server";
  EXPECT_FALSE(client.received(*parse_address("192.0.2.3", 3479), good, now)) << "from another port";
  auto forged = good;
  forged[10] = static_cast<char>(forged[10] ^ 1);
  EXPECT_FALSE(client.received(sent[0].first, forged, now)) << "another transaction";
  EXPECT_FALSE(client.received(sent[0].first, sent[0].second, now)) << "our own request";
  EXPECT_TRUE(client.received(sent[0].first, good, now));
  EXPECT_FALSE(client.received(sent[0].first, good, now)) << "twice";
}

TEST_F(Asking, SilenceIsToldAndTheNextServerAsked) {
  const auto began = now;
  for (unsigned i = 1; i < kStunRequests; ++i) go_on();
  EXPECT_EQ(sent.size(), kStunRequests);
  EXPECT_FALSE(client.silent());
  go_on();
  EXPECT_TRUE(client.silent());
  EXPECT_EQ(now - began, base::Millis{39'500}) << "RFC 8489 6.2.1 reckons it out";
  go_on();
  EXPECT_EQ(sent.back().first.host(), "192.0.2.4");
  EXPECT_TRUE(client.received(sent.back().first, answer("203.0.113.7"), now));
  EXPECT_FALSE(client.silent());
}

TEST_F(Asking, WhatIsKnownOutlivesASilentServer) {
  EXPECT_TRUE(client.received(sent[0].first, answer("203.0.113.7"), now));
  for (int i = 0; i < 40; ++i) go_on();
  EXPECT_TRUE(client.silent());
  EXPECT_EQ(host(), "203.0.113.7:5060");
}

TEST(StunMapped, OldServersSayItPlainly) {
  const std::string transaction = "abcdefghijkl";
  const std::string head{"\x01\x01\x00\x14\x21\x12\xa4\x42", 8};
  const std::string mapped{"\x00\x01\x00\x08\x00\x01\x13\xc4\xcb\x00\x71\x07", 12};
  const std::string software{"\x80\x22\x00\x03old\x00", 8};
  EXPECT_EQ(stun_mapped(head + transaction + mapped + software, transaction)->text(), "203.0.113.7:5060");
  const std::string unknown{"\x00\x77\x00\x04\x00\x00\x00\x00", 8};
  EXPECT_FALSE(stun_mapped(head + transaction + mapped + unknown, transaction)) << "RFC 8489 6.3.3: what we must know and do not";
}

RC_GTEST_PROP(StunMapped, NoBytesBreakIt, (const std::string& tail)) {
  const std::string transaction = "abcdefghijkl";
  std::string bytes{"\x01\x01", 2};
  bytes.push_back(static_cast<char>(tail.size() >> 8));
  bytes.push_back(static_cast<char>(tail.size()));
  bytes += std::string("\x21\x12\xa4\x42", 4) + transaction + tail;
  if (const auto mapped = stun_mapped(bytes, transaction)) RC_ASSERT(mapped->port != 0);
  (void)stun_mapped(tail, transaction);
}

}  // namespace
}  // namespace peal::sip
