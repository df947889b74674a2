#include "telephony/guard/outside_rule.hpp"

#include <gtest/gtest.h>

#include "telephony/testing/world.hpp"

/// Where a tenant may call, how much and when.
namespace peal::telephony {
namespace {

using core::OutsideRefusal;
using core::OutsideRules;
using testing::World;
using namespace std::chrono_literals;

OutsideNumber home(const std::string& e164) { return {e164, e164, "CN", true, false, false, false, true}; }
OutsideNumber abroad(const std::string& e164, const std::string& country) { return {e164, e164, country, false, false, false, false, true}; }

TEST(OutsideRule, AbroadIsClosedUntilItIsOpened) {
  OutsideRules rules;
  EXPECT_EQ(outside_refusal(rules, home("+861088880000"), {}), std::nullopt);
  EXPECT_EQ(outside_refusal(rules, abroad("+14155550123", "US"), {}), OutsideRefusal::kCountry);
  rules.countries = {"US"};
  EXPECT_EQ(outside_refusal(rules, abroad("+14155550123", "US"), {}), std::nullopt);
  EXPECT_EQ(outside_refusal(rules, abroad("+447700900123", "GB"), {}), OutsideRefusal::kCountry);
}

TEST(OutsideRule, ExpensiveNumbersAreClosedEvenAtHome) {
  OutsideRules rules;
  auto premium = home("+8616899999");
  premium.premium = true;
  auto satellite = abroad("+881612345678", "");
  satellite.satellite = true;
  EXPECT_EQ(outside_refusal(rules, premium, {}), OutsideRefusal::kPremium);
  EXPECT_EQ(outside_refusal(rules, satellite, {}), OutsideRefusal::kPremium);
  rules.premium = true;
  EXPECT_EQ(outside_refusal(rules, premium, {}), std::nullopt);
  EXPECT_EQ(outside_refusal(rules, satellite, {}), std::nullopt);
}

TEST(OutsideRule, TheLongestBeginningDecides) {
  OutsideRules rules;
  rules.allowed = {"+4420"};
  rules.blocked = {"+44207", "+8610"};
  EXPECT_EQ(outside_refusal(rules, abroad("+442079460000", "GB"), {}), OutsideRefusal::kBlocked);
  EXPECT_EQ(outside_refusal(rules, abroad("+442089460000", "GB"), {}), std::nullopt);
  EXPECT_EQ(outside_refusal(rules, home("+861088880000"), {}), OutsideRefusal::kBlocked);
  rules.allowed = {"+8610"};
  EXPECT_EQ(outside_refusal(rules, home("+861088880000"), {}), OutsideRefusal::kBlocked) << "as long: blocked";
}

TEST(OutsideRule, WhatNobodyCanJudgeIsClosed) {
  OutsideNumber forwarding{"*21*16899999#", "", "", false, false, false, false, false};
  EXPECT_EQ(outside_refusal({}, forwarding, {}), OutsideRefusal::kUnreadable);
  OutsideRules rules;
  rules.allowed = {"*21"};
  EXPECT_EQ(outside_refusal(rules, forwarding, {}), std::nullopt);
}

TEST(OutsideRule, NightClosesAcrossMidnight) {
  OutsideRules rules;
  rules.countries = {"US"};
  rules.night = core::NightRule::kInternational;
  OutsideNow now;
  for (const std::uint32_t minute : {22u * 60, 23u * 60 + 59, 0u, 6u * 60 + 59}) {
    now.minute_of_day = minute;
    EXPECT_EQ(outside_refusal(rules, abroad("+14155550123", "US"), now), OutsideRefusal::kNight) << minute;
    EXPECT_EQ(outside_refusal(rules, home("+861088880000"), now), std::nullopt) << minute;
  }
  now.minute_of_day = 7 * 60;
  EXPECT_EQ(outside_refusal(rules, abroad("+14155550123", "US"), now), std::nullopt);
  rules.night = core::NightRule::kAll;
  now.minute_of_day = 0;
  EXPECT_EQ(outside_refusal(rules, home("+861088880000"), now), OutsideRefusal::kNight);
  rules.night_from = 60;
  rules.night_to = 120;
  EXPECT_EQ(outside_refusal(rules, home("+861088880000"), now), std::nullopt);
}

TEST(OutsideRule, LimitsHoldAndEmergencyCallsPassThemAll) {
  OutsideRules rules;
  rules.calls = 2;
  rules.calls_per_minute = 5;
  rules.minutes_per_hour = 100;
  rules.night = core::NightRule::kAll;
  rules.blocked = {"1"};
  OutsideNumber emergency{"110", "", "CN", true, false, false, true, true};
  OutsideNow now{9, 9, 900, 0};
  EXPECT_EQ(outside_refusal(rules, emergency, now), std::nullopt);
  rules.night = core::NightRule::kOpen;
  EXPECT_EQ(outside_refusal(rules, home("+86"), {2, 0, 0, 0}), OutsideRefusal::kAtOnce);
  EXPECT_EQ(outside_refusal(rules, home("+86"), {1, 5, 0, 0}), OutsideRefusal::kPerMinute);
  EXPECT_EQ(outside_refusal(rules, home("+86"), {1, 4, 100, 0}), OutsideRefusal::kMinutes);
  EXPECT_EQ(outside_refusal(rules, home("+86"), {1, 4, 99, 0}), std::nullopt);
}

TEST(OutsideMeter, CountsTheLastMinuteAndTheLastHour) {
  OutsideMeter meter;
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  for (int i = 0; i < 10; ++i, now += 1s) meter.placed(now);
  EXPECT_EQ(meter.use(now).last_minute, 10u);
  meter.began(now);
  meter.began(now);
  now += 10min;
  EXPECT_EQ(meter.use(now).last_minute, 0u);
  EXPECT_EQ(meter.use(now).calls, 2u);
  EXPECT_EQ(meter.use(now).minutes, 20u);
  meter.ended(now);
  meter.ended(now);
  now += 30min;
  EXPECT_EQ(meter.use(now).minutes, 20u);
  now += 31min;
  EXPECT_EQ(meter.use(now).minutes, 0u);
}

TEST(OutsideMeter, AHourSurvivesARestart) {
  OutsideMeter before, after;
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  before.began(now);
  now += 25min;
  before.ended(now);
  const auto [minute, hour] = before.hour(now);
  now += 5min;
  after.restore(minute, hour);
  EXPECT_EQ(after.use(now).minutes, 25u);
  now += 2h;
  EXPECT_EQ(after.use(now).minutes, 0u);
}

class OutsideGuardTest : public ::testing::Test {
 protected:
  OutsideGuardTest() {
    core::Trunk trunk;
    trunk.id = {testing::kTenant, 1};
    trunk.key = "carrier";
    trunk.address = "10.0.0.20";
    trunk.health_every = base::Seconds{0};
    world.exchange->adopt_trunks({{trunk, {sip::KnownName::State::kFound, {sip::Transport::kUdp, {{"carrier", 0, 0, {testing::at(20)}}}}}, {*base::parse_ip_range("10.0.0.20")}, std::nullopt}});
    carrier.rings = false;
  }
  /// Rings the agent whose device is an outside number.
  void ring(const std::string& number) {
    world.directory.outside = "tel:" + number;
    world.order(core::RingLeg{world.new_leg(), testing::agent_id(3), {}, base::Personal("138"), {}, base::Seconds{20}, {}});
  }
  void rules(core::OutsideRules wanted) { world.exchange->adopt_outside({{testing::kTenant, std::move(wanted)}}); }

  World world;
  testing::Phone carrier{world.wire, testing::at(20), world.clock(), 2};
};

TEST_F(OutsideGuardTest, AnAgentsForeignNumberIsNotCalledAndRaisesAnAlarm) {
  ring("+447700900123");
  EXPECT_EQ(carrier.calls_in, 0);
  ASSERT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kForbidden);
  ring("+447700900124");
  const auto seen = world.exchange->guard();
  ASSERT_EQ(seen.alarms.size(), 1u) << "one for all of its kind";
  EXPECT_EQ(seen.alarms[0].why, core::OutsideRefusal::kCountry);
  EXPECT_EQ(seen.alarms[0].calls, 2u);
  EXPECT_EQ(seen.alarms[0].beginning, "+44770") << "no more of a number is kept";
  EXPECT_EQ(seen.alarms[0].agent, testing::agent_id(3));
  EXPECT_FALSE(world.exchange->acknowledge_alarm({99}, seen.alarms[0].id)) << "another tenant's";
  EXPECT_TRUE(world.exchange->acknowledge_alarm(testing::kTenant, seen.alarms[0].id));
  EXPECT_TRUE(world.exchange->guard().alarms.empty());
  ring("13810298208");
  EXPECT_EQ(carrier.calls_in, 1);
}

TEST_F(OutsideGuardTest, ATestCallObeysTheSameRules) {
  std::optional<base::Result<core::TrunkTestOutcome>> outcome;
  world.exchange->test_call({{testing::kTenant, 1}, "+881612345678", "en-US", "hello"}, [&](auto result) { outcome = std::move(result); });
  ASSERT_TRUE(outcome);
  ASSERT_FALSE(*outcome);
  EXPECT_EQ(outcome->error().where, "outside.premium");
  EXPECT_EQ(carrier.calls_in, 0);
}

TEST_F(OutsideGuardTest, CallsAtOnceAreCountedWhileTheyLast) {
  core::OutsideRules two;
  two.calls = 2;
  rules(two);
  ring("13810298201");
  ring("13810298202");
  ring("13810298203");
  EXPECT_EQ(carrier.calls_in, 2);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kTooMany);
  EXPECT_EQ(world.exchange->guard().outside.at(0).calls, 2u);
  (void)carrier.agent.reject(carrier.current, 486, "Busy Here", world.now);
  world.wire.deliver();
  EXPECT_EQ(world.exchange->guard().outside.at(0).calls, 1u);
  ring("13810298204");
  EXPECT_EQ(carrier.calls_in, 3);
}

TEST_F(OutsideGuardTest, AlarmsAndTheHourSurviveARestart) {
  ring("+447700900123");
  ring("13810298201");
  world.advance(base::Seconds{15});
  const auto kept = world.exchange->kept_outside();
  world.restart();
  world.exchange->restore_outside(kept);
  EXPECT_EQ(world.exchange->guard().alarms.size(), 1u);
}

}  // namespace
}  // namespace peal::telephony
