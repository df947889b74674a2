#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

namespace peal::core {
namespace {

using namespace testing;

TEST(Offer, NotAnsweredMakesTheAgentNotReadyAndTheCallerKeepsThePlace) {
  Stage stage;
  stage.ready(kWang);
  const auto first = stage.call();
  const auto visit = stage.last_fact<VisitStarted>()->visit;
  const auto ringing = stage.ringing_leg();
  const auto second = stage.call();
  stage.wait(20s);
  EXPECT_EQ(stage.last_fact<OfferEnded>()->end, OfferEnd::kExpired);
  EXPECT_EQ(stage.last_command<HangUpLeg>()->leg, ringing);
  const auto agent = stage.agent(kWang);
  EXPECT_EQ(agent.status, AgentStatus::kNotReady);
  EXPECT_EQ(agent.cause, StatusCause::kNoAnswer);
  EXPECT_EQ(stage.contact(first.contact).position, 1U);
  EXPECT_EQ(stage.contact(second.contact).position, 2U);

  stage.send(GoReady{kWang, user_of(kWang)});
  ASSERT_NE(stage.fact<OfferMade>(), nullptr);
  EXPECT_EQ(stage.fact<OfferMade>()->contact, first.contact) << "the original place, before the second caller";
  EXPECT_EQ(stage.fact<OfferMade>()->visit, visit) << "the same visit";
}

TEST(Offer, WinnerDropsAndTheCallerIsOfferedToTheNextAtOnce) {
  Stage stage;
  stage.ready(kWang);
  stage.wait(1s);
  stage.ready(kLi);
  const auto caller = stage.call();
  EXPECT_EQ(stage.contact(caller.contact).agent, kWang) << "the longest idle one first";
  stage.send(LegFailed{stage.ringing_leg(), base::ErrorCode::kUnreachable});
  ASSERT_NE(stage.fact<OfferMade>(), nullptr);
  EXPECT_EQ(stage.fact<OfferMade>()->agent, kLi);
  EXPECT_EQ(stage.contact(caller.contact).waiting_since, stage.contact(caller.contact).arrived);
}

TEST(Offer, DeviceVanishesAndTheRingingStopsAtOnce) {
  Stage stage;
  stage.ready(kWang);
  stage.wait(1s);
  stage.ready(kLi);
  stage.call();
  stage.send(DeviceDown{kWang});
  EXPECT_EQ(stage.fact<OfferEnded>()->end, OfferEnd::kFailed);
  EXPECT_EQ(stage.fact<OfferMade>()->agent, kLi);
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kReady) << "a reload costs nothing";
  stage.send(DeviceUp{kWang});
  EXPECT_EQ(stage.queue(kSales).ready, 1U);
}

TEST(Offer, ReadyAgentWhoseDeviceStaysAwayBecomesNotReady) {
  Stage stage;
  stage.ready(kWang);
  stage.send(DeviceDown{kWang});
  stage.wait(14s);
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kReady);
  stage.wait(1s);
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kNotReady);
  EXPECT_EQ(stage.agent(kWang).cause, StatusCause::kDeviceLost);
}

TEST(Offer, RejectedByTheDeskGoesToTheNextAgent) {
  Stage stage;
  stage.ready(kWang);
  stage.wait(1s);
  stage.ready(kLi);
  const auto caller = stage.call();
  stage.send(RejectOffer{kLi, caller.contact, user_of(kLi)});
  EXPECT_EQ(stage.refusal(), "refuse.not_offered");
  stage.send(RejectOffer{kWang, caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.fact<OfferEnded>()->end, OfferEnd::kRejected);
  EXPECT_EQ(stage.fact<OfferMade>()->agent, kLi);
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kNotReady);
}

TEST(Offer, AnAgentIsNeverOfferedASecondContact) {
  Stage stage;
  stage.ready(kWang);
  stage.call();
  stage.call();
  EXPECT_EQ(stage.count<OfferMade>(), 1U);
  stage.send(LegAnswered{stage.ringing_leg()});
  stage.call();
  EXPECT_EQ(stage.count<OfferMade>(), 1U);
}

TEST(Offer, AnOutsideAgentIsAlwaysOnAndRestsAfterNotAnswering) {
  auto settings = make_settings();
  auto& agent = settings.centres.front().agents[1];
  agent.device = DeviceKind::kOutside;
  agent.address = "sip:li@mobile.example";
  agent.always_on = true;
  Stage stage(settings);
  EXPECT_EQ(stage.agent(kLi).status, AgentStatus::kReady);
  stage.call();
  EXPECT_EQ(stage.last_fact<OfferMade>()->agent, kLi);
  stage.send(LegFailed{stage.ringing_leg(), base::ErrorCode::kBusy});
  EXPECT_EQ(stage.agent(kLi).status, AgentStatus::kNotReady);
  stage.wait(limits::kOutsideRest);
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kOffered) << "rested, and offered again";
}

TEST(Routing, TheLongestIdleAgentIsOfferedFirst) {
  Stage stage;
  stage.ready(kLi);
  stage.wait(1s);
  stage.ready(kWang);
  stage.call();
  EXPECT_EQ(stage.last_fact<OfferMade>()->agent, kLi);
}

TEST(Routing, AgentOfTwoQueuesTakesPriorityThenTheLongestWaiting) {
  auto settings = make_settings();
  settings.centres.front().queues[1].priority = 10;
  settings.centres.front().flows[2].nodes.push_back({"support", QueueNode{kSupport, 0, ""}});
  Stage stage(settings);
  const auto sales = stage.call();
  stage.wait(10s);
  const auto support_leg = stage.arrive("4000");
  const auto support = stage.last_fact<ContactArrived>()->contact;
  stage.send(LegAnswered{support_leg});
  stage.send(PlayFinished{support_leg, stage.last_command<PlayPrompt>()->play});
  stage.send(DigitPressed{support_leg, base::Personal{"2"}});
  stage.ready(kWang);
  EXPECT_EQ(stage.last_fact<OfferMade>()->contact, support) << "priority goes before waiting time";
  stage.send(LegHungUp{support_leg});
  EXPECT_EQ(stage.last_fact<OfferMade>()->contact, sales.contact);
}

TEST(Routing, AnUnreachableAgentBlocksNobody) {
  Stage stage;
  stage.ready(kWang);
  stage.wait(1s);
  stage.ready(kLi);
  stage.send(DeviceDown{kWang});
  stage.call();
  EXPECT_EQ(stage.last_fact<OfferMade>()->agent, kLi);
}

TEST(Routing, SkillsMustBeGoodEnough) {
  auto settings = make_settings();
  settings.centres.front().queues[0].skills = {{kSalesSkill, 6}, {kSupportSkill, 1}};
  Stage stage(settings);
  stage.ready(kWang);  // Both skills, but sales at 5 only.
  stage.ready(kLi);
  stage.call();
  EXPECT_EQ(stage.count<OfferMade>(), 0U);
  stage.centre().agents[0].skills[0].proficiency = 6;
  stage.change_settings();
  ASSERT_NE(stage.fact<OfferMade>(), nullptr);
  EXPECT_EQ(stage.fact<OfferMade>()->agent, kWang);
}

}  // namespace
}  // namespace peal::core
