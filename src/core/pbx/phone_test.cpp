#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

/// What agents do with a phone on the desk: call, hold, ask, send on, pick up,
/// park, forward.
namespace peal::core {
namespace {

using namespace testing;

TEST(Extension, RingsAndJoinsTwoPhones) {
  Stage stage;
  stage.send(DeviceUp{kLi});
  const auto leg = stage.dial(kWang, "1002");
  const auto ring = *stage.command<RingLeg>();
  EXPECT_EQ(ring.agent, kLi);
  EXPECT_NE(stage.command<RingBack>(), nullptr);
  stage.send(LegAnswered{ring.leg});
  EXPECT_EQ(stage.command<AnswerLeg>()->leg, leg);
  stage.send(LegAnswered{leg});
  EXPECT_EQ(stage.command<BridgeLegs>()->agent, ring.leg);
  EXPECT_TRUE(stage.agent(kLi).connected);
  stage.send(LegHungUp{ring.leg});
  EXPECT_EQ(stage.command<HangUpLeg>()->leg, leg);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(Extension, ThatIsBusyOrAwayIsRefusedWithItsCause) {
  Stage stage;
  stage.dial(kWang, "1002");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kUnavailable);
  stage.talk(kLi);
  stage.dial(kWang, "1002");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kBusy);
}

TEST(Extension, ThatDoesNotAnswerEndsTheCall) {
  Stage stage;
  stage.send(DeviceUp{kLi});
  const auto leg = stage.dial(kWang, "1002");
  stage.wait(limits::kExtensionRing);
  EXPECT_EQ(stage.last_command<RejectLeg>()->leg, leg);
  EXPECT_EQ(stage.last_command<RejectLeg>()->cause, base::ErrorCode::kNoAnswer);
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
}

TEST(Extension, TakesNoOfferWhileItIsInACall) {
  Stage stage;
  stage.ready(kLi);
  stage.send(DeviceUp{kWang});
  stage.dial(kWang, "1002");
  stage.call();
  EXPECT_EQ(stage.count<OfferMade>(), 0U);
}

TEST(Forwarding, ByCodeLeadsOnAndIsSpokenBack) {
  Stage stage;
  stage.send(DeviceUp{kZhao});
  const auto code = stage.dial(kLi, "*721003");
  EXPECT_EQ(stage.fact<ForwardingSet>()->to, "1003");
  stage.send(LegAnswered{code});
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt.text.at("en-US"), "Calls are forwarded now.");
  stage.send(LegHungUp{code});
  stage.dial(kWang, "1002");
  EXPECT_EQ(stage.command<RingLeg>()->agent, kZhao);
}

TEST(Forwarding, OnNoAnswerRingsTheNextOne) {
  Stage stage;
  stage.send(DeviceUp{kLi});
  stage.send(DeviceUp{kZhao});
  stage.send(SetForwarding{kLi, ForwardWhen::kNoAnswer, "1003", user_of(kLi)});
  stage.dial(kWang, "1002");
  stage.wait(limits::kExtensionRing);
  EXPECT_EQ(stage.last_command<RingLeg>()->agent, kZhao);
}

TEST(Forwarding, ToOutsideSaysWhoForwardedWhateverLedThere) {
  const auto forwarded_by_li = [](const RingLeg* ring) {
    ASSERT_NE(ring, nullptr);
    EXPECT_EQ(ring->number.text, "01088880000");
    ASSERT_FALSE(ring->diversions.empty());
    EXPECT_EQ(ring->diversions.front().number.text, "1002");
    EXPECT_EQ(ring->diversions.front().reason, DiversionReason::kUnconditional);
  };
  Stage stage;
  stage.send(SetForwarding{kLi, ForwardWhen::kAlways, "01088880000", user_of(kLi)});
  const auto own = stage.dial(kZhao, "1002");
  forwarded_by_li(stage.command<RingLeg>());
  EXPECT_EQ(stage.command<RingLeg>()->caller.text, "1003");
  EXPECT_FALSE(stage.fact<InternalCallRung>()->party.valid()) << "whose number was dialled is not whose number rings";
  stage.send(LegHungUp{own});
  const auto caller = stage.talk(kWang);
  stage.send(Consult{kWang, caller.contact, Target{TargetKind::kAgent, kLi, {}, {}}, user_of(kWang)});
  forwarded_by_li(stage.command<RingLeg>());
  stage.send(CancelConsult{kWang, caller.contact, user_of(kWang)});
  stage.send(TransferContact{kWang, caller.contact, Target{TargetKind::kAgent, kLi, {}, {}}, user_of(kWang)});
  forwarded_by_li(stage.command<RingLeg>());
  EXPECT_EQ(stage.command<RingLeg>()->diversions.at(1).number.text, "7000") << "then the number that was called here";
  EXPECT_EQ(stage.command<RingLeg>()->diversions.at(1).reason, DiversionReason::kDeflected);
}

TEST(Forwarding, InACircleEnds) {
  Stage stage;
  stage.send(DeviceUp{kLi});
  stage.send(SetForwarding{kLi, ForwardWhen::kAlways, "1003", user_of(kLi)});
  stage.send(SetForwarding{kZhao, ForwardWhen::kAlways, "1002", user_of(kZhao)});
  stage.dial(kWang, "1002");
  EXPECT_NE(stage.command<RejectLeg>() != nullptr, stage.command<RingLeg>() != nullptr);
}

TEST(Forwarding, ToNowhereIsRefused) {
  Stage stage;
  stage.send(SetForwarding{kLi, ForwardWhen::kAlways, "77", user_of(kLi)});
  EXPECT_EQ(stage.refusal(), "refuse.no_target");
  stage.send(SetForwarding{kLi, ForwardWhen::kAlways, "1002", user_of(kLi)});
  EXPECT_EQ(stage.refusal(), "refuse.target_self");
}

TEST(Pickup, TakesTheOfferThatRingsAColleague) {
  Stage stage;
  stage.ready(kLi);
  const auto caller = stage.call();
  const auto ringing = stage.ringing_leg();
  stage.send(DeviceUp{kWang});
  stage.send(SignIn{kWang, user_of(kWang)});
  const auto leg = stage.dial(kWang, "*8");
  EXPECT_EQ(stage.fact<ContactPickedUp>()->from, kLi);
  EXPECT_EQ(stage.command<HangUpLeg>()->leg, ringing);
  EXPECT_EQ(stage.command<AnswerLeg>()->leg, leg);
  stage.send(LegAnswered{leg});
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kWang);
  EXPECT_EQ(stage.contact(caller.contact).agent, kWang);
}

TEST(Pickup, TakesACallBetweenExtensionsByItsExtension) {
  Stage stage;
  stage.send(DeviceUp{kLi});
  const auto leg = stage.dial(kZhao, "1002");
  const auto own = stage.dial(kWang, "**1002");
  stage.send(LegAnswered{own});
  EXPECT_EQ(stage.command<AnswerLeg>()->leg, leg);
  stage.send(LegAnswered{leg});
  EXPECT_EQ(stage.command<BridgeLegs>()->agent, own);
}

TEST(Pickup, OfAnotherGroupIsRefused) {
  Stage stage;
  stage.centre().agents[1].pickup_group = "back";
  stage.change_settings();
  stage.send(DeviceUp{kLi});
  stage.dial(kZhao, "1002");
  stage.dial(kWang, "*8");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kNotFound);
  stage.dial(kWang, "**1002");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kForbidden);
}

TEST(Park, IsFetchedByDiallingItsPlace) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(Park{kWang, caller.contact, {}, user_of(kWang)});
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kParked);
  EXPECT_EQ(stage.contact(caller.contact).park_place, "7001");
  stage.ready(kZhao);
  const auto leg = stage.dial(kZhao, "7001");
  stage.send(LegAnswered{leg});
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
}

TEST(Park, ComesBackToWhoeverParkedIt) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(TransferContact{kWang, caller.contact, Target{TargetKind::kNumber, {}, {}, base::Personal{"7003"}}, user_of(kWang)});
  EXPECT_EQ(stage.fact<ContactParked>()->place, "7003");
  stage.wait(stage.centre().park.return_after);
  EXPECT_EQ(stage.last_fact<ContactUnparked>()->end, ParkEnd::kReturned);
  EXPECT_EQ(stage.last_fact<TransferRung>()->to, kWang);
  EXPECT_EQ(stage.last_fact<TransferRung>()->cause, RingCause::kPark);
}

TEST(Park, ACustomerWhoHangsUpFreesThePlace) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(Park{kWang, caller.contact, "7002", user_of(kWang)});
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.fact<ContactUnparked>()->end, ParkEnd::kAbandoned);
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kAbandoned);
  const auto next = stage.talk(kLi);
  stage.send(Park{kLi, next.contact, "7002", user_of(kLi)});
  EXPECT_EQ(stage.refusal(), "");
}

struct OnPhone : Stage {
  Caller caller;
  LegId main, second, target;
  OnPhone() {
    caller = talk(kWang);
    main = ringing_leg();
    ready(kZhao);
    send(LegHeld{main, true});
    second = dial(kWang, "1003");
    target = command<RingLeg>()->leg;
    send(LegAnswered{target});
    send(LegAnswered{second});
  }
};

TEST(Phone, HoldsTheCustomerWithMusic) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(LegHeld{stage.ringing_leg(), true});
  EXPECT_EQ(stage.command<PlayMusic>()->leg, caller.leg);
  stage.send(LegHeld{stage.ringing_leg(), false});
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, caller.leg);
}

TEST(Phone, AsksByASecondCallAndSendsTheCustomerOn) {
  OnPhone stage;
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, stage.second);
  stage.send(LegReferred{stage.main, {}, stage.second, base::Personal{"<sip:wang@example.com>"}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 200);
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
  EXPECT_EQ(stage.fact<ContactTransferred>()->referred_by.text, "<sip:wang@example.com>");
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
}

TEST(Phone, MayNameItsTwoCallsEitherWay) {
  OnPhone stage;
  stage.send(LegReferred{stage.second, {}, stage.main, {}});
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
}

TEST(Phone, EndsItsSecondCallAndKeepsTheCustomer) {
  OnPhone stage;
  stage.send(LegHungUp{stage.second});
  EXPECT_EQ(stage.fact<ConsultEnded>()->end, ConsultEnd::kCancelled);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
  EXPECT_EQ(stage.contact(stage.caller.contact).place, ContactPlace::kHeld);
}

TEST(Phone, SendsACustomerOnBlindly) {
  Stage stage;
  stage.talk(kWang);
  stage.ready(kZhao);
  stage.send(LegReferred{stage.last_fact<HandlingStarted>()->leg, "1003", {}, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 200);
  EXPECT_EQ(stage.command<RingLeg>()->agent, kZhao);
}

TEST(Phone, HearsWhyATransferIsRefused) {
  Stage stage;
  stage.talk(kWang);
  const auto leg = stage.last_fact<HandlingStarted>()->leg;
  stage.send(LegReferred{leg, "55", {}, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 404);
  stage.send(DeviceUp{kZhao});
  stage.send(SignIn{kZhao, user_of(kZhao)});
  stage.dial(kZhao, "9196");
  stage.send(LegReferred{leg, "1003", {}, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 486);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kTalking);
}

TEST(Phone, SendsOnACallerOfAnotherExtension) {
  Stage stage;
  stage.send(DeviceUp{kLi});
  stage.send(DeviceUp{kZhao});
  const auto leg = stage.dial(kWang, "1002");
  const auto li = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{li});
  stage.send(LegAnswered{leg});
  stage.send(LegReferred{li, "1003", {}, {}});
  EXPECT_EQ(stage.command<RingLeg>()->agent, kZhao);
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
  stage.send(LegAnswered{stage.command<RingLeg>()->leg});
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, leg);
}

TEST(Phone, OfACustomerMayTransferNobody) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(LegReferred{caller.leg, "1003", {}, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 603);
}

TEST(Forwarding, InACircleOfBusyPhonesEnds) {
  Stage stage;
  stage.send(DeviceUp{kLi});
  stage.send(DeviceUp{kZhao});
  stage.send(SetForwarding{kLi, ForwardWhen::kBusy, "1003", user_of(kLi)});
  stage.send(SetForwarding{kZhao, ForwardWhen::kBusy, "1002", user_of(kZhao)});
  const auto leg = stage.dial(kWang, "1002");
  for (std::uint32_t nth = 0; nth < limits::kForwardings; ++nth) {
    stage.send(LegFailed{stage.command<RingLeg>()->leg, base::ErrorCode::kBusy});
    ASSERT_NE(stage.command<RingLeg>(), nullptr) << "forwarding " << nth;
  }
  stage.send(LegFailed{stage.command<RingLeg>()->leg, base::ErrorCode::kBusy});
  EXPECT_EQ(stage.command<RingLeg>(), nullptr);
  EXPECT_EQ(stage.command<RejectLeg>()->leg, leg);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

}  // namespace
}  // namespace peal::core
