#include <gtest/gtest.h>

#include <algorithm>

#include "core/state.hpp"
#include "core/testing/stage.hpp"

/// A phone that is in two calls, one of them with a customer, leaves the customer
/// with whoever is in the other one.
namespace peal::core {
namespace {

using namespace testing;

Settings settings_of_two_calls() {
  auto settings = make_settings();
  auto& li = settings.centres.front().agents[1];
  li.device = DeviceKind::kSipPhone;
  li.call_waiting = true;
  return settings;
}

/// Li talks with a customer; Zhao has called Li meanwhile and both hear each other.
struct BetweenTwo : Stage {
  Caller caller;
  LegId main, second, colleague;
  explicit BetweenTwo(bool colleague_signed_in = true) : Stage(settings_of_two_calls()) {
    for (const auto agent : {kWang, kLi, kZhao}) send(DeviceUp{agent});
    caller = talk(kLi);
    main = ringing_leg();
    if (colleague_signed_in) ready(kZhao);
    send(LegHeld{main, true});
    colleague = dial(kZhao, "1002");
    EXPECT_EQ(command<RingBack>()->near, main) << "on the thread of the talk it may be joined with";
    second = command<RingLeg>()->leg;
    send(LegAnswered{second});
    send(LegAnswered{colleague});
  }
  [[nodiscard]] bool hung_up(LegId leg) const {
    return std::ranges::any_of(commands(), [&](const Command& each) {
      const auto* hang_up = std::get_if<HangUpLeg>(&each);
      return hang_up != nullptr && hang_up->leg == leg;
    });
  }
};

TEST(HandOver, LeavesTheCustomerWithTheColleague) {
  for (const bool from_customer : {true, false}) {
    BetweenTwo stage;
    const auto asks = from_customer ? stage.main : stage.second;
    const auto names = from_customer ? stage.second : stage.main;
    stage.send(LegReferred{asks, {}, names, base::Personal{"<sip:li@example.com>"}});
    EXPECT_EQ(stage.command<ReportReferral>()->leg, asks);
    EXPECT_EQ(stage.command<ReportReferral>()->status, 200);
    EXPECT_EQ(stage.command<BridgeLegs>()->caller, stage.caller.leg);
    EXPECT_EQ(stage.command<BridgeLegs>()->agent, stage.colleague);
    EXPECT_EQ(stage.command<RecordAgent>()->agent, stage.colleague) << "the recording goes on with whoever talks";
    EXPECT_TRUE(stage.hung_up(stage.main));
    EXPECT_TRUE(stage.hung_up(stage.second));
    ASSERT_NE(stage.fact<ContactTransferred>(), nullptr);
    EXPECT_EQ(stage.fact<ContactTransferred>()->to, kZhao);
    EXPECT_TRUE(stage.fact<ContactTransferred>()->consulted);
    EXPECT_EQ(stage.fact<ContactTransferred>()->referred_by.text, "<sip:li@example.com>");
    EXPECT_EQ(stage.fact<TalkEnded>()->end, HandlingEnd::kTransferred);
    EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
    EXPECT_EQ(stage.fact<HandlingStarted>()->queue, kSales);
    EXPECT_NE(stage.fact<InternalCallEnded>(), nullptr);
    EXPECT_TRUE(stage.state().internal_calls.empty());
    EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kWrapUp);
    EXPECT_EQ(stage.agent(kZhao).activity, AgentActivity::kTalking);
    EXPECT_EQ(stage.contact(stage.caller.contact).place, ContactPlace::kTalking);
    stage.send(LegHungUp{stage.caller.leg});
    EXPECT_TRUE(stage.hung_up(stage.colleague));
    stage.send(FinishWrapUp{kLi, stage.caller.contact, {}, user_of(kLi)});
    EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
  }
}

TEST(HandOver, ToAColleagueWhoHasGoneHomeIsRefusedAndNothingChanges) {
  BetweenTwo stage(false);
  stage.send(LegReferred{stage.main, {}, stage.second, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 480);
  EXPECT_EQ(stage.facts().size(), 0U);
  EXPECT_EQ(stage.commands().size(), 1U);
  EXPECT_EQ(stage.contact(stage.caller.contact).agent, kLi);
}

TEST(HandOver, ToAColleagueWithACustomerIsRefused) {
  Stage stage(settings_of_two_calls());
  for (const auto agent : {kWang, kLi}) stage.send(DeviceUp{agent});
  const auto first = stage.talk(kLi);
  const auto main = stage.ringing_leg();
  const auto other = stage.talk(kWang);
  // Wang writes up, with a call to Li beside it.
  stage.send(LegHungUp{other.leg});
  stage.dial(kWang, "1002");
  const auto second = stage.command<RingLeg>()->leg;
  const auto colleague = stage.last_fact<InternalCallStarted>()->leg;
  stage.send(LegAnswered{second});
  stage.send(LegAnswered{colleague});
  stage.send(LegReferred{main, {}, second, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 486);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  EXPECT_EQ(stage.contact(first.contact).agent, kLi);
}

TEST(HandOver, OfACallThatIsSomebodyElsesIsRefused) {
  BetweenTwo stage;
  stage.send(LegReferred{stage.colleague, {}, stage.main, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 603);
  stage.send(LegReferred{stage.main, {}, stage.colleague, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 603);
  EXPECT_EQ(stage.contact(stage.caller.contact).agent, kLi);
}

TEST(HandOver, WhileTheAgentAsksSomebodyIsRefused) {
  BetweenTwo stage;
  stage.ready(kWang);
  const auto third = stage.dial(kLi, "1001");
  ASSERT_NE(stage.fact<ConsultStarted>(), nullptr);
  stage.send(LegReferred{stage.main, {}, stage.second, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 491);
  stage.send(LegHungUp{third});
  stage.send(LegReferred{stage.main, {}, stage.second, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 200);
}

TEST(HandOver, MayLeaveTheCustomerWithAnOutsideNumber) {
  auto settings = settings_of_two_calls();
  settings.centres.front().record_outside_calls = true;
  Stage stage(settings);
  for (const auto agent : {kWang, kLi}) stage.send(DeviceUp{agent});
  // Li calls Wang, then a customer; Wang sends Li's call on to another number.
  const auto own = stage.dial(kLi, "1001");
  const auto wang = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{wang});
  stage.send(LegAnswered{own});
  const auto main = stage.dial(kLi, "01088880000");
  const auto customer = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{customer});
  stage.send(LegAnswered{main});
  const auto contact = stage.fact<ContactArrived>()->contact;
  stage.send(LegReferred{wang, "01088880001", {}, {}});
  const auto far = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{far});
  stage.send(LegReferred{own, {}, main, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 200);
  EXPECT_EQ(stage.fact<OutsideTalkStarted>()->leg, far);
  EXPECT_EQ(stage.command<RecordAgent>()->agent, far);
  EXPECT_EQ(stage.contact(contact).place, ContactPlace::kOutside);
  stage.send(LegHungUp{far});
  EXPECT_TRUE(stage.gone(contact));
}

/// Li talks with a customer and is inside the conference as well.
struct InTheRoom : Stage {
  Caller caller;
  LegId main, beside;
  explicit InTheRoom(std::uint32_t most = 3) : Stage(settings_of_two_calls()) {
    centre().conferences.front().most_parties = most;
    change_settings();
    send(DeviceUp{kLi});
    caller = talk(kLi);
    main = ringing_leg();
    send(LegHeld{main, true});
    beside = dial(kLi, "6000");
    send(LegAnswered{beside});
    send(PinTaken{beside, DoorVerdict::kHost});
  }
};

TEST(HandOver, OfACustomerIntoAConferenceTakesThePhonesPlaceThere) {
  for (const std::uint32_t most : {3U, 1U}) {
    InTheRoom stage(most);
    ASSERT_EQ(stage.state().conferences.size(), 1U);
    stage.send(LegReferred{stage.main, {}, stage.beside, {}});
    EXPECT_EQ(stage.command<ReportReferral>()->status, 200);
    EXPECT_EQ(stage.fact<ContactSentToFlow>()->conference, kBoard);
    EXPECT_EQ(stage.fact<ConferenceAsked>(), nullptr) << "whoever is brought in needs no PIN";
    ASSERT_NE(stage.fact<ConferenceJoined>(), nullptr);
    EXPECT_EQ(stage.fact<ConferenceJoined>()->contact, stage.caller.contact);
    EXPECT_FALSE(stage.fact<ConferenceJoined>()->host);
    EXPECT_EQ(stage.fact<ConferenceLeft>()->leg, stage.beside);
    EXPECT_NE(stage.fact<InternalCallEnded>(), nullptr);
    EXPECT_EQ(stage.fact<ContactTransferred>()->digits.text, "6000");
    EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kWrapUp);
    stage.send(LegHungUp{stage.caller.leg});
    EXPECT_TRUE(stage.state().conferences.empty());
  }
}

TEST(HandOver, IntoAConferenceThatIsLockedOrNotEnteredIsRefused) {
  InTheRoom stage;
  stage.send(LockConference{kBoard, true, user_of(kLi)});
  stage.send(LegReferred{stage.beside, {}, stage.main, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 403);
  stage.send(LegHungUp{stage.beside});
  const auto door = stage.dial(kLi, "6000");
  stage.send(LegAnswered{door});
  stage.send(LegReferred{stage.main, {}, door, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 491) << "a customer follows, and does not go ahead";
  EXPECT_EQ(stage.contact(stage.caller.contact).agent, kLi);
}

}  // namespace
}  // namespace peal::core
