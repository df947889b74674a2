#include "media/secure/secure_channel.hpp"

#include <array>

#include <gtest/gtest.h>

namespace peal::media::secure {
namespace {

const IceCredentials kOurs{"ourfrag1", "our-password-of-24-chars"};

std::vector<std::uint8_t> check_with(std::string_view password) {
  const std::array<std::uint8_t, 12> transaction = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  StunWriter writer(kBindingRequest, transaction);
  writer.username("ourfrag1:brow");
  return writer.finish(password);
}

TEST(SecureChannel, SendsNothingMoreOnceTheChecksCeaseUntilTheyAreBack) {
  const auto identity = *DtlsIdentity::make();
  const auto browser = *Endpoint::parse("192.0.2.7", 50'123);
  SecureChannel channel(*identity, kOurs, {DtlsRole::kPassive, identity->fingerprint(), "brow", {}}, 0);
  EXPECT_FALSE(channel.take_stun(check_with(kOurs.password), browser, 5'000).empty());
  channel.tick(35'000);
  EXPECT_TRUE(channel.consents());
  EXPECT_TRUE(channel.take_stun(check_with("a-strangers-password-xxx"), browser, 35'000).empty());
  channel.tick(35'100);
  EXPECT_FALSE(channel.consents()) << "RFC 7675 5.1: 30 s, and strangers count for nothing";
  (void)channel.take_stun(check_with(kOurs.password), browser, 40'000);
  EXPECT_TRUE(channel.consents());
  channel.tick(70'100);
  EXPECT_FALSE(channel.consents());
  channel.authenticated(browser, 71'000);
  EXPECT_TRUE(channel.consents()) << "its sound says as much";
}

TEST(SecureChannel, AsksForNoConsentWithoutIce) {
  const auto identity = *DtlsIdentity::make();
  const auto phone = *Endpoint::parse("192.0.2.7", 50'124);
  SecureChannel channel(*identity, kOurs, {DtlsRole::kPassive, identity->fingerprint(), {}, phone}, 0);
  channel.tick(3'600'000);
  EXPECT_TRUE(channel.consents());
}

}  // namespace
}  // namespace peal::media::secure
