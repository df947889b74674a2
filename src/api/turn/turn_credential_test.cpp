#include "api/turn/turn_credential.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

// `printf '1800003600:li' | openssl dgst -sha1 -hmac SECRET -binary | base64`, and Python's hmac, say the same.
TEST(TurnCredential, IsWhatATurnServerComputesOfTheSameSecret) {
  const auto of = [](std::string_view secret, std::string_view user, std::int64_t second) {
    return turn_credential(secret, user, base::from_unix_millis(second * 1'000));
  };
  const auto desk = of("what only the two servers know", "li", 1'800'003'600);
  EXPECT_EQ(desk.username, "1800003600:li");
  EXPECT_EQ(desk.credential, "Uy2gScufFVvsCdmAMfUhAr4TLEo=");
  EXPECT_EQ(of("north", "4000", 1'800'003'600).credential, "hnN+3AIoGqPFCJPrr2H1GrIDU9g=");
  // Longer than a block of SHA-1, and more than ASCII.
  EXPECT_EQ(of(std::string(80, 'k'), "1-23", 1'795'000'299).credential, "mVpBKUSi06FOhSRak0bNv9/S5Pc=");
  EXPECT_EQ(of("密钥-密钥-密钥-密钥", "web-0011aabb", 1'800'000'000).credential, "0m1at20SbnwJkJduWGbPdrFilCg=");
}

TEST(TurnCredential, NeverLastsLongerThanItsTime) {
  EXPECT_EQ(turn_credential("north", "li", base::from_unix_millis(1'800'003'600'999)).username, "1800003600:li");
}

}  // namespace
}  // namespace peal::api
