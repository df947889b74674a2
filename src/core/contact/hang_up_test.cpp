#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

/// The caller hangs up, at each stage: every leg being set up for the call
/// stops, nobody is rung for a dead call, and nobody is stuck.
namespace peal::core {
namespace {

using namespace testing;

bool hung_up(const Stage& stage, LegId leg) {
  return std::ranges::any_of(stage.commands(), [&](const Command& command) {
    const auto* hang_up = std::get_if<HangUpLeg>(&command);
    return hang_up != nullptr && hang_up->leg == leg;
  });
}

TEST(CallerHangsUp, BeforeTheAnswer) {
  Stage stage;
  const auto leg = stage.arrive("4000");
  const auto contact = stage.fact<ContactArrived>()->contact;
  stage.send(LegFailed{leg, base::ErrorCode::kCancelled});
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kInFlow);
  EXPECT_TRUE(stage.gone(contact));
  EXPECT_FALSE(next_due(stage.state()).has_value()) << "no timer is left";
}

TEST(CallerHangsUp, InTheMenu) {
  Stage stage;
  const auto caller = stage.call("4000");
  stage.send(PlayFinished{caller.leg, stage.command<PlayPrompt>()->play});
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kInFlow);
  EXPECT_NE(stage.command<StopRecording>(), nullptr);
}

TEST(CallerHangsUp, InTheFirstSecondsOfWaitingIsAShortAbandon) {
  Stage stage;
  const auto caller = stage.call();
  stage.wait(4s);
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.fact<VisitEnded>()->end, VisitEnd::kShortAbandoned);
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kAbandoned);
}

TEST(CallerHangsUp, AfterWaitingLongIsAnAbandon) {
  Stage stage;
  const auto caller = stage.call();
  stage.wait(40s);
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.fact<VisitEnded>()->end, VisitEnd::kAbandoned);
  EXPECT_EQ(stage.fact<VisitEnded>()->waited, 40s);
  EXPECT_EQ(stage.queue(kSales).waiting, 0U);
}

TEST(CallerHangsUp, WhileAnAgentRingsAndTheRingingStops) {
  Stage stage;
  stage.ready(kWang);
  const auto caller = stage.call();
  const auto ringing = stage.ringing_leg();
  stage.send(LegRinging{ringing});
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.fact<OfferEnded>()->end, OfferEnd::kRescinded);
  EXPECT_TRUE(hung_up(stage, ringing));
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kReady);
}

TEST(CallerHangsUp, AndTheAnswerCrossesTheCancel) {
  Stage stage;
  stage.ready(kWang);
  const auto caller = stage.call();
  const auto ringing = stage.ringing_leg();
  stage.send(LegHungUp{caller.leg});
  stage.send(LegAnswered{ringing});
  EXPECT_TRUE(hung_up(stage, ringing));
  EXPECT_TRUE(stage.facts().empty());
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(CallerHangsUp, InTheSameInstantAsTheAnswer) {
  Stage stage;
  stage.ready(kWang);
  const auto caller = stage.call();
  const auto ringing = stage.ringing_leg();
  stage.send(LegAnswered{ringing});
  stage.send(LegHungUp{caller.leg});
  EXPECT_TRUE(hung_up(stage, ringing));
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kHandled);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
}

TEST(CallerHangsUp, InTheTalkAndTheNextCallerIsOfferedAfterTheWrapUp) {
  Stage stage;
  const auto first = stage.talk(kWang);
  const auto second = stage.call();
  stage.send(LegHungUp{first.leg});
  EXPECT_EQ(stage.count<OfferMade>(), 1U);
  stage.wait(30s);
  EXPECT_EQ(stage.count<OfferMade>(), 2U);
  EXPECT_EQ(stage.contact(second.contact).agent, kWang);
}

TEST(CallerHangsUp, OnHold) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.wait(10s);
  stage.send(Hold{kWang, caller.contact, user_of(kWang)});
  stage.wait(7s);
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.fact<TalkEnded>()->talked, 10s);
  EXPECT_EQ(stage.fact<TalkEnded>()->held, 7s);
}

TEST(CallerHangsUp, WhileTheAgentIsLost) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(LegLost{stage.ringing_leg()});
  const auto again = stage.last_fact<AgentLegRung>()->leg;
  stage.send(LegHungUp{caller.leg});
  EXPECT_TRUE(hung_up(stage, again));
  stage.send(LegAnswered{again});
  EXPECT_TRUE(hung_up(stage, again)) << "the answer crossed";
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
}

TEST(AgentHangsUp, ByTheDesk) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(HangUp{kWang, caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.fact<TalkEnded>()->end, HandlingEnd::kAgentHungUp);
  EXPECT_TRUE(hung_up(stage, caller.leg));
  EXPECT_TRUE(hung_up(stage, stage.ringing_leg()));
}

TEST(AgentHangsUp, ByThePhone) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(LegHungUp{stage.ringing_leg()});
  EXPECT_EQ(stage.fact<TalkEnded>()->end, HandlingEnd::kAgentHungUp);
  EXPECT_TRUE(hung_up(stage, caller.leg));
}

}  // namespace
}  // namespace peal::core
