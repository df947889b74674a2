#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/test_databases.hpp"
#include "settings/store.hpp"

/// The keys `outside` and `never_banned` of a tenant.
namespace peal::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const core::Time kNow = base::from_unix_millis(1'795'000'000'000);

class OutsideSettings : public testing::Test {
 protected:
  void SetUp() override {
    auto lent = database.borrow();
    ASSERT_TRUE(db::migrate(*lent, settings_schema()));
  }
  Tenant apply(const std::string& lines) {
    const auto report = store.apply("tenant:\n  key: t\n" + lines, "t.yaml", "test", kNow);
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return store.tenants().value().at(0);
  }
  std::string refused(const std::string& lines) {
    const auto report = store.apply("tenant:\n  key: t\n" + lines, "t.yaml", "test", kNow);
    EXPECT_FALSE(report) << lines;
    return report ? "" : report.error().message;
  }

  db::test::TestDatabase database{db::Dialect::kSqlite};
  Store store{database.pool()};
};

TEST_F(OutsideSettings, AFileSaysWhereHowMuchAndWhen) {
  const auto tenant = apply(R"(  outside:
    countries: [HK, US]
    allowed: ["+4420"]
    blocked: ["+861066", "400"]
    premium: true
    calls: 60
    calls_per_minute: 120
    minutes_per_hour: 2000
    night: international
    night_hours: "21:30-06:15"
  never_banned: [192.0.2.0/24]
)");
  EXPECT_THAT(tenant.outside.countries, ElementsAre("HK", "US"));
  EXPECT_THAT(tenant.outside.allowed, ElementsAre("+4420"));
  EXPECT_THAT(tenant.outside.blocked, ElementsAre("+861066", "400"));
  EXPECT_TRUE(tenant.outside.premium);
  EXPECT_EQ(tenant.outside.calls, 60U);
  EXPECT_EQ(tenant.outside.calls_per_minute, 120U);
  EXPECT_EQ(tenant.outside.minutes_per_hour, 2000U);
  EXPECT_EQ(tenant.outside.night, core::NightRule::kInternational);
  EXPECT_EQ(tenant.outside.night_from, 21 * 60 + 30);
  EXPECT_EQ(tenant.outside.night_to, 6 * 60 + 15);
  EXPECT_THAT(tenant.never_banned, ElementsAre("192.0.2.0/24"));
}

TEST_F(OutsideSettings, LeftOutEverythingExpensiveIsClosedAndThisMachineIsLetIn) {
  const auto tenant = apply("");
  EXPECT_EQ(tenant.outside, core::OutsideRules{});
  EXPECT_TRUE(tenant.outside.countries.empty());
  EXPECT_FALSE(tenant.outside.premium);
  EXPECT_THAT(tenant.never_banned, ElementsAre("127.0.0.0/8", "::1"));
  EXPECT_TRUE(apply("  never_banned: []\n").never_banned.empty());
}

TEST_F(OutsideSettings, StrangersAreSlowedUnlessTheFileSaysOtherwise) {
  EXPECT_EQ(apply("").strangers, core::StrangerRules{});
  EXPECT_GT(apply("").strangers.per_second, 0U);
  const auto tenant = apply("  strangers: {calls_per_second: 5, calls_per_minute: 0, neighbourhood_per_minute: 300}\n");
  EXPECT_EQ(tenant.strangers, (core::StrangerRules{5, 0, 300}));
  EXPECT_THAT(refused("  strangers: {calls_per_second: -1}\n"), HasSubstr("t.yaml:3"));
  EXPECT_THAT(refused("  strangers: {per_second: 1}\n"), HasSubstr("per_second"));
}

TEST_F(OutsideSettings, WhatShedCallersHearIsATextInLanguages) {
  EXPECT_TRUE(apply("").busy_announcement.empty());
  const auto told = apply("  busy_announcement: {zh-CN: 线路全忙，请稍后再拨。, en-US: Every line is busy. Please call later.}\n");
  EXPECT_EQ(told.busy_announcement.at("en-US"), "Every line is busy. Please call later.");
  EXPECT_EQ(told.busy_announcement.at("zh-CN"), "线路全忙，请稍后再拨。");
  EXPECT_THAT(refused("  busy_announcement: [1, 2]\n"), HasSubstr("t.yaml:3"));
}

TEST_F(OutsideSettings, MistakesAreNamedWithTheirPlace) {
  EXPECT_THAT(refused("  outside: {countries: [Germany]}\n"), HasSubstr("t.yaml:3"));
  EXPECT_THAT(refused("  outside: {allowed: [\"+44x\"]}\n"), HasSubstr("+44x"));
  EXPECT_THAT(refused("  outside: {night_hours: \"22-7\"}\n"), HasSubstr("22:00-07:00"));
  EXPECT_THAT(refused("  outside: {night_hours: \"24:00-07:00\"}\n"), HasSubstr("night_hours"));
  EXPECT_THAT(refused("  outside: {night: always}\n"), HasSubstr("always"));
  EXPECT_THAT(refused("  outside: {cals: 5}\n"), HasSubstr("cals"));
  EXPECT_THAT(refused("  never_banned: [here]\n"), HasSubstr("here"));
}

}  // namespace
}  // namespace peal::settings
