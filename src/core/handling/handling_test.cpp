#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

namespace peal::core {
namespace {

using namespace testing;

TEST(Talk, HoldPlaysMusicAndRetrieveBridgesAgain) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(Hold{kWang, caller.contact, user_of(kWang)});
  EXPECT_NE(stage.command<UnbridgeLegs>(), nullptr);
  EXPECT_NE(stage.command<PlayMusic>(), nullptr);
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kHeld);
  stage.send(Hold{kWang, caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.already_held");
  stage.send(Retrieve{kWang, caller.contact, user_of(kWang)});
  EXPECT_NE(stage.command<BridgeLegs>(), nullptr);
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kTalking);
  stage.send(Retrieve{kWang, caller.contact, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.not_held");
}

TEST(Talk, MuteAndKeypadReachTheRightLegs) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(Mute{kWang, caller.contact, true, user_of(kWang)});
  EXPECT_EQ(stage.command<MuteLeg>()->leg, stage.ringing_leg());
  stage.send(SendDigits{kWang, caller.contact, base::Personal{"12#"}, user_of(kWang)});
  EXPECT_EQ(stage.command<SendLegDigits>()->leg, caller.leg);
  stage.send(SendDigits{kWang, caller.contact, base::Personal{"12x"}, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.digits");
}

TEST(Talk, OnlyTheAgentOfTheContactMayAct) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(Hold{kLi, caller.contact, user_of(kLi)});
  EXPECT_EQ(stage.refusal(), "refuse.no_contact");
  stage.send(FinishWrapUp{kWang, caller.contact, kSold, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.not_in_wrap_up");
}

TEST(Reconnect, AReloadKeepsTheCallAndTheSameAgentIsRungAgain) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(Mute{kWang, caller.contact, true, user_of(kWang)});
  stage.send(DeviceDown{kWang});
  stage.send(LegLost{stage.ringing_leg()});
  EXPECT_NE(stage.command<PlayComfort>(), nullptr);
  EXPECT_EQ(stage.command<RingLeg>(), nullptr) << "the device is not there";
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kAgentLost);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kReconnecting);
  stage.wait(2s);
  stage.send(DeviceUp{kWang});
  const auto* ring = stage.command<RingLeg>();
  ASSERT_NE(ring, nullptr);
  EXPECT_EQ(ring->agent, kWang);
  stage.send(LegAnswered{ring->leg});
  EXPECT_NE(stage.command<BridgeLegs>(), nullptr);
  EXPECT_NE(stage.command<RecordAgent>(), nullptr);
  EXPECT_NE(stage.command<MuteLeg>(), nullptr) << "still muted";
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kTalking);
  EXPECT_EQ(stage.count<HandlingStarted>(), 1U) << "the same handling";
}

TEST(Reconnect, NewRegistrationMayComeBeforeTheOldLegIsMissed) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(DeviceUp{kWang});
  stage.send(LegLost{stage.ringing_leg()});
  EXPECT_NE(stage.command<RingLeg>(), nullptr);
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kAgentLost);
}

TEST(Reconnect, AFailedRingIsTriedAgainUntilTheGraceIsOver) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(LegLost{stage.ringing_leg()});
  for (const auto pause : {1s, 2s, 4s}) {
    const auto leg = stage.last_fact<AgentLegRung>()->leg;
    stage.send(LegFailed{leg, base::ErrorCode::kBusy});
    stage.wait(pause - 1ms);
    EXPECT_EQ(stage.last_fact<AgentLegRung>()->leg, leg) << "a phone that is busy is left alone for a while";
    stage.wait(1ms);
    EXPECT_NE(stage.last_fact<AgentLegRung>()->leg, leg);
  }
  stage.wait(8s);
  EXPECT_EQ(stage.last_fact<TalkEnded>()->end, HandlingEnd::kAgentLost);
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kQueued);
}

TEST(Reconnect, PausesHaveABoundAndEndWhenTheDeviceSignsInAnew) {
  Stage stage;
  stage.centre().reconnect_grace = 120s;
  stage.change_settings();
  stage.talk(kWang);
  stage.send(LegLost{stage.ringing_leg()});
  const auto fail = [&] { stage.send(LegFailed{stage.last_fact<AgentLegRung>()->leg, base::ErrorCode::kBusy}); };
  for (int i = 0; i < 6; ++i) {
    const auto rings = stage.count<AgentLegRung>();
    fail();
    stage.wait(limits::kLongestRingAgain);
    EXPECT_GT(stage.count<AgentLegRung>(), rings) << "after failure " << i;
  }
  fail();
  const auto rings = stage.count<AgentLegRung>();
  stage.send(DeviceUp{kWang});
  EXPECT_EQ(stage.count<AgentLegRung>(), rings + 1);
  stage.send(LegAnswered{stage.last_fact<AgentLegRung>()->leg});
  stage.send(LegLost{stage.last_fact<AgentLegBack>()->leg});
  const auto leg = stage.last_fact<AgentLegRung>()->leg;
  fail();
  stage.wait(limits::kRingAgain);
  EXPECT_NE(stage.last_fact<AgentLegRung>()->leg, leg) << "a new loss begins with the short pause";
}

TEST(Reconnect, WhenTheGraceIsOverTheCustomerGoesToTheHeadOfTheQueue) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.wait(5s);
  const auto other = stage.call();
  stage.send(DeviceDown{kWang});
  stage.send(LegLost{stage.last_fact<HandlingStarted>()->leg});
  stage.wait(15s);
  EXPECT_EQ(stage.last_fact<TalkEnded>()->end, HandlingEnd::kAgentLost);
  EXPECT_EQ(stage.contact(caller.contact).position, 1U);
  EXPECT_EQ(stage.contact(other.contact).position, 2U);
  stage.ready(kLi);
  EXPECT_EQ(stage.last_fact<OfferMade>()->contact, caller.contact);
  stage.send(LegAnswered{stage.ringing_leg()});
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kTalking);
}

TEST(Reconnect, OnHoldTheMusicGoesOn) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(Hold{kWang, caller.contact, user_of(kWang)});
  stage.send(LegLost{stage.ringing_leg()});
  EXPECT_EQ(stage.command<PlayComfort>(), nullptr);
  stage.send(LegAnswered{stage.last_fact<AgentLegRung>()->leg});
  EXPECT_EQ(stage.command<BridgeLegs>(), nullptr);
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kHeld);
}

void set_policy(Stage& stage, WrapUpPolicy policy) {
  stage.centre().queues[0].wrap_up_policy = policy;
  stage.change_settings();
}

TEST(Recording, TheViewTellsWhatIsKeptAlsoInWrapUp) {
  Stage stage;
  const auto talk = stage.talk(kWang);
  const auto recording = stage.contact(talk.contact).recording;
  EXPECT_EQ(stage.contact(talk.contact).recording_mark, RecordingMark::kOn);
  stage.send(LegHungUp{talk.leg});
  EXPECT_EQ(stage.contact(talk.contact).recording_mark, RecordingMark::kOn) << "the recorder has not handed it in";
  stage.send(RecordingWritten{recording, 61s, 1000, "ab"});
  EXPECT_EQ(stage.contact(talk.contact).place, ContactPlace::kWrapUp);
  EXPECT_EQ(stage.contact(talk.contact).recording_mark, RecordingMark::kWhole);
  EXPECT_EQ(stage.contact(talk.contact).recorded, 61s);
}

TEST(Recording, TheViewTellsThatItFailed) {
  Stage stage;
  const auto talk = stage.talk(kWang);
  stage.send(RecordingFailed{stage.contact(talk.contact).recording, base::ErrorCode::kStorageFull});
  EXPECT_EQ(stage.contact(talk.contact).recording_mark, RecordingMark::kBroken);
}

TEST(Recording, TheViewTellsThatNothingWasWanted) {
  Stage stage;
  for (auto& queue : stage.centre().queues) queue.record = false;
  stage.change_settings();
  const auto talk = stage.talk(kWang);
  EXPECT_EQ(stage.contact(talk.contact).recording_mark, RecordingMark::kNone);
}

TEST(WrapUp, NoneMeansReadyAtOnce) {
  Stage stage;
  set_policy(stage, WrapUpPolicy::kNone);
  const auto caller = stage.talk(kWang);
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
  EXPECT_EQ(stage.count<WrapUpStarted>(), 0U);
  EXPECT_EQ(stage.count<HandlingEnded>(), 1U);
}

TEST(WrapUp, MandatoryEndsWithADispositionOnly) {
  Stage stage;
  set_policy(stage, WrapUpPolicy::kMandatory);
  const auto caller = stage.talk(kWang);
  stage.send(LegHungUp{caller.leg});
  stage.wait(3600s);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  stage.send(FinishWrapUp{kWang, caller.contact, {}, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.disposition_needed");
  stage.send(FinishWrapUp{kWang, caller.contact, id<DispositionId>(999), user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.no_disposition");
  stage.send(SignOut{kWang, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.disposition_needed");
  stage.send(FinishWrapUp{kWang, caller.contact, kSold, user_of(kWang)});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(WrapUp, TimedLastsExactlyItsTimeAndKeepsTheDisposition) {
  Stage stage;
  set_policy(stage, WrapUpPolicy::kTimed);
  const auto caller = stage.talk(kWang);
  stage.send(LegHungUp{caller.leg});
  stage.send(FinishWrapUp{kWang, caller.contact, {}, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.wrap_up_timed");
  stage.send(FinishWrapUp{kWang, caller.contact, kSold, user_of(kWang)});
  stage.wait(29s);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  stage.wait(1s);
  EXPECT_EQ(stage.last_fact<HandlingEnded>()->disposition, kSold);
  EXPECT_EQ(stage.last_fact<HandlingEnded>()->wrapped_up, 30s);
}

TEST(WrapUp, MoreTimeCanBeAskedForWithinABound) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(LegHungUp{caller.leg});
  stage.send(ExtendWrapUp{kWang, caller.contact, 60s, user_of(kWang)});
  stage.wait(89s);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  stage.send(ExtendWrapUp{kWang, caller.contact, 3600s, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.extension");
  stage.wait(1s);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(WrapUp, NotesAreKeptAndTheLastTextWins) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(WriteNotes{kWang, caller.contact, base::Personal{"wants"}, user_of(kWang)});
  stage.send(LegHungUp{caller.leg});
  stage.send(WriteNotes{kWang, caller.contact, base::Personal{"想要退货"}, user_of(kWang)});
  EXPECT_EQ(stage.contact(caller.contact).handlings.back().notes.text, "想要退货");
  EXPECT_TRUE(stage.facts().back().party.valid()) << "sealed with the customer's key";
}

TEST(Status, ABreakAskedForInACallBeginsAfterTheWrapUp) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(GoNotReady{kWang, kLunch, user_of(kWang)});
  EXPECT_TRUE(stage.agent(kWang).break_queued);
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kReady);
  stage.call();
  stage.send(LegHungUp{caller.leg});
  stage.wait(30s);
  const auto agent = stage.agent(kWang);
  EXPECT_EQ(agent.status, AgentStatus::kNotReady);
  EXPECT_EQ(agent.reason, kLunch);
  EXPECT_EQ(agent.cause, StatusCause::kQueuedBreak);
  EXPECT_EQ(stage.count<OfferMade>(), 1U);
}

TEST(Status, ReadyTakesAQueuedBreakBack) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(GoNotReady{kWang, kLunch, user_of(kWang)});
  stage.send(GoReady{kWang, user_of(kWang)});
  stage.send(LegHungUp{caller.leg});
  stage.wait(30s);
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kReady);
}

TEST(Status, ReadyNeedsADeviceAndASignIn) {
  Stage stage;
  stage.send(GoReady{kWang, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.not_signed_in");
  stage.send(SignIn{kWang, user_of(kWang)});
  stage.send(GoReady{kWang, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.no_device");
  stage.send(GoNotReady{kWang, id<ReasonId>(999), user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.no_reason");
}

TEST(Status, AChangeByTheSupervisorSaysSo) {
  Stage stage;
  stage.ready(kWang);
  stage.send(GoNotReady{kWang, kLunch, id<UserId>(9)});
  EXPECT_EQ(stage.agent(kWang).cause, StatusCause::kSupervisor);
}

TEST(Status, NobodySignsOutInTheMiddleOfACall) {
  Stage stage;
  stage.talk(kWang);
  stage.send(SignOut{kWang, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.in_contact");
}

TEST(Status, SigningOutWhileRingingGivesTheCallToTheNext) {
  Stage stage;
  stage.ready(kWang);
  stage.wait(1s);
  stage.ready(kLi);
  stage.call();
  stage.send(SignOut{kWang, user_of(kWang)});
  EXPECT_EQ(stage.fact<OfferMade>()->agent, kLi);
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kSignedOut);
}

}  // namespace
}  // namespace peal::core
