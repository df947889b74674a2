#include <gtest/gtest.h>

#include "core/testing/stage.hpp"

namespace peal::core {
namespace {

using namespace testing;

// A caller in the menu, whose prompt is over.
Stage::Caller in_menu(Stage& stage) {
  const auto caller = stage.call("4000");
  stage.send(PlayFinished{caller.leg, stage.command<PlayPrompt>()->play});
  stage.send(PlayFinished{caller.leg, stage.command<PlayPrompt>()->play});
  return caller;
}
void press(Stage& stage, LegId leg, const char* key) { stage.send(DigitPressed{leg, base::Personal{key}}); }

TEST(Flow, AKeyMayBePressedBeforeTheMenuHasFinishedSpeaking) {
  Stage stage;
  const auto caller = stage.call("4000");
  stage.send(PlayFinished{caller.leg, stage.command<PlayPrompt>()->play});
  press(stage, caller.leg, "1");
  EXPECT_NE(stage.command<StopPlay>(), nullptr);
  EXPECT_NE(stage.fact<VisitStarted>(), nullptr);
}

TEST(Flow, AMenuAsksAgainAndThenTakesTheTimeoutWay) {
  Stage stage;
  const auto caller = in_menu(stage);
  for (std::uint8_t attempt = 2; attempt <= 3; ++attempt) {
    stage.wait(5s);
    ASSERT_NE(stage.fact<FlowStepTaken>(), nullptr);
    EXPECT_EQ(stage.fact<FlowStepTaken>()->attempt, attempt);
    stage.send(PlayFinished{caller.leg, stage.last_command<PlayPrompt>()->play});
  }
  stage.wait(5s);
  EXPECT_EQ(stage.fact<VisitStarted>()->queue, kSupport);
}

TEST(Flow, AWrongKeyIsToldAndTheLastOneTakesTheInvalidWay) {
  Stage stage;
  const auto caller = in_menu(stage);
  press(stage, caller.leg, "7");
  EXPECT_EQ(stage.fact<FlowStepTaken>()->by, "invalid");
  press(stage, caller.leg, "8");
  press(stage, caller.leg, "7");
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kInFlow);
  EXPECT_NE(stage.command<HangUpLeg>(), nullptr);
}

TEST(Flow, TheLanguageChosenIsSpokenFromThenOn) {
  Stage stage;
  const auto caller = in_menu(stage);
  press(stage, caller.leg, "9");
  EXPECT_EQ(stage.command<PlayPrompt>()->language, "en-US");
  EXPECT_EQ(stage.contact(caller.contact).language, "en-US");
}

TEST(Flow, APromptWhoseEndIsNeverToldEndsByItself) {
  Stage stage;
  const auto caller = stage.call("4000");
  stage.wait(limits::kLongestPrompt);
  EXPECT_EQ(stage.contact(caller.contact).node, "menu");
}

TEST(Flow, ALegThatNeverComesUpEnds) {
  Stage stage;
  stage.arrive("4000");
  stage.wait(limits::kLongestAnswer);
  EXPECT_NE(stage.fact<ContactEnded>(), nullptr);
  EXPECT_NE(stage.command<HangUpLeg>(), nullptr);
}

TEST(Flow, ACircleThatWaitsForNothingEnds) {
  auto settings = make_settings();
  settings.centres.front().flows[2].nodes = {{"queue", SetLanguageNode{"en-US", "again"}},
                                             {"again", SetLanguageNode{"zh-CN", "queue"}}};
  Stage stage(settings);
  stage.arrive("7000");
  ASSERT_NE(stage.fact<ContactEnded>(), nullptr);
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kFailed);
  EXPECT_NE(stage.command<RejectLeg>(), nullptr) << "it was never answered";
}

TEST(Flow, AFullQueueLeadsToTheBusyAnnouncement) {
  auto settings = make_settings();
  settings.centres.front().queues[0].most_waiting = 1;
  Stage stage(settings);
  stage.call();
  const auto caller = in_menu(stage);
  press(stage, caller.leg, "1");
  EXPECT_EQ(stage.last_fact<FlowStepTaken>()->by, "full");
  EXPECT_EQ(stage.count<VisitStarted>(), 1U);
  stage.send(PlayFinished{caller.leg, stage.command<PlayPrompt>()->play});
  EXPECT_TRUE(stage.gone(caller.contact));
}

TEST(Queueing, ThePositionIsSpokenWhenSomebodyIsAheadAndEveryHalfMinute) {
  Stage stage;
  stage.call();
  EXPECT_EQ(stage.command<PlayPosition>(), nullptr) << "nobody is ahead";
  EXPECT_NE(stage.command<PlayMusic>(), nullptr);
  const auto second = stage.call();
  ASSERT_NE(stage.command<PlayPosition>(), nullptr);
  EXPECT_EQ(stage.command<PlayPosition>()->position, 2U);
  stage.send(PlayFinished{second.leg, stage.command<PlayPosition>()->play});
  EXPECT_NE(stage.command<PlayMusic>(), nullptr) << "the music comes back";
  stage.wait(30s);
  EXPECT_EQ(stage.count<PositionAnnounced>(), 3U);
}

TEST(Queueing, KeysPressedWhileWaitingAreKept) {
  Stage stage;
  const auto caller = stage.call();
  press(stage, caller.leg, "5");
  press(stage, caller.leg, "x");
  EXPECT_EQ(stage.contact(caller.contact).pressed.text, "5");
}

}  // namespace
}  // namespace peal::core
