#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

/// Hot desking: whose a phone is, how one takes it, and how it is given back.
namespace peal::core {
namespace {

using namespace testing;

Settings with_phones() {
  auto settings = make_settings();
  for (auto& agent : settings.centres.front().agents) agent.device = DeviceKind::kSipPhone;
  return settings;
}

struct Office : Stage {
  Office() : Stage(with_phones()) {
    send(DeviceUp{kWang});
    send(DeviceUp{kLi});
  }
  /// The phone of `phone` asks to become that of the agent with this extension.
  LegId ask(AgentId phone, const std::string& extension) {
    const auto leg = dial(phone, "*11" + extension);
    send(LegAnswered{leg});
    return leg;
  }
  void answer(LegId leg, AgentId who, PinVerdict verdict) {
    send(DigitsGathered{leg, base::Personal{"4711"}});
    send(PinChecked{leg, who, verdict});
  }
  /// Zhao, who has no phone of its own today, sits down at the phone of `phone`.
  void sit_down(AgentId phone) {
    const auto leg = ask(phone, "1003");
    answer(leg, kZhao, PinVerdict::kRight);
    send(LegHungUp{leg});
  }
};

TEST(Seat, IsTakenWithThePinAndRingsFromThenOn) {
  Office stage;
  const auto leg = stage.ask(kLi, "1003");
  EXPECT_EQ(stage.command<GatherDigits>()->leg, leg);
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt.text.at("en-US"), "Please enter your PIN, and then the hash key.");
  stage.send(DigitsGathered{leg, base::Personal{"4711"}});
  EXPECT_EQ(stage.command<CheckPin>()->agent, kZhao);
  stage.send(PinChecked{leg, kZhao, PinVerdict::kRight});
  EXPECT_EQ(stage.fact<SeatTaken>()->phone, kLi);
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt.text.at("en-US"), "This phone is yours now.");
  stage.send(LegHungUp{leg});
  EXPECT_EQ(stage.agent(kZhao).seat, kLi);
  EXPECT_TRUE(stage.agent(kZhao).device_up);
  EXPECT_FALSE(stage.agent(kLi).device_up) << "somebody else sits there";
  stage.dial(kWang, "1003");
  EXPECT_EQ(stage.command<RingLeg>()->agent, kZhao);
  EXPECT_EQ(stage.command<RingLeg>()->phone, kLi);
  stage.dial(kWang, "1002");
  EXPECT_NE(stage.command<RejectLeg>(), nullptr) << "the phone's own agent is not there";
}

TEST(Seat, GivesTheCallsOfThePhoneToWhoeverSitsThere) {
  Office stage;
  stage.sit_down(kLi);
  const auto leg = stage.dial(kLi, "1001");
  EXPECT_EQ(stage.command<OwnLeg>()->leg, leg);
  EXPECT_EQ(stage.command<OwnLeg>()->agent, kZhao);
  EXPECT_EQ(stage.command<RingLeg>()->caller.text, "1003");
}

TEST(Seat, TakesWhatQueuesOffer) {
  Office stage;
  stage.sit_down(kLi);
  stage.send(SignIn{kZhao, user_of(kZhao)});
  stage.send(GoReady{kZhao, user_of(kZhao)});
  const auto caller = stage.call("4000");
  stage.send(PlayFinished{caller.leg, stage.last_command<PlayPrompt>()->play});
  stage.send(DigitPressed{caller.leg, base::Personal{"2"}});
  ASSERT_NE(stage.last_fact<OfferMade>(), nullptr);
  EXPECT_EQ(stage.last_fact<OfferMade>()->agent, kZhao);
  EXPECT_EQ(stage.last_command<RingLeg>()->phone, kLi);
}

TEST(Seat, IsLeftByCodeAndThePhoneIsItsOwnersAgain) {
  Office stage;
  stage.sit_down(kLi);
  const auto leg = stage.dial(kLi, "*12");
  EXPECT_EQ(stage.fact<SeatLeft>()->end, SeatEnd::kAsked);
  stage.send(LegAnswered{leg});
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt.text.at("en-US"), "You have left this phone.");
  stage.send(LegHungUp{leg});
  EXPECT_TRUE(stage.agent(kLi).device_up);
  EXPECT_FALSE(stage.agent(kZhao).device_up);
  stage.dial(kWang, "1002");
  EXPECT_EQ(stage.command<RingLeg>()->phone, AgentId{});
}

TEST(Seat, EndsWhenTheAgentSitsDownElsewhere) {
  Office stage;
  stage.sit_down(kLi);
  const auto leg = stage.ask(kWang, "1003");
  stage.answer(leg, kZhao, PinVerdict::kRight);
  EXPECT_EQ(stage.fact<SeatLeft>()->phone, kLi);
  EXPECT_EQ(stage.fact<SeatLeft>()->end, SeatEnd::kElsewhere);
  stage.send(LegHungUp{leg});
  EXPECT_EQ(stage.agent(kZhao).seat, kWang);
  EXPECT_TRUE(stage.agent(kLi).device_up);
}

TEST(Seat, GoesToWhoeverShowsThePinLast) {
  Office stage;
  stage.sit_down(kLi);
  const auto leg = stage.ask(kLi, "1002");
  stage.answer(leg, kLi, PinVerdict::kRight);
  EXPECT_EQ(stage.fact<SeatLeft>()->agent, kZhao);
  EXPECT_EQ(stage.fact<SeatLeft>()->end, SeatEnd::kReplaced);
  EXPECT_EQ(stage.fact<SeatTaken>(), nullptr) << "the owner is back at the own phone";
  stage.send(LegHungUp{leg});
  EXPECT_TRUE(stage.agent(kLi).device_up);
}

TEST(Seat, AsksThreeTimesForThePin) {
  Office stage;
  const auto leg = stage.ask(kLi, "1003");
  for (int nth = 0; nth < 2; ++nth) {
    stage.answer(leg, kZhao, PinVerdict::kWrong);
    EXPECT_EQ(stage.fact<SeatTried>()->verdict, PinVerdict::kWrong);
    EXPECT_NE(stage.command<GatherDigits>(), nullptr);
  }
  stage.answer(leg, kZhao, PinVerdict::kWrong);
  EXPECT_EQ(stage.command<GatherDigits>(), nullptr);
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt.text.at("en-US"), "This cannot be done.");
  stage.send(PlayFinished{leg, stage.command<PlayPrompt>()->play});
  EXPECT_EQ(stage.command<HangUpLeg>()->leg, leg);
  EXPECT_EQ(stage.count<SeatTaken>(), 0U);
}

TEST(Seat, OfALockedAgentIsNotAskedForAgain) {
  Office stage;
  const auto leg = stage.ask(kLi, "1003");
  stage.answer(leg, kZhao, PinVerdict::kLocked);
  EXPECT_EQ(stage.command<GatherDigits>(), nullptr);
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt.text.at("en-US"), "Too many wrong tries. Please try again later.");
}

TEST(Seat, IsForExtensionsAndPhonesOnly) {
  Office stage;
  auto leg = stage.dial(kLi, "*1110034711");
  EXPECT_EQ(stage.fact<InternalCallStarted>()->dialled, "*11") << "a PIN that was dialled is written nowhere";
  stage.send(LegAnswered{leg});
  EXPECT_EQ(stage.command<GatherDigits>(), nullptr);
  stage.send(LegHungUp{leg});
  stage.centre().agents[1].device = DeviceKind::kBrowser;
  stage.change_settings();
  leg = stage.dial(kLi, "*111003");
  stage.send(LegAnswered{leg});
  EXPECT_EQ(stage.command<GatherDigits>(), nullptr);
}

TEST(Seat, TakesNobodyAwayFromACall) {
  Office stage;
  stage.sit_down(kLi);
  stage.dial(kLi, "1001");
  const auto leg = stage.dial(kWang, "*111003");
  EXPECT_EQ(stage.fact<SeatTaken>(), nullptr);
  stage.send(LegHungUp{leg});
  stage.send(LeaveSeat{kZhao, user_of(kZhao)});
  EXPECT_EQ(stage.refusal(), "refuse.in_contact");
}

TEST(Seat, IsGivenBackFromTheDesk) {
  Office stage;
  stage.sit_down(kLi);
  stage.send(LeaveSeat{kZhao, user_of(kZhao)});
  EXPECT_EQ(stage.fact<SeatLeft>()->by, user_of(kZhao));
  stage.send(LeaveSeat{kZhao, user_of(kZhao)});
  EXPECT_EQ(stage.refusal(), "refuse.no_seat");
}

TEST(Seat, OutlivesARestartAndComesUpWithItsPhone) {
  Office stage;
  stage.sit_down(kLi);
  stage.send(Restarted{false});
  EXPECT_EQ(stage.agent(kZhao).seat, kLi);
  EXPECT_FALSE(stage.agent(kZhao).device_up);
  stage.send(DeviceUp{kLi});
  EXPECT_TRUE(stage.agent(kZhao).device_up);
  const auto loaded = load_state(save_state(stage.state()));
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(agent_view(**loaded, kZhao)->seat, kLi);
}

TEST(Seat, EndsWithThePhoneThatTheSettingsRemove) {
  Office stage;
  stage.sit_down(kLi);
  std::erase_if(stage.centre().agents, [](const Agent& agent) { return agent.id == kLi; });
  stage.change_settings();
  EXPECT_EQ(stage.agent(kZhao).seat, AgentId{});
}

TEST(Seat, OfALostLegIsRungAgainThere) {
  Office stage;
  stage.sit_down(kLi);
  stage.send(SignIn{kZhao, user_of(kZhao)});
  stage.send(GoReady{kZhao, user_of(kZhao)});
  const auto caller = stage.call("4000");
  stage.send(PlayFinished{caller.leg, stage.last_command<PlayPrompt>()->play});
  stage.send(DigitPressed{caller.leg, base::Personal{"2"}});
  const auto leg = stage.ringing_leg();
  stage.send(LegAnswered{leg});
  stage.send(DeviceDown{kLi});
  stage.send(LegLost{leg});
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kReconnecting);
  stage.send(DeviceUp{kLi});
  EXPECT_EQ(stage.command<RingLeg>()->phone, kLi);
}

TEST(Seat, AKeyBehindThePinDoesNotEndTheCall) {
  Office stage;
  const auto leg = stage.ask(kLi, "1003");
  stage.send(DigitsGathered{leg, base::Personal{"4711"}});
  stage.send(DigitPressed{leg, base::Personal{"#"}});
  EXPECT_EQ(stage.command<HangUpLeg>(), nullptr);
  stage.send(PinChecked{leg, kZhao, PinVerdict::kRight});
  EXPECT_EQ(stage.fact<SeatTaken>()->phone, kLi);
}

TEST(Seat, EndsWithThePhoneThatBecomesAMobile) {
  Office stage;
  stage.sit_down(kLi);
  stage.centre().agents[1].device = DeviceKind::kOutside;
  stage.change_settings();
  EXPECT_EQ(stage.agent(kZhao).seat, AgentId{}) << "its calls would be rung at somebody's home";
  EXPECT_EQ(stage.agent(kLi).guest, AgentId{});
}

}  // namespace
}  // namespace peal::core
