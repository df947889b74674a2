#include <gtest/gtest.h>

#include <algorithm>

#include "core/testing/stage.hpp"

/// An agent's own calls to the outside, where the tenant records them.
namespace peal::core {
namespace {

using namespace testing;

struct Recording : Stage {
  Recording() : Stage(settings_that_record()) {}
  static Settings settings_that_record() {
    auto settings = make_settings();
    settings.centres.front().record_outside_calls = true;
    return settings;
  }
  LegId own, outside;
  void call_outside() {
    send(DeviceUp{kWang});
    own = dial(kWang, "01088880000");
    outside = command<RingLeg>()->leg;
    EXPECT_EQ(command<RingLeg>()->heard_by, own) << "the carrier's announcement";
    send(LegAnswered{outside});
    send(LegAnswered{own});
  }
};

TEST(OutsideContact, IsRecordedFromTheFirstWordAndIsFoundInTheCallDetail) {
  Recording stage;
  stage.call_outside();
  ASSERT_NE(stage.fact<ContactArrived>(), nullptr);
  EXPECT_EQ(stage.fact<ContactArrived>()->source, LegSource::kDevice);
  EXPECT_EQ(stage.fact<ContactArrived>()->caller.text, "01088880000");
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kWang);
  EXPECT_EQ(stage.command<StartRecording>()->caller, stage.outside);
  EXPECT_EQ(stage.command<RecordAgent>()->agent, stage.own);
  EXPECT_EQ(stage.command<BridgeLegs>()->agent, stage.own);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kTalking);
  EXPECT_NE(stage.command<FindCustomer>(), nullptr);
}

TEST(OutsideContact, NamesEveryTrunkThatItsCallWentOver) {
  Recording stage;
  stage.send(DeviceUp{kWang});
  stage.own = stage.dial(kWang, "01088880000");
  stage.outside = stage.command<RingLeg>()->leg;
  const auto dead = id<TrunkId>(81), carrier = id<TrunkId>(82);
  stage.send(LegRouted{stage.outside, dead});
  EXPECT_FALSE(stage.fact<TrunkTaken>()->contact.valid()) << "nobody has answered yet";
  stage.send(LegRouted{stage.outside, carrier});
  stage.send(LegAnswered{stage.outside});
  stage.send(LegAnswered{stage.own});
  const auto contact = stage.fact<ContactArrived>()->contact;
  std::vector<TrunkId> taken;
  for (const auto& fact : stage.all_facts()) {
    const auto* one = std::get_if<TrunkTaken>(&fact.body);
    if (one != nullptr && one->contact == contact) taken.push_back(one->trunk);
  }
  EXPECT_EQ(taken, (std::vector{dead, carrier}));
  stage.send(LegRouted{LegId{kTenant, 4711}, carrier});
  EXPECT_EQ(stage.fact<TrunkTaken>(), nullptr) << "a leg that nobody knows";
}

TEST(OutsideContact, ThatAForwardingLedToHasTheNumberThatItReached) {
  Recording stage;
  const auto carrier = id<TrunkId>(82);
  const auto party = id<PartyId>(4711);
  stage.send(DeviceUp{kWang});
  stage.send(SetForwarding{kLi, ForwardWhen::kAlways, "01088880000", user_of(kLi)});
  stage.own = stage.dial(kWang, "1002");
  stage.outside = stage.command<RingLeg>()->leg;
  EXPECT_FALSE(stage.fact<InternalCallRung>()->party.valid());
  stage.send(LegRouted{stage.outside, carrier, base::Personal{"01088880000"}, party});
  EXPECT_EQ(stage.fact<TrunkTaken>()->number.text, "01088880000");
  EXPECT_EQ(stage.facts().back().party, party) << "its key seals the number";
  stage.send(LegAnswered{stage.outside});
  stage.send(LegAnswered{stage.own});
  EXPECT_EQ(stage.fact<ContactArrived>()->caller.text, "01088880000");
  EXPECT_EQ(stage.fact<ContactArrived>()->party, party);
  EXPECT_EQ(stage.command<FindCustomer>()->party, party);
}

TEST(OutsideContact, SaysANumberOnceAndWhereNothingIsRecordedNever) {
  const LegRouted routed{{}, id<TrunkId>(82), base::Personal{"01088880000"}, id<PartyId>(4711)};
  Recording dialled;
  dialled.send(DeviceUp{kWang});
  dialled.dial(kWang, "01088880000");
  auto signal = routed;
  signal.leg = dialled.command<RingLeg>()->leg;
  dialled.send(signal);
  EXPECT_EQ(dialled.fact<TrunkTaken>()->number.text, "") << "the call said it when it rang";
  Stage silent;
  silent.send(DeviceUp{kWang});
  silent.send(SetForwarding{kLi, ForwardWhen::kAlways, "01088880000", user_of(kLi)});
  silent.dial(kWang, "1002");
  signal.leg = silent.command<RingLeg>()->leg;
  silent.send(signal);
  EXPECT_EQ(silent.fact<TrunkTaken>()->number.text, "");
  EXPECT_FALSE(silent.facts().back().party.valid());
}

TEST(OutsideContact, EndsWithEitherSide) {
  for (const bool agent_first : {true, false}) {
    Recording stage;
    stage.call_outside();
    const auto contact = stage.fact<ContactArrived>()->contact;
    stage.send(LegHungUp{agent_first ? stage.own : stage.outside});
    EXPECT_NE(stage.command<StopRecording>(), nullptr);
    EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kHandled);
    const auto stays = agent_first ? stage.outside : stage.own;
    EXPECT_TRUE(std::ranges::any_of(stage.commands(), [&](const Command& command) {
      const auto* hang_up = std::get_if<HangUpLeg>(&command);
      return hang_up != nullptr && hang_up->leg == stays;
    }));
    stage.send(FinishWrapUp{kWang, contact, {}, user_of(kWang)});
    EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
  }
}

TEST(OutsideContact, IsTransferredLikeAnyOther) {
  Recording stage;
  stage.call_outside();
  stage.ready(kZhao);
  stage.send(LegReferred{stage.own, "1003", {}, {}});
  EXPECT_EQ(stage.command<ReportReferral>()->status, 200);
  stage.send(LegAnswered{stage.command<RingLeg>()->leg});
  EXPECT_EQ(stage.fact<HandlingStarted>()->agent, kZhao);
  EXPECT_NE(stage.command<RecordAgent>(), nullptr);
}

TEST(OutsideContact, IsNoneWhereNothingIsRecordedOrNobodyAnswers) {
  Stage silent;
  silent.send(DeviceUp{kWang});
  const auto own = silent.dial(kWang, "01088880000");
  silent.send(LegAnswered{silent.command<RingLeg>()->leg});
  silent.send(LegAnswered{own});
  EXPECT_EQ(silent.count<ContactArrived>(), 0U);
  Recording stage;
  stage.send(DeviceUp{kWang});
  stage.dial(kWang, "01088880000");
  stage.send(LegFailed{stage.command<RingLeg>()->leg, base::ErrorCode::kNoAnswer});
  EXPECT_EQ(stage.count<ContactArrived>(), 0U);
}

TEST(OutsideContact, IsRecordedBesideACallOfTheSamePhone) {
  Recording stage;
  stage.send(DeviceUp{kWang});
  stage.send(DeviceUp{kLi});
  const auto first = stage.dial(kWang, "1002");
  const auto colleague = stage.command<RingLeg>()->leg;
  stage.send(LegAnswered{colleague});
  stage.send(LegAnswered{first});
  for (const auto who : {kWang, kLi}) {
    stage.own = stage.dial(who, "01088880000");
    stage.outside = stage.command<RingLeg>()->leg;
    stage.send(LegAnswered{stage.outside});
    stage.send(LegAnswered{stage.own});
    EXPECT_EQ(stage.fact<HandlingStarted>()->agent, who);
    EXPECT_EQ(stage.command<StartRecording>()->caller, stage.outside);
    EXPECT_EQ(stage.agent(who).activity, AgentActivity::kTalking);
    const auto contact = stage.fact<ContactArrived>()->contact;
    stage.send(LegHungUp{stage.outside});
    stage.send(FinishWrapUp{who, contact, {}, user_of(who)});
    EXPECT_EQ(stage.agent(who).activity, AgentActivity::kInternalCall) << "the first call is still there";
    EXPECT_TRUE(stage.agent(who).connected);
  }
  stage.send(LegHungUp{first});
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
}

}  // namespace
}  // namespace peal::core
