#include "settings/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/testing/stored_settings.hpp"

/// What is kept so that nobody reads it: passwords, digests, PINs, keys.
namespace peal::settings {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using testing::Not;

class SecretsTest : public StoredSettings {};
INSTANTIATE_TEST_SUITE_P(Both, SecretsTest, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(SecretsTest, PasswordsFitOnlyTheirUser) {
  apply(kSmall);
  const auto user = store.users(centre().tenant).value().at(0);
  EXPECT_FALSE(user.has_password);
  EXPECT_EQ(store.set_password(user.id, "short", kNow).error().code, ErrorCode::kBadInput);
  ASSERT_TRUE(store.set_password(user.id, "päss-字-word", kNow));
  EXPECT_TRUE(store.find_user(user.id).value().has_password);
  EXPECT_EQ(store.check_password("t", "li", "päss-字-word").value().user.id, user.id);
  for (const auto& [tenant, name, password] : {std::tuple{"t", "li", "wrong-word"},
                                               {"t", "root", "päss-字-word"},
                                               {"t", "nobody", "x"},
                                               {"none", "li", "päss-字-word"}}) {
    EXPECT_EQ(store.check_password(tenant, name, password).error().code, ErrorCode::kNotSignedIn) << name;
  }
  apply("tenant: {key: t, name: 小}\nusers: [{key: root, name: Root, role: administrator}]\n");
  EXPECT_FALSE(store.check_password("t", "li", "päss-字-word")) << "A user who was removed cannot sign in.";
}

TEST_P(SecretsTest, AMatchHoldsUntilThePasswordIsSetAgain) {
  apply(kSmall);
  const auto user = store.users(centre().tenant).value().at(0);
  ASSERT_TRUE(store.set_password(user.id, "four-quiet-words", kNow));
  const auto match = store.check_password("t", "li", "four-quiet-words").value();
  EXPECT_TRUE(store.still_holds(match));
  ASSERT_TRUE(store.set_password(user.id, "four-other-words", kNow));
  EXPECT_EQ(store.still_holds(match).error().code, ErrorCode::kNotSignedIn);
  EXPECT_TRUE(store.still_holds(store.check_password("t", "li", "four-other-words").value()));
}

TEST_P(SecretsTest, PhonesGetDigestSecrets) {
  apply(
      with(with(kSmall, "key: li, name: 李, number", "key: Mufasa, name: 李, number"), "agent: li}", "agent: Mufasa}"));
  const auto agent = centre().agents[0].id;
  const std::string realm = "http-auth@example.org";
  EXPECT_EQ(store.phone_secret(agent, realm).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(store.set_phone_password(agent, realm, "Circle of Life", kNow));
  const auto secret = store.phone_secret(agent, realm).value();
  EXPECT_EQ(secret.user, "Mufasa");
  // A1 of the example in RFC 7616 3.9.1.
  EXPECT_EQ(secret.ha1_md5, "3d78807defe7de2157e2b0b6573a855f");
  EXPECT_EQ(secret.ha1_sha256, "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
  EXPECT_FALSE(store.phone_secret(agent, "other"));
}

TEST_P(SecretsTest, APinIsKeptAsAHashAndOnlyTheRightOneFits) {
  apply(kSmall);
  const auto agent = centre().agents[0].id;
  EXPECT_FALSE(store.has_phone_pin(agent).value());
  EXPECT_EQ(store.check_phone_pin(agent, "480262").error().code, ErrorCode::kNotFound);
  for (const auto* bad : {"123", "1234", "4321", "7777", "48026a", "1234567890123", ""}) {
    EXPECT_EQ(store.set_phone_pin(agent, bad, kNow).error().code, ErrorCode::kBadInput) << bad;
  }
  ASSERT_TRUE(store.set_phone_pin(agent, "480262", kNow));
  EXPECT_TRUE(store.has_phone_pin(agent).value());
  EXPECT_TRUE(store.check_phone_pin(agent, "480262").value());
  EXPECT_FALSE(store.check_phone_pin(agent, "480263").value());
  EXPECT_FALSE(store.check_phone_pin(agent, "").value());
  ASSERT_TRUE(store.set_phone_pin(agent, "7391", kNow));
  EXPECT_FALSE(store.check_phone_pin(agent, "480262").value());
  ASSERT_TRUE(store.remove_phone_pin(agent));
  EXPECT_FALSE(store.has_phone_pin(agent).value());
}

TEST_P(SecretsTest, ApiKeysWorkUntilTheyAreRevoked) {
  apply(kSmall);
  const auto tenant = centre().tenant;
  const auto secret = store.make_api_key(tenant, "ci", Role::kAdministrator, kNow).value().secret;
  EXPECT_EQ(store.make_api_key(tenant, "", Role::kAgent, kNow).error().code, ErrorCode::kBadInput);
  ASSERT_TRUE(store.make_api_key(tenant, "board", Role::kSupervisor, kNow));
  EXPECT_EQ(store.check_api_key(secret).value().name, "ci");
  EXPECT_FALSE(store.check_api_key(secret + "0"));
  EXPECT_FALSE(store.check_api_key(""));
  const auto keys = store.api_keys(tenant).value();
  ASSERT_EQ(keys.size(), 2U);
  ASSERT_TRUE(store.revoke_api_key(keys[0].id, kNow));
  EXPECT_FALSE(store.revoke_api_key(keys[0].id, kNow));
  EXPECT_EQ(store.check_api_key(secret).error().code, ErrorCode::kNotSignedIn);
}

TEST_P(SecretsTest, NoSecretIsKeptReadable) {
  apply(kSmall);
  const auto user = store.users(centre().tenant).value().at(0);
  ASSERT_TRUE(store.set_password(user.id, "open-sesame-1", kNow));
  const auto secret = store.make_api_key(centre().tenant, "ci", Role::kAdministrator, kNow).value().secret;
  auto lent = database.borrow();
  std::string all;
  for (const char* sql : {"SELECT hash FROM setting_password", "SELECT hash FROM setting_api_key"}) {
    const auto rows = lent->query(sql).value();
    for (const auto& row : rows) all += row.text(0);
  }
  EXPECT_THAT(all, HasSubstr("$argon2id$"));
  EXPECT_THAT(all, Not(HasSubstr("sesame")));
  EXPECT_THAT(all, Not(HasSubstr(secret.substr(5))));
}

TEST(Password, RandomOnesAreReadableAndDiffer) {
  const std::string one = random_password();
  EXPECT_EQ(one.size(), 19U);
  EXPECT_EQ(one.find_first_of("01loIO"), std::string::npos);
  EXPECT_NE(one, random_password());
}

}  // namespace
}  // namespace peal::settings
