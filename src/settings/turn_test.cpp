#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/limits.hpp"
#include "settings/testing/stored_settings.hpp"

/// The key `turn` of a tenant, and what it shares with its TURN server.
namespace peal::settings {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kKey(kSealingKeyBytes, 'k');
const std::string kSecret = "sixteen bytes or more";

class TurnTest : public StoredSettings {
 protected:
  TurnServers turn(const std::string& lines) {
    apply("tenant:\n  key: t\n" + lines);
    return store.tenants().value().at(0).turn;
  }
  std::string wrong(const std::string& turn) { return refused("tenant:\n  key: t\n  name: T\n  turn: " + turn + "\n"); }
  core::TenantId tenant() { return store.tenants().value().at(0).id; }
};
INSTANTIATE_TEST_SUITE_P(Both, TurnTest, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(TurnTest, AFileNamesTheServers) {
  EXPECT_EQ(turn("  name: T\n"), TurnServers{});
  const auto found = turn(R"(  name: T
  turn:
    urls: ["turn:192.0.2.7:3478?transport=tcp", "turns:turn.example.com", "turn:[2001:db8::7]:3478", "turn:[2001:db8::8]"]
    lifetime: 2h
)");
  EXPECT_THAT(found.urls, ElementsAre("turn:192.0.2.7:3478?transport=tcp", "turns:turn.example.com", "turn:[2001:db8::7]:3478", "turn:[2001:db8::8]"));
  EXPECT_EQ(found.lifetime, base::Seconds{7'200});
  const auto out = store.export_yaml(std::nullopt).value();
  EXPECT_FALSE(apply(out).changed) << out;
  EXPECT_EQ(turn("  name: T\n"), TurnServers{}) << "A section is the whole truth.";
}

TEST_P(TurnTest, WhatNoBrowserWouldTakeIsRefusedWithItsPlace) {
  for (const std::string url : {"stun:turn.example.com", "turn:", "turn:host:0", "turn:host:65536", "turn:host:", "turn:host:80:80", "turn:ho st",
                                "turn://host", "turn:host?transport=sctp", "turn:host?transport=tcp&x=1", "turn:[::1", "turn:[192.0.2.7]",
                                "turn:[2001:db8::/32]", "turn:user@host", "https://host", "TURN:host", "turn:.host", "turn:[::1]x:3478"}) {
    const auto said = wrong("{urls: [\"" + url + "\"]}");
    EXPECT_THAT(said, HasSubstr("t.yaml:4:")) << url;
    EXPECT_THAT(said, HasSubstr("turns:turn.example.com:5349?transport=tcp")) << url;
  }
  EXPECT_THAT(wrong("{urls: [\"turn:" + std::string(300, 'a') + "\"]}"), HasSubstr("does not belong"));
  EXPECT_THAT(wrong("{urls: turn:host}"), HasSubstr("urls"));
  EXPECT_THAT(wrong("{urls: []}"), HasSubstr("needs a list"));
  EXPECT_THAT(wrong("{lifetime: 1h}"), HasSubstr("needs a list"));
  EXPECT_THAT(wrong("{urls: [\"turn:host\"], lifetime: 4m}"), HasSubstr("lifetime"));
  EXPECT_THAT(wrong("{urls: [\"turn:host\"], lifetime: 25h}"), HasSubstr("lifetime"));
  EXPECT_THAT(wrong("{urls: [\"turn:host\"], url: x}"), HasSubstr("url"));
}

TEST_P(TurnTest, ASecretInTheFileIsRefusedAndNotSaidAgain) {
  const auto said = wrong("{urls: [\"turn:host\"], secret: " + kSecret + "}");
  EXPECT_THAT(said, HasSubstr("peal turn secret"));
  EXPECT_THAT(said, Not(HasSubstr(kSecret)));
}

TEST_P(TurnTest, ASecretIsKeptSealed) {
  apply(kSmall);
  EXPECT_TRUE(store.turn_secrets(kKey).value().empty());
  ASSERT_TRUE(store.set_turn_secret(tenant(), kSecret, kKey, kNow));
  EXPECT_EQ(store.turn_secrets(kKey).value(), (TurnSecrets{{tenant(), kSecret}}));
  {
    auto lent = database.borrow();
    const auto rows = lent->query("SELECT sealed FROM setting_turn_secret").value();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_THAT(db::from_base64(rows[0].text(0)), Not(HasSubstr(kSecret)));
  }
  EXPECT_TRUE(store.turn_secrets(std::string(kSealingKeyBytes, 'x')).value().empty()) << "Another data folder's key opens nothing.";
  ASSERT_TRUE(store.set_turn_secret(tenant(), "another one, as long", kKey, kNow));
  EXPECT_EQ(store.turn_secrets(kKey).value().at(tenant()), "another one, as long");
  ASSERT_TRUE(store.set_turn_secret(tenant(), "", kKey, kNow));
  EXPECT_TRUE(store.turn_secrets(kKey).value().empty());
}

TEST_P(TurnTest, ASecretThatCanBeGuessedIsRefused) {
  apply(kSmall);
  for (const auto& bad : {std::string("short"), std::string(15, 'a'), std::string("two lines of\nsecret text"), std::string(257, 'a')}) {
    EXPECT_EQ(store.set_turn_secret(tenant(), bad, kKey, kNow).error().code, ErrorCode::kBadInput) << bad;
  }
  EXPECT_EQ(store.set_turn_secret({99}, kSecret, kKey, kNow).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(store.turn_secrets(kKey).value().empty());
}

}  // namespace
}  // namespace peal::settings
