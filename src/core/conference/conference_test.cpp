#include <gtest/gtest.h>

#include "core/conference/sentences.hpp"
#include "core/testing/stage.hpp"

namespace peal::core {
namespace {

using namespace testing;

ConferenceView board(Stage& stage) { return conference_view(stage.state(), kBoard).value(); }
bool empty(Stage& stage) { return !conference_view(stage.state(), kBoard).has_value(); }

// A phone of ours before the door.
LegId knock(Stage& stage, AgentId who) {
  stage.send(DeviceUp{who});
  const auto leg = stage.dial(who, "6000");
  stage.send(LegAnswered{leg});
  return leg;
}
LegId enter(Stage& stage, AgentId who, DoorVerdict as = DoorVerdict::kGuest) {
  const auto leg = knock(stage, who);
  stage.send(PinTaken{leg, as});
  return leg;
}
std::string spoken(const Stage& stage) {
  const auto* prompt = stage.last_command<PlayPrompt>();
  return prompt == nullptr ? std::string{} : prompt->prompt.text.at("en-US");
}

TEST(Conference, ThePinIsAskedBeforeAnybodyIsHeard) {
  Stage stage;
  const auto leg = knock(stage, kWang);
  ASSERT_NE(stage.command<TakePin>(), nullptr);
  EXPECT_EQ(stage.command<TakePin>()->leg, leg);
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt, conference::ask_for_pin(false));
  EXPECT_EQ(board(stage).parties.at(0).phase, PartyPhase::kAsked);
  EXPECT_EQ(board(stage).since, Time{}) << "nobody is inside";
  stage.send(PinTaken{leg, DoorVerdict::kGuest});
  ASSERT_NE(stage.command<JoinMix>(), nullptr);
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt, conference::first_one());
  EXPECT_NE(stage.command<PlayMusic>(), nullptr) << "alone, with music";
  EXPECT_EQ(board(stage).parties.at(0).phase, PartyPhase::kIn);
}

TEST(Conference, TheSecondEndsTheMusicAndBothHearATone) {
  Stage stage;
  const auto first = enter(stage, kWang);
  const auto mix = stage.command<JoinMix>()->mix;
  const auto second = enter(stage, kLi);
  EXPECT_EQ(stage.command<JoinMix>()->leg, second);
  EXPECT_EQ(stage.command<JoinMix>()->mix, mix);
  ASSERT_NE(stage.command<MixTone>(), nullptr);
  EXPECT_TRUE(stage.command<MixTone>()->came);
  bool music_over = false;
  for (const auto& command : stage.commands())
    if (const auto* stop = std::get_if<StopPlay>(&command)) music_over = music_over || stop->leg == first;
  EXPECT_TRUE(music_over);
}

TEST(Conference, ThreeWrongPinsAndItIsGoodbye) {
  Stage stage;
  const auto leg = knock(stage, kWang);
  stage.send(PinTaken{leg, DoorVerdict::kWrong});
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt, conference::ask_for_pin(true));
  stage.send(PinTaken{leg, DoorVerdict::kWrong});
  ASSERT_NE(stage.command<TakePin>(), nullptr);
  stage.send(PinTaken{leg, DoorVerdict::kWrong});
  EXPECT_EQ(stage.command<TakePin>(), nullptr);
  EXPECT_EQ(stage.fact<ConferenceRefused>()->why, ConferenceRefusal::kWrongPin);
  stage.send(PinTaken{leg, DoorVerdict::kGuest});
  EXPECT_TRUE(stage.facts().empty()) << "a fourth does not count, right or not";
  stage.send(PlayFinished{leg, stage.last_command<PlayPrompt>()->play});
  EXPECT_NE(stage.command<HangUpLeg>(), nullptr);
  EXPECT_TRUE(empty(stage));
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(Conference, WhoPressesNothingIsAskedAgainAndThenLetGo) {
  Stage stage;
  knock(stage, kWang);
  stage.wait(limits::kPinPatience * 3 + limits::kLongestGoodbye);
  EXPECT_EQ(stage.count<ConferenceAsked>(), 3U);
  EXPECT_TRUE(empty(stage));
}

TEST(Conference, KeysAtTheDoorAreInNoFact) {
  Stage stage;
  const auto caller = stage.call("5000");
  EXPECT_NE(stage.command<TakePin>(), nullptr) << "a flow leads here as well";
  stage.send(DigitPressed{caller.leg, base::Personal{"4"}});
  EXPECT_TRUE(stage.facts().empty());
  stage.send(PinTaken{caller.leg, DoorVerdict::kGuest});
  EXPECT_EQ(board(stage).parties.at(0).contact, caller.contact);
  stage.send(DigitPressed{caller.leg, base::Personal{"5"}});
  EXPECT_EQ(stage.count<DigitReceived>(), 0U);
  EXPECT_TRUE(stage.contact(caller.contact).pressed.text.empty());
  stage.send(LegHungUp{caller.leg});
  EXPECT_EQ(stage.fact<ContactEnded>()->end, ContactEnd::kInFlow);
  EXPECT_TRUE(empty(stage));
}

TEST(Conference, AFullOrLockedRoomIsToldInWords) {
  Stage stage;
  enter(stage, kWang, DoorVerdict::kHost);
  enter(stage, kLi);
  stage.send(LockConference{kBoard, true, user_of(kWang)});
  const auto locked = stage.call("5000");
  stage.send(PinTaken{locked.leg, DoorVerdict::kGuest});
  EXPECT_EQ(stage.fact<ConferenceRefused>()->why, ConferenceRefusal::kLocked);
  EXPECT_EQ(spoken(stage), conference::sentence_of(ConferenceRefusal::kLocked).text.at("en-US"));
  stage.send(LockConference{kBoard, false, user_of(kWang)});
  enter(stage, kZhao);
  EXPECT_EQ(board(stage).parties.size(), 4U);
  const auto late = stage.call("5000");
  stage.send(PinTaken{late.leg, DoorVerdict::kHost});
  EXPECT_EQ(stage.fact<ConferenceRefused>()->why, ConferenceRefusal::kFull) << "three are the most";
}

TEST(Conference, GuestsWaitForTheHost) {
  auto settings = make_settings();
  settings.centres.front().conferences.front().wait_for_host = true;
  Stage stage(settings);
  const auto guest = enter(stage, kLi);
  EXPECT_EQ(stage.command<JoinMix>(), nullptr);
  EXPECT_EQ(stage.command<PlayPrompt>()->prompt, conference::wait_for_host());
  EXPECT_EQ(board(stage).parties.at(0).phase, PartyPhase::kWaiting);
  enter(stage, kWang, DoorVerdict::kHost);
  EXPECT_EQ(stage.fact<ConferenceAdmitted>()->leg, guest);
  std::size_t joined = 0;
  for (const auto& command : stage.commands()) joined += std::holds_alternative<JoinMix>(command) ? 1U : 0U;
  EXPECT_EQ(joined, 2U);
}

TEST(Conference, SomebodyWhoWaitsKeepsTheRoomAndItsRecordingUntilGone) {
  auto settings = make_settings();
  settings.centres.front().conferences.front().wait_for_host = true;
  Stage stage(settings);
  const auto guest = enter(stage, kLi);
  const auto host = enter(stage, kWang, DoorVerdict::kHost);
  const auto recording = stage.command<StartMixRecording>()->recording;
  stage.send(LegHungUp{guest});
  const auto late = stage.call("5000");
  stage.send(PinTaken{late.leg, DoorVerdict::kGuest});  // The host is inside: it does not wait.
  stage.send(LegHungUp{host});
  const auto waiting = stage.call("5000");
  stage.send(PinTaken{waiting.leg, DoorVerdict::kGuest});
  stage.send(LegHungUp{late.leg});
  EXPECT_EQ(stage.command<StopRecording>(), nullptr);
  stage.send(LegHungUp{waiting.leg});
  ASSERT_NE(stage.command<StopRecording>(), nullptr);
  EXPECT_EQ(stage.command<StopRecording>()->recording, recording);
}

TEST(Conference, IsRecordedFromTheFirstToTheLast) {
  Stage stage;
  const auto first = enter(stage, kWang);
  ASSERT_NE(stage.command<StartMixRecording>(), nullptr);
  const auto recording = stage.command<StartMixRecording>()->recording;
  const auto second = enter(stage, kLi);
  EXPECT_EQ(stage.command<StartMixRecording>(), nullptr);
  stage.send(LegHungUp{first});
  EXPECT_EQ(stage.command<StopRecording>(), nullptr);
  EXPECT_NE(stage.command<PlayMusic>(), nullptr) << "whoever is left alone has music again";
  stage.send(LegHungUp{second});
  EXPECT_EQ(stage.command<StopRecording>()->recording, recording);
  EXPECT_EQ(stage.fact<ConferenceLeft>()->leg, second);
  EXPECT_TRUE(empty(stage));
  stage.send(RecordingWritten{recording, 9s, 100, "ab"});
  EXPECT_TRUE(stage.fact<RecordingEnded>()->whole);
}

TEST(Conference, AHostMutesRemovesAndEnds) {
  Stage stage;
  const auto host = enter(stage, kWang, DoorVerdict::kHost);
  const auto guest = enter(stage, kLi);
  const auto by = user_of(kWang);
  stage.send(MuteParty{kBoard, guest, true, by});
  ASSERT_NE(stage.command<MuteLeg>(), nullptr);
  EXPECT_TRUE(stage.command<MuteLeg>()->on);
  EXPECT_TRUE(board(stage).parties.at(1).muted);
  stage.send(MuteParty{kBoard, LegId{kTenant, 1}, true, by});
  EXPECT_EQ(stage.refusal(), "refuse.no_party");
  stage.send(RemoveParty{kBoard, guest, by});
  EXPECT_EQ(stage.command<LeaveMix>()->leg, guest);
  EXPECT_EQ(stage.fact<ConferenceRefused>()->why, ConferenceRefusal::kRemoved);
  stage.wait(limits::kLongestGoodbye);
  EXPECT_EQ(stage.agent(kLi).activity, AgentActivity::kIdle) << "gone after the goodbye, told or not";
  stage.send(EndConference{kBoard, by});
  EXPECT_EQ(spoken(stage), conference::sentence_of(ConferenceRefusal::kOver).text.at("en-US"));
  stage.send(PlayFinished{host, stage.last_command<PlayPrompt>()->play});
  EXPECT_TRUE(empty(stage));
  stage.send(EndConference{kBoard, by});
  EXPECT_EQ(stage.refusal(), "refuse.no_conference");
}

TEST(Conference, ARestartLeavesNoGhost) {
  Stage stage;
  enter(stage, kWang);
  const auto caller = stage.call("5000");
  stage.send(PinTaken{caller.leg, DoorVerdict::kGuest});
  stage.call("5000");
  stage.send(Restarted{false});
  EXPECT_TRUE(empty(stage));
  EXPECT_TRUE(stage.commands().empty());
  EXPECT_EQ(stage.agent(kWang).activity, AgentActivity::kIdle);
}

TEST(Conference, GoesOnWhenTheSettingsHaveItNoMore) {
  Stage stage;
  const auto first = enter(stage, kWang);
  stage.centre().conferences.clear();
  stage.change_settings();
  EXPECT_EQ(board(stage).parties.size(), 1U);
  const auto late = stage.call("5000");
  stage.send(PinTaken{late.leg, DoorVerdict::kGuest});
  EXPECT_EQ(board(stage).parties.size(), 2U);
  stage.send(LegHungUp{late.leg});
  stage.send(LegHungUp{first});
  const auto later = stage.call("5000");
  EXPECT_TRUE(stage.gone(later.contact)) << "there is no such room any more";
}

}  // namespace
}  // namespace peal::core
