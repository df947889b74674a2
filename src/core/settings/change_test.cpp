#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

namespace peal::core {
namespace {

using namespace testing;

TEST(SettingsChange, RemovingAnAgentInTalkDropsNoCall) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  std::erase_if(stage.centre().agents, [](const Agent& agent) { return agent.id == kWang; });
  stage.change_settings();
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kTalking);
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.last_fact<AgentSignedOut>()->cause, StatusCause::kSettings);
  EXPECT_FALSE(agent_view(stage.state(), kWang).has_value());
}

TEST(SettingsChange, RemovingAnIdleAgentSignsItOut) {
  Stage stage;
  stage.ready(kWang);
  std::erase_if(stage.centre().agents, [](const Agent& agent) { return agent.id == kWang; });
  stage.change_settings();
  EXPECT_EQ(stage.fact<AgentSignedOut>()->agent, kWang);
  EXPECT_EQ(stage.queue(kSales).signed_in, 0U);
}

TEST(SettingsChange, RemovingAQueueServesThoseWhoWaitThere) {
  Stage stage;
  const auto caller = stage.call();
  std::erase_if(stage.centre().queues, [](const Queue& queue) { return queue.id == kSales; });
  stage.change_settings();
  EXPECT_EQ(stage.contact(caller.contact).place, ContactPlace::kQueued);
  stage.ready(kLi);
  EXPECT_EQ(stage.fact<OfferMade>()->contact, caller.contact);
  stage.send(LegAnswered{stage.ringing_leg()});
  EXPECT_FALSE(queue_view(stage.state(), kSales).has_value()) << "gone with its last caller";
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
}

TEST(SettingsChange, ANewFlowVersionChangesNoCallUnderWay) {
  Stage stage;
  const auto caller = stage.call("4000");
  stage.centre().flows[0].nodes[2] = {"menu", HangUpNode{}};
  stage.change_settings();
  stage.send(PlayFinished{caller.leg, stage.last_command<PlayPrompt>()->play});
  EXPECT_EQ(stage.contact(caller.contact).node, "menu");
  const auto later = stage.call("4000");
  stage.send(PlayFinished{later.leg, stage.last_command<PlayPrompt>()->play});
  EXPECT_TRUE(stage.gone(later.contact));
  EXPECT_FALSE(stage.gone(caller.contact));
}

TEST(SettingsChange, TheSameSettingsAreNotAdoptedAgain) {
  Stage stage;
  stage.send(SettingsChanged{std::make_shared<Settings>(stage.settings())});
  EXPECT_TRUE(stage.facts().empty());
}

TEST(Restart, ClosesBrokenCallsWithTheirCauseAndNobodyIsStuck) {
  Stage stage;
  const auto talking = stage.talk(kWang);
  stage.ready(kLi);
  const auto offered = stage.call();
  const auto waiting = stage.call();
  const auto in_menu = stage.call("4000");
  stage.send(Restarted{false});
  EXPECT_TRUE(stage.commands().empty()) << "there is no leg any more";
  for (const auto& each : {offered, waiting, in_menu}) EXPECT_TRUE(stage.gone(each.contact));
  std::size_t failed = 0;
  for (const auto& fact : stage.facts())
    if (const auto* ended = std::get_if<ContactEnded>(&fact.body)) {
      EXPECT_EQ(ended->end, ContactEnd::kFailed);
      EXPECT_EQ(ended->cause, base::ErrorCode::kInternal);
      ++failed;
    }
  EXPECT_EQ(failed, 4U);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kWrapUp) << "there is something to write up";
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle);
  EXPECT_NE(stage.agent(kLi).status, AgentStatus::kSignedOut) << "signing in outlives a restart";
  stage.send(DeviceUp{kLi});
  EXPECT_EQ(stage.queue(kSales).ready, 1U);
  stage.send(WriteNotes{kWang, talking.contact, base::Personal{"cut off"}, user_of(kWang)});
  stage.wait(30s);
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(Restart, ARecordingThatNobodyHandsInIsClosed) {
  Stage stage;
  stage.call();
  stage.send(Restarted{false});
  stage.wait(limits::kRecordingWritten);
  ASSERT_NE(stage.last_fact<RecordingEnded>(), nullptr);
  EXPECT_FALSE(stage.last_fact<RecordingEnded>()->whole);
}

TEST(Restart, ARecordingRepairedAfterwardsIsWhole) {
  Stage stage;
  stage.call();
  const auto recording = stage.last_fact<RecordingStarted>()->recording;
  stage.send(Restarted{false});
  stage.send(RecordingWritten{recording, 4s, 1000, "ab"});
  EXPECT_TRUE(stage.fact<RecordingEnded>()->whole);
  stage.send(RecordingWritten{recording, 4s, 1000, "ab"});
  EXPECT_TRUE(stage.facts().empty());
}

}  // namespace
}  // namespace peal::core
