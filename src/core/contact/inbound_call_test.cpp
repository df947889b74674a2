#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

namespace peal::core {
namespace {

using namespace testing;

TEST(InboundCall, GoesThroughMenuQueueOfferTalkAndWrapUp) {
  Stage stage;
  stage.ready(kWang);
  const auto leg = stage.arrive("4000");
  const auto* arrived = stage.fact<ContactArrived>();
  ASSERT_NE(arrived, nullptr);
  const auto contact = arrived->contact;
  ASSERT_NE(stage.command<AnswerLeg>(), nullptr);
  ASSERT_NE(stage.command<FindCustomer>(), nullptr) << "the card must be there before the ring";
  EXPECT_EQ(stage.command<PlayPrompt>(), nullptr) << "nobody hears a prompt on a leg that is not up";

  stage.send(LegAnswered{leg});
  const auto hello = stage.command<PlayPrompt>();
  ASSERT_NE(hello, nullptr);
  EXPECT_EQ(hello->language, "zh-CN");
  ASSERT_NE(stage.command<StartRecording>(), nullptr) << "the recording begins with the first word";
  stage.send(CustomerFound{contact, id<CustomerId>(5), true, base::Personal{"Wang Fang"}, "vip", base::Personal{"Beijing"}});
  stage.send(PlayFinished{leg, hello->play});
  ASSERT_NE(stage.command<PlayPrompt>(), nullptr);

  stage.send(DigitPressed{leg, base::Personal{"1"}});
  ASSERT_NE(stage.fact<VisitStarted>(), nullptr);
  EXPECT_EQ(stage.fact<VisitStarted>()->queue, kSales);
  ASSERT_NE(stage.command<PlayMusic>(), nullptr);
  const auto* offer = stage.fact<OfferMade>();
  ASSERT_NE(offer, nullptr);
  EXPECT_EQ(offer->agent, kWang);
  const auto* ring = stage.command<RingLeg>();
  ASSERT_NE(ring, nullptr);
  EXPECT_EQ(ring->leg, offer->leg);
  EXPECT_FALSE(ring->heard_by.valid()) << "whoever waits in a queue hears its music";
  EXPECT_EQ(ring->caller_name.text, "Wang Fang");
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kOffered);
  EXPECT_EQ(stage.contact(contact).place, ContactPlace::kOffered);
  EXPECT_EQ(stage.contact(contact).pressed.text, "1");

  stage.wait(3s);
  stage.send(LegAnswered{ring->leg});
  ASSERT_NE(stage.command<BridgeLegs>(), nullptr);
  ASSERT_NE(stage.command<RecordAgent>(), nullptr);
  EXPECT_EQ(stage.fact<VisitEnded>()->waited, 3s);
  EXPECT_EQ(stage.contact(contact).place, ContactPlace::kTalking);

  stage.wait(60s);
  stage.send(LegHungUp{leg});
  EXPECT_EQ(stage.fact<TalkEnded>()->talked, 60s);
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kHandled);
  ASSERT_NE(stage.command<StopRecording>(), nullptr);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp);
  EXPECT_EQ(stage.contact(contact).place, ContactPlace::kWrapUp);

  stage.send(FinishWrapUp{kWang, contact, kSold, user_of(kWang)});
  EXPECT_EQ(stage.fact<HandlingEnded>()->disposition, kSold);
  EXPECT_TRUE(stage.gone(contact));
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
  EXPECT_EQ(stage.agent(kWang).status, AgentStatus::kReady);
}

TEST(InboundCall, ToANumberNobodyHasIsRejectedAndCounted) {
  Stage stage;
  stage.arrive("12345");
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kRejected);
  ASSERT_NE(stage.command<RejectLeg>(), nullptr);
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kNotFound);
}

TEST(InboundCall, WhileDrainingIsRefusedWithATimeToTryAgain) {
  Stage stage;
  stage.send(Drain{});
  stage.arrive("7000");
  ASSERT_NE(stage.command<RejectLeg>(), nullptr);
  EXPECT_EQ(stage.command<RejectLeg>()->cause, base::ErrorCode::kOverloaded);
  EXPECT_GT(stage.command<RejectLeg>()->retry_after.count(), 0);
}

TEST(InboundCall, ToldTwiceIsOneContact) {
  Stage stage;
  const auto leg = stage.arrive("7000");
  stage.send(LegArrived{leg, LegSource::kTrunk, "7000", {}, {}, {}, {}});
  EXPECT_TRUE(stage.facts().empty());
  EXPECT_EQ(stage.count<ContactArrived>(), 1U);
}

TEST(InboundCall, ByAnAgentsDeviceHasNoContactAndEchoes) {
  Stage stage;
  const LegId leg{kTenant, 77};
  stage.send(LegArrived{leg, LegSource::kDevice, "9196", {}, {}, {}, kWang});
  ASSERT_NE(stage.fact<InternalCallStarted>(), nullptr);
  ASSERT_NE(stage.command<AnswerLeg>(), nullptr);
  stage.send(LegAnswered{leg});
  ASSERT_NE(stage.command<EchoLeg>(), nullptr);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kInternalCall);
  stage.wait(61s);
  ASSERT_NE(stage.fact<InternalCallEnded>(), nullptr);
  ASSERT_NE(stage.command<HangUpLeg>(), nullptr);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(InboundCall, AnAgentInAnInternalCallIsNotRung) {
  Stage stage;
  stage.ready(kWang);
  const LegId leg{kTenant, 77};
  stage.send(LegArrived{leg, LegSource::kDevice, "9196", {}, {}, {}, kWang});
  stage.call();
  EXPECT_EQ(stage.count<OfferMade>(), 0U);
  stage.send(LegHungUp{leg});
  EXPECT_EQ(stage.count<OfferMade>(), 1U);
}

}  // namespace
}  // namespace peal::core
