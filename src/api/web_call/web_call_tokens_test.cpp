#include "api/web_call/web_call_tokens.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "api/limits.hpp"

namespace peal::api {
namespace {

constexpr core::Time kNow = base::from_unix_millis(1'800'000'000'000);

class WebCallTokensTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_GE(sodium_init(), 0); }
  static WebCallClaims claims() {
    WebCallClaims claims;
    claims.tenant = {1};
    claims.number = "7000";
    claims.name = "王芳 \xF0\x9F\x98\x80";
    claims.language = "zh-CN";
    claims.caller = "+8613810298208";
    return claims;
  }
  WebCallTokens tokens_;
};

TEST_F(WebCallTokensTest, AreGoodOnce) {
  const auto [token, issued] = tokens_.issue(claims(), kNow);
  const auto first = tokens_.spend(token, kNow + base::Seconds{59});
  ASSERT_TRUE(first);
  EXPECT_EQ(*first, issued);
  EXPECT_EQ(first->number, "7000");
  EXPECT_EQ(first->name, "王芳 \xF0\x9F\x98\x80");
  const auto second = tokens_.spend(token, kNow + base::Seconds{59});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kNotSignedIn);
  EXPECT_EQ(second.error().where, "api.token_over");
}

TEST_F(WebCallTokensTest, DieAfterAMinute) {
  const auto [token, issued] = tokens_.issue(claims(), kNow);
  EXPECT_EQ(issued.expires, kNow + kWebCallTokenLife);
  EXPECT_FALSE(tokens_.spend(token, kNow + kWebCallTokenLife));
}

TEST_F(WebCallTokensTest, NoByteCanBeChanged) {
  const auto [token, issued] = tokens_.issue(claims(), kNow);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens_.spend(forged, kNow)) << i;
  }
  EXPECT_TRUE(tokens_.spend(token, kNow));
}

TEST_F(WebCallTokensTest, OfAnotherServerAreRefused) {
  WebCallTokens other;
  EXPECT_FALSE(other.spend(tokens_.issue(claims(), kNow).first, kNow));
}

TEST_F(WebCallTokensTest, RubbishIsRefused) {
  for (const std::string text : {"", ".", "a.b", "....", "AAAA.", ".AAAA"}) EXPECT_FALSE(tokens_.spend(text, kNow)) << text;
  EXPECT_FALSE(tokens_.spend(std::string(kWebTokenBytesMax + 1, 'A'), kNow));
}

TEST_F(WebCallTokensTest, TravelAsAttributesOfTheConnection) {
  auto issued = tokens_.issue(claims(), kNow).second;
  const auto read = web_call_of(to_attributes(issued));
  ASSERT_TRUE(read);
  issued.expires = {};  // The token is spent; its expiry has no more meaning.
  EXPECT_EQ(*read, issued);
  EXPECT_FALSE(web_call_of({}));
  EXPECT_FALSE(web_call_of({{"kind", "agent"}, {"tenant", "1"}, {"number", "7000"}}));
  EXPECT_FALSE(web_call_of({{"kind", "web_call"}, {"tenant", "1"}}));
}

}  // namespace
}  // namespace peal::api
