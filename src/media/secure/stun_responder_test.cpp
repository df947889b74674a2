#include "media/secure/stun_responder.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace peal::media::secure {
namespace {

const std::array<std::uint8_t, 12> kTransaction = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
const IceCredentials kLocal{"ourfrag1", "our-password-of-24-chars"};

Endpoint browser() { return *Endpoint::parse("192.0.2.7", 50'123); }

struct Check {
  std::string username = "ourfrag1:theirs";
  std::string password = kLocal.password;
  bool nominate = true;
  bool controlled = false;
  std::uint16_t extra = 0;
};

std::vector<std::uint8_t> request(const Check& check) {
  StunWriter writer(kBindingRequest, kTransaction);
  writer.username(check.username);
  const std::uint8_t priority[] = {0x6E, 0, 1, 0xFF};
  writer.number(kAttributePriority, priority);
  const std::uint8_t tie[] = {1, 2, 3, 4, 5, 6, 7, 8};
  writer.number(check.controlled ? kAttributeIceControlled : kAttributeIceControlling, tie);
  if (check.nominate) writer.flag(kAttributeUseCandidate);
  if (check.extra != 0) writer.flag(check.extra);
  return writer.finish(check.password);
}

TEST(StunResponder, AnswersACheckWithTheAddressItCameFrom) {
  const StunResponder responder(kLocal, "theirs");
  const auto outcome = responder.receive(request({}), browser());
  EXPECT_TRUE(outcome.authentic);
  EXPECT_TRUE(outcome.nominated);
  const auto reply = parse_stun(outcome.reply);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->type, kBindingSuccess);
  EXPECT_TRUE(std::ranges::equal(reply->transaction, kTransaction));
  ASSERT_TRUE(reply->mapped);
  EXPECT_EQ(*reply->mapped, browser());
  EXPECT_TRUE(integrity_holds(*reply, kLocal.password));
  EXPECT_TRUE(reply->fingerprint_at && fingerprint_holds(*reply));
}

TEST(StunResponder, AnAddressOfVersionSixComesBackToo) {
  const Endpoint six = *Endpoint::parse("2001:db8::17", 9);
  const auto outcome = StunResponder(kLocal, "theirs").receive(request({}), six);
  ASSERT_TRUE(parse_stun(outcome.reply));
  EXPECT_EQ(parse_stun(outcome.reply)->mapped, six);
}

TEST(StunResponder, WithoutUseCandidateNothingIsNominated) {
  const auto outcome = StunResponder(kLocal, "theirs").receive(request({.nominate = false}), browser());
  EXPECT_TRUE(outcome.authentic);
  EXPECT_FALSE(outcome.nominated);
}

TEST(StunResponder, SaysNothingToWhoDoesNotKnowThePassword) {
  const StunResponder responder(kLocal, "theirs");
  for (const Check& check : {Check{.password = "wrong"}, Check{.username = "other:theirs"},
                             Check{.username = "ourfrag1:others"}, Check{.username = "ourfrag1"}}) {
    const auto outcome = responder.receive(request(check), browser());
    EXPECT_TRUE(outcome.reply.empty()) << check.username;
    EXPECT_FALSE(outcome.authentic);
    EXPECT_FALSE(outcome.nominated);
  }
}

TEST(StunResponder, ReportsRoleConflictAndUnknownAttributes) {
  const StunResponder responder(kLocal, "theirs");
  const auto conflict = responder.receive(request({.controlled = true}), browser());
  ASSERT_TRUE(parse_stun(conflict.reply));
  EXPECT_EQ(parse_stun(conflict.reply)->type, kBindingError);
  EXPECT_FALSE(conflict.authentic);
  const auto unknown = responder.receive(request({.extra = 0x7777}), browser());
  ASSERT_TRUE(parse_stun(unknown.reply));
  EXPECT_EQ(parse_stun(unknown.reply)->type, kBindingError);
}

RC_GTEST_PROP(StunResponder, NoChangedByteIsAccepted, ()) {
  auto bytes = request({});
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  const auto flip = *rc::gen::inRange<int>(1, 256);
  bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ flip);
  const auto outcome = StunResponder(kLocal, "theirs").receive(bytes, browser());
  RC_ASSERT(!outcome.authentic);
}

TEST(StunResponder, EveryTruncationIsRefused) {
  const auto whole = request({});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto outcome = StunResponder(kLocal, "theirs").receive(Bytes(whole).first(size), browser());
    EXPECT_FALSE(outcome.authentic) << size;
  }
}

// RFC 5769 2.1, the sample request: the integrity and fingerprint of another implementation.
TEST(StunMessage, TheSampleRequestOfRfc5769Checks) {
  const std::uint8_t sample[] = {
      0x00, 0x01, 0x00, 0x58, 0x21, 0x12, 0xa4, 0x42, 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87,
      0xdf, 0xae, 0x80, 0x22, 0x00, 0x10, 0x53, 0x54, 0x55, 0x4e, 0x20, 0x74, 0x65, 0x73, 0x74, 0x20, 0x63, 0x6c,
      0x69, 0x65, 0x6e, 0x74, 0x00, 0x24, 0x00, 0x04, 0x6e, 0x00, 0x01, 0xff, 0x80, 0x29, 0x00, 0x08, 0x93, 0x2f,
      0xf9, 0xb1, 0x51, 0x26, 0x3b, 0x36, 0x00, 0x06, 0x00, 0x09, 0x65, 0x76, 0x74, 0x6a, 0x3a, 0x68, 0x36, 0x76,
      0x59, 0x20, 0x20, 0x20, 0x00, 0x08, 0x00, 0x14, 0x9a, 0xea, 0xa7, 0x0c, 0xbf, 0xd8, 0xcb, 0x56, 0x78, 0x1e,
      0xf2, 0xb5, 0xb2, 0xd3, 0xf2, 0x49, 0xc1, 0xb5, 0x71, 0xa2, 0x80, 0x28, 0x00, 0x04, 0xe5, 0x7a, 0x3b, 0xcf};
  const auto message = parse_stun(sample);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->username, "evtj:h6vY");
  EXPECT_TRUE(integrity_holds(*message, "VOkJxbRl1RmTxUk/WvJxBt"));
  EXPECT_FALSE(integrity_holds(*message, "VOkJxbRl1RmTxUk/WvJxBu"));
  EXPECT_TRUE(fingerprint_holds(*message));
}

TEST(IceCredentials, AreLongEnoughAndDiffer) {
  const auto first = make_ice_credentials();
  const auto second = make_ice_credentials();
  EXPECT_GE(first.ufrag.size(), 4U);
  EXPECT_GE(first.password.size(), 22U);
  EXPECT_NE(first.password, second.password);
}

}  // namespace
}  // namespace peal::media::secure
