#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

/// Asking somebody while the customer waits, and what can cross it.
namespace peal::core {
namespace {

using namespace testing;

struct Asking : Stage {
  Caller caller;
  LegId own, target;
  Asking() {
    caller = talk(kWang);
    own = ringing_leg();
    ready(kZhao);
    send(Consult{kWang, caller.contact, Target{TargetKind::kAgent, kZhao, {}, {}}, user_of(kWang)});
    target = command<RingLeg>()->leg;
  }
  void answer() { send(LegAnswered{target}); }
  void complete() { send(CompleteTransfer{kWang, caller.contact, user_of(kWang)}); }
};

TEST(Consult, LetsTheCustomerWaitWithMusicWhileTheTargetRings) {
  Asking stage;
  EXPECT_EQ(stage.refusal(), "");
  EXPECT_EQ(stage.command<PlayMusic>()->leg, stage.caller.leg);
  EXPECT_EQ(stage.command<PlayRingBack>()->leg, stage.own);
  EXPECT_EQ(stage.command<RingLeg>()->heard_by, stage.own);
  EXPECT_EQ(stage.contact(stage.caller.contact).place, ContactPlace::kHeld);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kInternalCall);
  EXPECT_EQ(stage.agent(kZhao).with, kWang);
}

TEST(Consult, JoinsAgentAndTargetAndSwapsBetweenThem) {
  Asking stage;
  stage.answer();
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, stage.own);
  EXPECT_EQ(stage.command<BridgeLegs>()->agent, stage.target);
  stage.send(SwapConsult{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, stage.caller.leg);
  EXPECT_EQ(stage.command<PlayMusic>()->leg, stage.target);
  EXPECT_EQ(stage.contact(stage.caller.contact).place, ContactPlace::kTalking);
  stage.send(SwapConsult{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.command<BridgeLegs>()->agent, stage.target);
}

// A recording is the customer's: it has what the customer could hear and nothing else.
TEST(Consult, IsNotInTheCustomersRecording) {
  Asking stage;
  const auto recorded = [&] { return stage.command<RecordAgent>(); };
  ASSERT_NE(recorded(), nullptr);
  EXPECT_FALSE(recorded()->agent.valid()) << "the agent waits for the target";
  const auto recording = recorded()->recording;
  stage.answer();
  EXPECT_EQ(recorded(), nullptr);
  stage.send(SwapConsult{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_EQ(recorded()->agent, stage.own) << "with the customer again";
  EXPECT_EQ(recorded()->recording, recording);
  stage.send(SwapConsult{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_FALSE(recorded()->agent.valid());
  stage.send(CancelConsult{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_EQ(recorded()->agent, stage.own);
}

TEST(Consult, OfACustomerOnHoldIsNotInTheRecordingEither) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.ready(kZhao);
  stage.send(Hold{kWang, caller.contact, user_of(kWang)});
  stage.send(Consult{kWang, caller.contact, Target{TargetKind::kAgent, kZhao, {}, {}}, user_of(kWang)});
  ASSERT_NE(stage.command<RecordAgent>(), nullptr);
  EXPECT_FALSE(stage.command<RecordAgent>()->agent.valid());
}

TEST(Consult, CompletedGivesTheCustomerToTheTarget) {
  Asking stage;
  stage.answer();
  stage.complete();
  EXPECT_TRUE(stage.fact<ContactTransferred>()->consulted);
  EXPECT_EQ(stage.fact<ConsultEnded>()->end, ConsultEnd::kCompleted);
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, stage.caller.leg);
  EXPECT_EQ(stage.command<BridgeLegs>()->agent, stage.target);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kTalking);
}

TEST(Consult, CompletedBeforeTheAnswerGoesOnRinging) {
  Asking stage;
  stage.complete();
  EXPECT_EQ(stage.command<RingLeg>(), nullptr);
  EXPECT_EQ(stage.command<PlayRingBack>()->leg, stage.caller.leg);
  EXPECT_EQ(stage.command<PlayRingBack>()->ringing, stage.target) << "now the customer waits for it";
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kOffered);
  stage.answer();
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
}

TEST(Consult, CancelledReturnsTheCustomer) {
  Asking stage;
  stage.answer();
  stage.send(CancelConsult{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.command<HangUpLeg>()->leg, stage.target);
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, stage.caller.leg);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kTalking);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
}

TEST(Consult, ATargetWhoNeverAnswersReturnsTheCustomer) {
  Asking stage;
  stage.wait(limits::kTransferRing);
  EXPECT_EQ(stage.last_fact<ConsultEnded>()->end, ConsultEnd::kNotReached);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kTalking);
}

TEST(Consult, ATargetWhoHangsUpReturnsTheCustomer) {
  Asking stage;
  stage.answer();
  stage.send(LegHungUp{stage.target});
  EXPECT_EQ(stage.fact<ConsultEnded>()->end, ConsultEnd::kTargetLeft);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kTalking);
}

TEST(Consult, ACustomerWhoHangsUpEndsItAll) {
  Asking stage;
  stage.answer();
  stage.send(LegHungUp{stage.caller.leg});
  EXPECT_EQ(stage.fact<ConsultEnded>()->end, ConsultEnd::kCustomerLeft);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
}

TEST(Consult, AnAgentWhoseLegVanishesLosesTheTargetAndKeepsTheCustomer) {
  Asking stage;
  stage.answer();
  stage.send(LegLost{stage.own});
  EXPECT_EQ(stage.fact<ConsultEnded>()->end, ConsultEnd::kAgentLost);
  EXPECT_EQ(stage.contact(stage.caller.contact).place, ContactPlace::kAgentLost);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
}

TEST(Consult, AnAgentWhoHangsUpDropsNobody) {
  Asking stage;
  stage.answer();
  stage.send(LegHungUp{stage.own});
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
  EXPECT_EQ(stage.fact<ContactEnded>(), nullptr);
}

TEST(Consult, HoldAndASecondQuestionAreRefusedMeanwhile) {
  Asking stage;
  stage.send(Retrieve{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.in_consult");
  stage.send(Consult{kWang, stage.caller.contact, Target{TargetKind::kAgent, kLi, {}, {}}, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.consulting");
  stage.send(SwapConsult{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.consult_ringing");
}

TEST(Consult, AnOutsideNumberCanBeAskedAndGivenTheCustomer) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(Consult{kWang, caller.contact, Target{TargetKind::kNumber, {}, {}, base::Personal{"01088880000"}}, user_of(kWang)});
  const auto leg = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{leg});
  stage.send(CompleteTransfer{kWang, caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kOutside);
}

// A call of three.
struct Joined : Asking {
  MixId mix;
  Joined() {
    answer();
    send(JoinConsult{kWang, caller.contact, user_of(kWang)});
    mix = fact<ConsultJoined>()->mix;
  }
};

TEST(CallOfThree, AllThreeAreInOneMixAndTheCustomerOnHoldNoMore) {
  Joined stage;
  std::vector<LegId> joined;
  for (const auto& command : stage.commands())
    if (const auto* join = std::get_if<JoinMix>(&command)) {
      EXPECT_EQ(join->mix, stage.mix);
      joined.push_back(join->leg);
    }
  EXPECT_EQ(joined, (std::vector<LegId>{stage.caller.leg, stage.own, stage.target}));
  EXPECT_NE(stage.fact<HoldEnded>(), nullptr);
  EXPECT_EQ(stage.contact(stage.caller.contact).place, ContactPlace::kTalking);
  EXPECT_TRUE(stage.contact(stage.caller.contact).handlings.back().consult->joined);
  stage.send(JoinConsult{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.already_joined");
}

TEST(CallOfThree, IsRefusedUntilTheTargetHasAnswered) {
  Asking stage;
  stage.send(JoinConsult{kWang, stage.caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.consult_ringing");
}

TEST(CallOfThree, TheAgentLeavesAndTheTwoGoOn) {
  Joined stage;
  stage.complete();
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, stage.caller.leg);
  EXPECT_EQ(stage.command<BridgeLegs>()->agent, stage.target);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
}

TEST(CallOfThree, AnAgentWhoHangsUpLeavesTheTwoTogether) {
  Joined stage;
  stage.send(LegHungUp{stage.own});
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kTalking);
}

TEST(CallOfThree, TheTargetIsDroppedOrLeavesAndTheCustomerStays) {
  for (const bool dropped : {true, false}) {
    Joined stage;
    if (dropped) stage.send(CancelConsult{kWang, stage.caller.contact, user_of(kWang)});
    else stage.send(LegHungUp{stage.target});
    EXPECT_EQ(stage.command<BridgeLegs>()->caller, stage.caller.leg);
    EXPECT_EQ(stage.command<BridgeLegs>()->agent, stage.own);
    EXPECT_EQ(stage.command<RecordAgent>()->agent, stage.own);
    EXPECT_EQ(stage.contact(stage.caller.contact).place, ContactPlace::kTalking);
    EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
  }
}

TEST(CallOfThree, HoldOrSwapPartItAndItCanBeJoinedAgain) {
  for (const bool by_hold : {true, false}) {
    Joined stage;
    if (by_hold) stage.send(Hold{kWang, stage.caller.contact, user_of(kWang)});
    else stage.send(SwapConsult{kWang, stage.caller.contact, user_of(kWang)});
    EXPECT_NE(stage.fact<ConsultSplit>(), nullptr);
    EXPECT_EQ(stage.command<PlayMusic>()->leg, stage.caller.leg);
    EXPECT_EQ(stage.command<BridgeLegs>()->agent, stage.target);
    EXPECT_FALSE(stage.command<RecordAgent>()->agent.valid());
    EXPECT_EQ(stage.contact(stage.caller.contact).place, ContactPlace::kHeld);
    stage.send(JoinConsult{kWang, stage.caller.contact, user_of(kWang)});
    EXPECT_NE(stage.fact<ConsultJoined>(), nullptr);
  }
}

TEST(CallOfThree, ACustomerWhoHangsUpEndsItAll) {
  Joined stage;
  stage.send(LegHungUp{stage.caller.leg});
  EXPECT_EQ(stage.fact<ConsultEnded>()->end, ConsultEnd::kCustomerLeft);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
}

}  // namespace
}  // namespace peal::core
