#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

/// Blind transfers: to a queue, an agent, a number of ours and the outside.
namespace peal::core {
namespace {

using namespace testing;

Target to_agent(AgentId agent) { return Target{TargetKind::kAgent, agent, {}, {}}; }
Target to_queue(QueueId queue) { return Target{TargetKind::kQueue, {}, queue, {}}; }
Target to_number(const std::string& digits) { return Target{TargetKind::kNumber, {}, {}, base::Personal{digits}}; }

void transfer(Stage& stage, ContactId contact, const Target& to) {
  stage.send(TransferContact{kWang, contact, to, user_of(kWang)});
}

TEST(Transfer, ToAQueueKeepsTheContactItsNotesAndGivesItCredit) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(WriteNotes{kWang, caller.contact, base::Personal{"wants a refund"}, user_of(kWang)});
  transfer(stage, caller.contact, to_queue(kSupport));
  EXPECT_EQ(stage.refusal(), "");
  const auto* given = stage.fact<ContactTransferred>();
  ASSERT_NE(given, nullptr);
  EXPECT_EQ(given->agent, kWang);
  EXPECT_EQ(given->queue, kSupport);
  EXPECT_EQ(stage.fact<TalkEnded>()->end, HandlingEnd::kTransferred);
  EXPECT_EQ(stage.fact<VisitStarted>()->queue, kSupport);
  EXPECT_EQ(stage.fact<VisitStarted>()->priority, limits::kTransferCredit);
  EXPECT_EQ(stage.contact(caller.contact).notes.text, "wants a refund");
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
}

TEST(Transfer, ToAFullQueueIsRefusedAndTheCallGoesOn) {
  Stage stage;
  stage.centre().queues[1].most_waiting = 0;
  stage.change_settings();
  const auto caller = stage.talk(kWang);
  transfer(stage, caller.contact, to_queue(kSupport));
  EXPECT_EQ(stage.refusal(), "refuse.queue_full");
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kTalking);
}

TEST(Transfer, ToAnAgentRingsThatAgentAndBothTalk) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.ready(kZhao);
  transfer(stage, caller.contact, to_agent(kZhao));
  const auto* ring = stage.command<RingLeg>();
  ASSERT_NE(ring, nullptr);
  EXPECT_EQ(ring->agent, kZhao);
  EXPECT_EQ(ring->heard_by, caller.leg);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kOffered);
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kOffered);
  stage.send(LegAnswered{ring->leg});
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
  EXPECT_NE(stage.command<RecordAgent>(), nullptr);
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kTalking);
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kHandled);
}

TEST(Transfer, ComesBackToTheAgentWhenNobodyAnswers) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.ready(kZhao);
  transfer(stage, caller.contact, to_agent(kZhao));
  stage.wait(limits::kTransferRing);
  EXPECT_EQ(stage.last_fact<TransferEnded>()->end, OfferEnd::kExpired);
  EXPECT_EQ(stage.agent(kZhao).status, AgentStatus::kNotReady);
  const auto* back = stage.last_fact<TransferRung>();
  EXPECT_EQ(back->to, kWang);
  EXPECT_EQ(back->cause, RingCause::kReturn);
  stage.send(LegAnswered{back->leg});
  EXPECT_EQ(stage.last_fact<HandlingStarted>()->agent, kWang);
}

TEST(Transfer, GoesToTheHeadOfItsQueueWhenTheAgentIsGoneToo) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.ready(kZhao);
  transfer(stage, caller.contact, to_agent(kZhao));
  stage.send(FinishWrapUp{kWang, caller.contact, {}, user_of(kWang)});
  stage.send(SignOut{kWang, user_of(kWang)});
  stage.send(RejectOffer{kZhao, caller.contact, user_of(kZhao)});
  ASSERT_NE(stage.fact<VisitStarted>(), nullptr);
  EXPECT_TRUE(stage.fact<VisitStarted>()->at_head);
  EXPECT_EQ(stage.fact<VisitStarted>()->queue, kSales);
}

TEST(Transfer, ToABusyOrAbsentAgentIsRefusedBeforeAnythingChanges) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  transfer(stage, caller.contact, to_agent(kZhao));
  EXPECT_EQ(stage.refusal(), "refuse.target_signed_out");
  transfer(stage, caller.contact, to_agent(kWang));
  EXPECT_EQ(stage.refusal(), "refuse.target_self");
  transfer(stage, caller.contact, to_number("77"));
  EXPECT_EQ(stage.refusal(), "refuse.no_target");
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kTalking);
}

TEST(Transfer, ToAnOutsideNumberKeepsBothLegsAndEndsWithEither) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  transfer(stage, caller.contact, to_number("01088880000"));
  const auto ring = *stage.command<RingLeg>();
  EXPECT_EQ(ring.number.text, "01088880000");
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kTransferring);
  stage.send(LegRouted{ring.leg, id<TrunkId>(81)});
  ASSERT_NE(stage.fact<TrunkTaken>(), nullptr);
  EXPECT_EQ(*stage.fact<TrunkTaken>(), (TrunkTaken{caller.contact, ring.leg, id<TrunkId>(81)}));
  stage.send(LegAnswered{ring.leg});
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kOutside);
  EXPECT_EQ(stage.contact(caller.contact).outside.text, "01088880000");
  EXPECT_NE(stage.command<RecordAgent>(), nullptr);
  stage.send(LegHungUp{ring.leg});
  EXPECT_NE(stage.fact<OutsideTalkEnded>(), nullptr);
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kHandled);
  EXPECT_EQ(stage.command<HangUpLeg>()->leg, ring.leg);
}

TEST(Transfer, ToTheOutsideNeedsLeaveAndATrunk) {
  Stage stage;
  stage.centre().agents[0].may_call_outside = false;
  stage.change_settings();
  const auto caller = stage.talk(kWang);
  transfer(stage, caller.contact, to_number("01088880000"));
  EXPECT_EQ(stage.refusal(), "refuse.no_outside");
  stage.centre().agents[0].may_call_outside = true;
  stage.centre().trunks.clear();
  stage.change_settings();
  transfer(stage, caller.contact, to_number("01088880000"));
  EXPECT_EQ(stage.refusal(), "refuse.no_trunk");
}

TEST(Transfer, ToANumberOfOursBeginsItsFlow) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  transfer(stage, caller.contact, to_number("4000"));
  EXPECT_EQ(stage.fact<ContactSentToFlow>()->flow, kMenuFlow);
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kFlow);
  EXPECT_NE(stage.command<PlayPrompt>(), nullptr);
  EXPECT_EQ(stage.command<AnswerLeg>(), nullptr);
}

TEST(Transfer, ToTheNumberOfAConferenceLeadsToItsDoor) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  transfer(stage, caller.contact, to_number("6000"));
  EXPECT_EQ(stage.refusal(), "");
  const auto* given = stage.fact<ContactTransferred>();
  ASSERT_NE(given, nullptr);
  EXPECT_EQ(given->target, TargetKind::kNumber);
  EXPECT_EQ(given->digits.text, "6000");
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  ASSERT_NE(stage.command<TakePin>(), nullptr);
  EXPECT_EQ(stage.command<TakePin>()->leg, caller.leg);
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kFlow);
  stage.send(PinTaken{caller.leg, DoorVerdict::kGuest});
  ASSERT_NE(stage.command<JoinMix>(), nullptr);
  EXPECT_EQ(stage.command<JoinMix>()->leg, caller.leg);
  stage.send(LegHungUp{caller.leg});
  EXPECT_NE(stage.fact<ConferenceLeft>(), nullptr);
  EXPECT_NE(stage.fact<ContactEnded>(), nullptr);
}

TEST(Transfer, ToAConferenceWhoseDoorStaysShutEndsTheContact) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  transfer(stage, caller.contact, to_number("6000"));
  for (std::uint32_t tries = 0; tries < limits::kPinTries; ++tries) stage.send(PinTaken{caller.leg, DoorVerdict::kWrong});
  const auto* goodbye = stage.last_command<PlayPrompt>();
  ASSERT_NE(goodbye, nullptr);
  stage.send(PlayFinished{caller.leg, goodbye->play});
  EXPECT_NE(stage.fact<ContactEnded>(), nullptr);
  EXPECT_EQ(stage.command<HangUpLeg>()->leg, caller.leg);
}

TEST(Transfer, ToAConferenceEndsAConsultationOnTheWay) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.ready(kZhao);
  stage.send(Consult{kWang, caller.contact, to_agent(kZhao), user_of(kWang)});
  transfer(stage, caller.contact, to_number("6000"));
  EXPECT_EQ(stage.fact<ConsultEnded>()->end, ConsultEnd::kCancelled);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
  ASSERT_NE(stage.command<TakePin>(), nullptr);
  EXPECT_EQ(stage.command<TakePin>()->leg, caller.leg);
}

TEST(Transfer, ACustomerWhoHangsUpWhileItRingsFreesTheTarget) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.ready(kZhao);
  transfer(stage, caller.contact, to_agent(kZhao));
  const auto ringing = stage.command<RingLeg>()->leg;
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.fact<TransferEnded>()->end, OfferEnd::kRescinded);
  EXPECT_EQ(stage.command<HangUpLeg>()->leg, ringing);
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kAbandoned);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
}

TEST(Transfer, ASecondOneOfTheSameContactIsRefused) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  transfer(stage, caller.contact, to_queue(kSupport));
  transfer(stage, caller.contact, to_queue(kSales));
  EXPECT_NE(stage.refusal(), "");
  EXPECT_EQ(stage.count<ContactTransferred>(), 1U);
}

TEST(Transfer, AQueueThatIsRemovedMeanwhileEndsTheContactInTheOpen) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.ready(kZhao);
  transfer(stage, caller.contact, to_agent(kZhao));
  stage.centre().queues.erase(stage.centre().queues.begin());
  stage.centre().flows.pop_back();
  stage.change_settings();
  stage.send(SignOut{kWang, user_of(kWang)});
  stage.send(RejectOffer{kZhao, caller.contact, user_of(kZhao)});
  EXPECT_EQ(stage.last_fact<ContactEnded>()->end, ContactEnd::kFailed);
}

}  // namespace
}  // namespace peal::core
