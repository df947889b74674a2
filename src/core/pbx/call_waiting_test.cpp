#include <gtest/gtest.h>

#include "core/state.hpp"
#include "core/testing/stage.hpp"

/// A second call at a phone: who may make it, who must take it, and how two of
/// them become one.
namespace peal::core {
namespace {

using namespace testing;

Settings waiting_settings() {
  auto settings = make_settings();
  auto& li = settings.centres.front().agents[1];
  li.device = DeviceKind::kSipPhone;
  li.call_waiting = true;
  li.ring_for = 40s;
  return settings;
}

struct Phones : Stage {
  explicit Phones(Settings settings = waiting_settings()) : Stage(std::move(settings)) {
    for (const auto agent : {kWang, kLi, kZhao}) send(DeviceUp{agent});
  }
  struct Two {
    LegId caller, peer;
  };
  /// A call between two extensions in which both hear each other.
  Two talk_between(AgentId caller, const std::string& dialled) {
    Two two;
    two.caller = dial(caller, dialled);
    two.peer = command<RingLeg>()->leg;
    send(LegAnswered{two.peer});
    send(LegAnswered{two.caller});
    return two;
  }
};

TEST(CallWaiting, RingsAPhoneInTalkWhereItIsAllowed) {
  Phones stage;
  const auto first = stage.talk_between(kWang, "1002");
  const auto second = stage.dial(kZhao, "1002");
  ASSERT_NE(stage.command<RingLeg>(), nullptr);
  EXPECT_EQ(stage.command<RingLeg>()->agent, kLi);
  EXPECT_EQ(stage.command<RingBack>()->near, first.peer);
  const auto peer = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{peer});
  stage.send(LegAnswered{second});
  EXPECT_EQ(stage.command<BridgeLegs>()->agent, peer);
  stage.send(LegHungUp{first.peer});
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kInternalCall) << "the second call is the one";
  EXPECT_EQ(stage.agent(kLi).with, kZhao);
  EXPECT_TRUE(stage.agent(kLi).connected);
  stage.send(LegHungUp{peer});
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
}

TEST(CallWaiting, ComesBesideACustomerAndOutlastsTheCall) {
  Phones stage;
  const auto caller = stage.talk(kLi);
  const auto leg = stage.dial(kZhao, "1002");
  const auto peer = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{peer});
  stage.send(LegAnswered{leg});
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kTalking);
  stage.send(LegHungUp{caller.leg});
  stage.call();
  stage.send(FinishWrapUp{kLi, caller.contact, {}, user_of(kLi)});
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kInternalCall);
  EXPECT_EQ(stage.count<OfferMade>(), 1U) << "nothing is offered to whoever is in a call";
  stage.send(LegHungUp{leg});
  EXPECT_EQ(stage.count<OfferMade>(), 2U);
}

TEST(CallWaiting, FindsAThirdCallBusy) {
  Phones stage;
  stage.send(SetForwarding{kLi, ForwardWhen::kBusy, "1001", user_of(kLi)});
  auto settings = waiting_settings();
  settings.centres.front().agents.push_back(make_agent(id<AgentId>(504), "sun", {}));
  settings.revision = 2;
  stage.send(SettingsChanged{std::make_shared<Settings>(settings)});
  stage.talk_between(kZhao, "1002");
  stage.dial(kWang, "1002");
  EXPECT_EQ(stage.command<RingLeg>()->agent, kLi);
  stage.send(DeviceUp{id<AgentId>(504)});
  stage.dial(id<AgentId>(504), "1002");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kBusy);
}

TEST(CallWaiting, IsOffWhereNobodyAllowsItOrTheAgentDoesNotWantIt) {
  Phones stage;
  stage.talk_between(kLi, "1001");
  stage.dial(kZhao, "1001");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kBusy) << "a softphone shows one call";
  stage.send(SetPhoneRules{kLi, false, {}, {}, user_of(kLi)});
  stage.dial(kZhao, "1002");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kBusy);
  stage.send(SetPhoneRules{kWang, true, {}, {}, user_of(kWang)});
  EXPECT_EQ(stage.refusal(), "refuse.no_call_waiting");
}

TEST(CallWaiting, IsTurnedOffAndOnByCode) {
  Phones stage;
  auto code = stage.dial(kLi, "*71");
  EXPECT_FALSE(stage.agent(kLi).rules.call_waiting);
  stage.send(LegAnswered{code});
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt.text.at("en-US"), "Call waiting is off.");
  stage.send(LegHungUp{code});
  code = stage.dial(kLi, "*70");
  EXPECT_TRUE(stage.agent(kLi).rules.call_waiting);
  stage.send(LegHungUp{code});
  code = stage.dial(kWang, "*70");
  stage.send(LegAnswered{code});
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt.text.at("en-US"), "This cannot be done.");
}

TEST(DoNotDisturb, FindsTheExtensionBusyAndLetsQueuesThrough) {
  Phones stage;
  const auto code = stage.dial(kLi, "*78");
  stage.send(LegHungUp{code});
  stage.dial(kWang, "1002");
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kBusy);
  stage.send(SetForwarding{kLi, ForwardWhen::kBusy, "1003", user_of(kLi)});
  stage.dial(kWang, "1002");
  EXPECT_EQ(stage.command<RingLeg>()->agent, kZhao);
  stage.send(LegHungUp{stage.command<RingLeg>()->leg});
  stage.ready(kLi);
  stage.call();
  EXPECT_EQ(stage.fact<OfferMade>() != nullptr || stage.count<OfferMade>() == 1, true);
}

TEST(RingTime, IsTheExtensionsOwn) {
  Phones stage;
  stage.dial(kWang, "1002");
  EXPECT_EQ(stage.fact<InternalCallRung>()->expires, stage.now() + 40s);
  stage.wait(40s);
  stage.send(SetPhoneRules{kLi, {}, true, 40s, user_of(kLi)});
  EXPECT_EQ(stage.fact<PhoneRulesSet>()->rules.ring_for, 0s) << "a page says all rules; it is still the settings' time";
  stage.send(SetPhoneRules{kLi, {}, false, {}, user_of(kLi)});
  stage.send(SetPhoneRules{kLi, {}, {}, 10s, user_of(kLi)});
  stage.dial(kWang, "1002");
  EXPECT_EQ(stage.fact<InternalCallRung>()->expires, stage.now() + 10s);
  stage.send(SetPhoneRules{kLi, {}, {}, 4s, user_of(kLi)});
  EXPECT_EQ(stage.refusal(), "refuse.ring_time");
}

TEST(Hold, OfACallBetweenExtensionsPlaysMusicToTheOther) {
  Phones stage;
  const auto call = stage.talk_between(kWang, "1002");
  stage.send(LegHeld{call.peer, true});
  EXPECT_EQ(stage.command<PlayMusic>()->leg, call.caller);
  stage.send(LegHeld{call.peer, false});
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, call.caller);
  stage.send(LegHeld{call.caller, true});
  EXPECT_EQ(stage.command<PlayMusic>()->leg, call.peer);
}

TEST(AttendedTransfer, JoinsWhoCalledWithWhomThePhoneAsked) {
  Phones stage;
  const auto first = stage.talk_between(kWang, "1002");
  const auto second = stage.talk_between(kLi, "1003");
  EXPECT_EQ(stage.agent(kZhao).with, kLi);
  stage.send(LegReferred{first.peer, {}, second.caller, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 200);
  EXPECT_EQ(stage.command<BridgeLegs>()->caller, first.caller);
  EXPECT_EQ(stage.command<BridgeLegs>()->agent, second.peer);
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
  EXPECT_EQ(stage.agent(kZhao).with, kWang);
  EXPECT_TRUE(stage.agent(kZhao).connected);
  stage.send(LegHungUp{first.caller});
  EXPECT_EQ(stage.command<HangUpLeg>()->leg, second.peer);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
}

TEST(AttendedTransfer, JoinsTwoWhoWereBothCalled) {
  Phones stage;
  const auto first = stage.talk_between(kLi, "1001");
  const auto second = stage.talk_between(kLi, "1003");
  stage.send(LegReferred{second.caller, {}, first.caller, {}});
  EXPECT_NE(stage.command<BridgeLegs>(), nullptr);
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
  EXPECT_EQ(stage.agent(kWang).with, kZhao);
  EXPECT_EQ(stage.agent(kZhao).with, kWang);
  stage.send(LegHungUp{first.peer});
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
  EXPECT_TRUE(stage.state().internal_calls.empty());
}

TEST(AttendedTransfer, LeavesAnOutsideNumberWithAColleague) {
  Phones stage;
  const auto outside = stage.talk_between(kLi, "01088880000");
  const auto colleague = stage.talk_between(kLi, "1003");
  stage.send(LegReferred{colleague.caller, {}, outside.caller, {}});
  EXPECT_NE(stage.command<BridgeLegs>(), nullptr);
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kInternalCall);
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
  stage.send(LegHungUp{outside.peer});
  EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kIdle);
}

TEST(AttendedTransfer, OfTwoOutsideNumbersIsRefused) {
  Phones stage;
  const auto one = stage.talk_between(kLi, "01088880000");
  const auto other = stage.talk_between(kLi, "01088880001");
  stage.send(LegReferred{other.caller, {}, one.caller, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 403);
  EXPECT_EQ(stage.command<BridgeLegs>(), nullptr);
}

TEST(Decline, OnThePhoneIsADeclineAndNoAnswerIsNone) {
  Phones stage;
  stage.ready(kLi);
  stage.call();
  stage.send(LegFailed{stage.ringing_leg(), base::ErrorCode::kDeclined});
  EXPECT_EQ(stage.fact<OfferEnded>()->end, OfferEnd::kRejected);
  EXPECT_EQ(stage.agent(kLi).status, AgentStatus::kNotReady);
  EXPECT_EQ(stage.agent(kLi).cause, StatusCause::kAsked);
  stage.send(GoReady{kLi, user_of(kLi)});
  stage.send(LegFailed{stage.ringing_leg(), base::ErrorCode::kNoAnswer});
  EXPECT_EQ(stage.agent(kLi).cause, StatusCause::kNoAnswer);
}

}  // namespace
}  // namespace peal::core
