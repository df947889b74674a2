#include "api/me/softphone_secrets.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "api/limits.hpp"

namespace peal::api {
namespace {

constexpr core::Time kNow = base::from_unix_millis(1'800'000'000'000);
constexpr core::AgentId kAgent{{1}, 11};
constexpr records::SessionId kDesk{{1}, 21};
constexpr records::SessionId kOtherDesk{{1}, 22};

class SoftphoneSecretsTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_GE(sodium_init(), 0); }
  SoftphoneSecrets secrets_;
};

TEST_F(SoftphoneSecretsTest, AreOneForAnAgentAndDifferFromOthers) {
  const auto first = secrets_.issue(kAgent, kDesk, kNow);
  EXPECT_EQ(secrets_.issue(kAgent, kOtherDesk, kNow).password, first.password);
  EXPECT_EQ(secrets_.password_of(kAgent, kNow), first.password);
  EXPECT_GE(first.password.size(), 32U);
  EXPECT_NE(secrets_.issue({{1}, 12}, kDesk, kNow).password, first.password);
  EXPECT_FALSE(secrets_.password_of({{1}, 13}, kNow));
}

TEST_F(SoftphoneSecretsTest, ExpireAndAreRenewedInTime) {
  const auto first = secrets_.issue(kAgent, kDesk, kNow);
  EXPECT_FALSE(secrets_.password_of(kAgent, first.expires));
  const auto later = secrets_.issue(kAgent, kDesk, kNow + kSoftphoneSecretLife * 2 / 3);
  EXPECT_NE(later.password, first.password);
}

TEST_F(SoftphoneSecretsTest, DieWithTheSession) {
  const auto first = secrets_.issue(kAgent, kDesk, kNow);
  (void)secrets_.issue(kAgent, kOtherDesk, kNow);
  secrets_.drop(kDesk);
  EXPECT_FALSE(secrets_.password_of(kAgent, kNow));
  EXPECT_NE(secrets_.issue(kAgent, kOtherDesk, kNow).password, first.password);
}

}  // namespace
}  // namespace peal::api
