#include <gtest/gtest.h>

#include "core/state.hpp"
#include "core/testing/stage.hpp"

/// An agent in wrap-up, on a break or not ready may use the own phone; one who is
/// being offered a customer may not.
namespace peal::core {
namespace {

using namespace testing;

/// Wang writes up the last customer; Li and Zhao are there.
struct WritingUp : Stage {
  Caller last;
  explicit WritingUp(WrapUpPolicy policy = WrapUpPolicy::kOptional, bool record_outside = false) : Stage(settings_with(policy, record_outside)) {
    for (const auto agent : {kWang, kLi, kZhao}) send(DeviceUp{agent});
    last = talk(kWang);
    send(LegHungUp{last.leg});
  }
  static Settings settings_with(WrapUpPolicy policy, bool record_outside) {
    auto settings = make_settings();
    settings.centres.front().queues[0].wrap_up_policy = policy;
    settings.centres.front().record_outside_calls = record_outside;
    return settings;
  }
};

TEST(CallsInWrapUp, GoInsideAndLeaveTheWorkAsItWas) {
  WritingUp stage;
  const auto leg = stage.dial(kWang, "1002");
  ASSERT_NE(stage.command<RingLeg>(), nullptr);
  EXPECT_EQ(stage.command<RejectLeg>(), nullptr);
  const auto peer = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{peer});
  stage.send(LegAnswered{leg});
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, leg);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  stage.send(LegHungUp{leg});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  stage.send(FinishWrapUp{kWang, stage.last.contact, {}, user_of(kWang)});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(CallsInWrapUp, GoOutsideAndToFlowsAndRooms) {
  for (const auto* dialled : {"01088880000", "9196", "6000"}) {
    WritingUp stage;
    const auto leg = stage.dial(kWang, dialled);
    EXPECT_EQ(stage.command<RejectLeg>(), nullptr) << dialled;
    EXPECT_NE(stage.fact<InternalCallStarted>(), nullptr) << dialled;
    stage.send(LegHungUp{leg});
    EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp) << dialled;
  }
}

TEST(CallsInWrapUp, OutlastItAndKeepOffersAway) {
  WritingUp stage;
  const auto leg = stage.dial(kWang, "1002");
  const auto peer = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{peer});
  stage.send(LegAnswered{leg});
  const auto waiting = stage.call();
  stage.send(FinishWrapUp{kWang, stage.last.contact, {}, user_of(kWang)});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kInternalCall);
  EXPECT_TRUE(stage.agent(kWang).connected);
  EXPECT_EQ(stage.count<OfferMade>(), 1U) << "nothing is offered to whoever is in a call";
  stage.send(LegHungUp{peer});
  EXPECT_EQ(stage.count<OfferMade>(), 2U);
  EXPECT_EQ(stage.last_fact<OfferMade>()->contact, waiting.contact);
}

TEST(CallsInWrapUp, AreOneAtATime) {
  WritingUp stage;
  stage.dial(kWang, "1002");
  stage.dial(kWang, "1003");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kBusy);
}

TEST(CallsInWrapUp, KeepACustomerAwayWhoComesBack) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.ready(kZhao);
  stage.send(TransferContact{kWang, caller.contact, Target{TargetKind::kAgent, kZhao, {}, {}}, user_of(kWang)});
  const auto zhao = stage.command<RingLeg>()->leg;
  const auto leg = stage.dial(kWang, "9196");
  stage.send(LegFailed{zhao, base::ErrorCode::kBusy});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp) << "the work is not cut off for a call that cannot come";
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kQueued);
  stage.send(LegHungUp{leg});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
}

TEST(CallsInWrapUp, WhichAreTimedEndWithTheirTimeAndTheCallGoesOn) {
  WritingUp stage(WrapUpPolicy::kTimed);
  const auto leg = stage.dial(kWang, "9196");
  stage.send(LegAnswered{leg});
  stage.wait(31s);
  EXPECT_EQ(stage.count<HandlingEnded>(), 1U);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kInternalCall);
  stage.send(LegHungUp{leg});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(CallsInWrapUp, PickUpAColleaguesPhoneAndNoCustomer) {
  WritingUp stage;
  const auto ringing = stage.dial(kZhao, "1002");
  const auto own = stage.dial(kWang, "**1002");
  EXPECT_EQ(stage.command<AnswerLeg>()->leg, own);
  stage.send(LegAnswered{own});
  EXPECT_EQ(stage.command<AnswerLeg>()->leg, ringing);
  stage.send(LegHungUp{own});
  stage.ready(kLi);
  stage.call();
  stage.dial(kWang, "*8");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kBusy);
  EXPECT_EQ(stage.count<ContactPickedUp>(), 0U);
}

TEST(CallsInWrapUp, ThatAreRecordedAreTheNextContactAndEndTheWorkOnTheLast) {
  WritingUp stage(WrapUpPolicy::kOptional, true);
  const auto own = stage.dial(kWang, "01088880000");
  const auto outside = stage.command<RingLeg>()->leg;
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp) << "it goes on while the number rings";
  stage.send(LegAnswered{outside});
  stage.send(LegAnswered{own});
  EXPECT_EQ(stage.fact<HandlingEnded>()->contact, stage.last.contact);
  EXPECT_EQ(stage.command<StartRecording>()->caller, outside);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kTalking);
  EXPECT_TRUE(stage.gone(stage.last.contact));
  stage.send(LegHungUp{outside});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(CallsInWrapUp, ThatAreRecordedWaitForADispositionThatIsMandatory) {
  WritingUp stage(WrapUpPolicy::kMandatory, true);
  const auto own = stage.dial(kWang, "01088880000");
  EXPECT_EQ(stage.command<RingLeg>(), nullptr);
  stage.send(LegAnswered{own});
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt.text.at("en-US"), "Please finish the work on your last call first.");
  stage.send(LegHungUp{own});
  stage.dial(kWang, "1002");
  EXPECT_NE(stage.command<RingLeg>(), nullptr) << "a colleague is no contact";
}

TEST(CallsOnABreak, GoOutsideAndLeaveTheBreakAsItWas) {
  Stage stage;
  stage.ready(kWang);
  stage.send(GoNotReady{kWang, kLunch, user_of(kWang)});
  const auto leg = stage.dial(kWang, "01088880000");
  ASSERT_NE(stage.command<RingLeg>(), nullptr);
  stage.send(LegHungUp{leg});
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kNotReady);
  EXPECT_EQ(stage.agent(kWang).reason, kLunch);
}

TEST(CallsWhileRinging, AreRefusedBecauseACustomerIsOnTheWay) {
  Stage stage;
  stage.ready(kWang);
  stage.call();
  stage.dial(kWang, "9196");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kBusy);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kOffered);
}

}  // namespace
}  // namespace peal::core
