#include <gtest/gtest.h>

#include "telephony/recording_path.hpp"
#include "telephony/testing/far_sound.hpp"

/// What legs hear: prompts, bridges, digits and recordings over real RTP.
namespace peal::telephony {
namespace {

using testing::agent_id;
using testing::at;
using testing::FarSound;
using testing::Phone;
using testing::clearest_share_at;
using testing::share_at;
using testing::tail;
using testing::wav_channel;
using testing::World;
using namespace std::chrono_literals;

core::PlayId play_id(std::uint64_t n) { return {testing::kTenant, n}; }

core::PlayPrompt prompt(core::LegId leg, std::uint64_t play, std::string text) {
  core::PlayPrompt command{leg, play_id(play), "en-US", {}};
  command.prompt.text["en-US"] = std::move(text);
  return command;
}

TEST(Sound, APromptEndsOnceAndIsHeard) {
  World world;
  FarSound far(world);
  Phone caller(world.wire, at(20), world.clock(), 1);
  far.open(caller, 1);
  const auto leg = world.answered(caller);
  far.start(caller, 1, 0);
  far.listen(1);
  world.order(prompt(leg, 1, "Welcome."));
  ASSERT_TRUE(world.until([&] { return world.count<core::PlayFinished>() == 1; }));
  EXPECT_EQ(world.last<core::PlayFinished>()->play, play_id(1));
  EXPECT_FALSE(world.last<core::PlayFinished>()->failed);
  EXPECT_GT(clearest_share_at(far.heard(1), 400), 0.9);
}

TEST(Sound, ARecordingInTheLanguageIsPreferredToTheVoice) {
  World world;
  FarSound far(world);
  Phone caller(world.wire, at(20), world.clock(), 1);
  far.open(caller, 1);
  const auto leg = world.answered(caller);
  far.start(caller, 1, 0);
  far.listen(1);
  auto command = prompt(leg, 1, "Welcome.");
  command.prompt.recording = "welcome";
  world.order(command);
  ASSERT_TRUE(world.until([&] { return world.count<core::PlayFinished>() == 1; }));
  EXPECT_GT(clearest_share_at(far.heard(1), 600), 0.9);
}

TEST(Sound, AVoiceThatFailsHoldsNobody) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  const auto leg = world.answered(caller);
  world.order(prompt(leg, 1, "unspeakable"));
  ASSERT_TRUE(world.until([&] { return world.count<core::PlayFinished>() == 1; }));
  EXPECT_TRUE(world.last<core::PlayFinished>()->failed);
  world.order(core::PlayPrompt{leg, play_id(2), "en-US", {}});
  EXPECT_EQ(world.count<core::PlayFinished>(), 2u) << "a prompt without anything to say";
}

TEST(Sound, WhatIsCutOffDoesNotFinish) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  const auto leg = world.answered(caller);
  world.order(prompt(leg, 1, "One."));
  world.order(prompt(leg, 2, "Two."));
  ASSERT_TRUE(world.until([&] { return world.count<core::PlayFinished>() == 1; }));
  EXPECT_EQ(world.last<core::PlayFinished>()->play, play_id(2));
  world.order(core::PlayPosition{leg, play_id(3), "zh-CN", 3});
  world.order(core::StopPlay{leg});
  EXPECT_FALSE(world.until([&] { return world.count<core::PlayFinished>() > 1; }, 500ms));
}

TEST(Sound, TwoBridgedLegsHearEachOtherAndTheRecordingKeepsThemApart) {
  World world;
  FarSound far(world);
  Phone caller(world.wire, at(20), world.clock(), 1);
  Phone agent(world.wire, at(30, 5070), world.clock(), 2);
  far.open(caller, 1);
  far.open(agent, 2);
  agent.answers = true;
  const auto from = world.answered(caller);
  const core::RecordingId recording{testing::kTenant, base::next_id_value(0, world.now, 1)};
  world.order(core::StartRecording{recording, {}, from});
  const auto to = world.new_leg();
  world.order(core::RingLeg{to, agent_id(3), {}, base::Personal("138"), {}, base::Seconds{20}, from});
  ASSERT_EQ(world.count<core::LegAnswered>(), 2u);
  far.start(caller, 1, 500);
  far.start(agent, 2, 900);
  world.order(core::BridgeLegs{from, to});
  world.order(core::RecordAgent{recording, to});
  EXPECT_TRUE(far.hears(1, 900)) << "the caller hears the agent";
  EXPECT_TRUE(far.hears(2, 500)) << "the agent hears the caller";
  world.order(core::StopRecording{recording});
  ASSERT_TRUE(world.until([&] { return world.count<core::RecordingWritten>() == 1; }));

  const auto file = recording_path(world.folder, recording);
  EXPECT_GT(clearest_share_at(wav_channel(file.string(), 0), 500), 0.9) << "left: the caller";
  EXPECT_GT(clearest_share_at(wav_channel(file.string(), 1), 900), 0.9) << "right: the agent";
  const auto* written = world.last<core::RecordingWritten>();
  EXPECT_EQ(written->recording, recording);
  EXPECT_EQ(written->bytes, std::filesystem::file_size(file));
  EXPECT_EQ(written->hash.size(), 64u);
  EXPECT_GT(written->length, base::Millis{700});
}

TEST(Sound, AKeyByInfoReachesTheOtherSideAndNoneTwice) {
  World world;
  FarSound far(world);
  Phone caller(world.wire, at(20), world.clock(), 1);
  Phone agent(world.wire, at(30, 5070), world.clock(), 2);
  far.open(caller, 1);
  far.open(agent, 2);
  agent.answers = true;
  const auto from = world.answered(caller);
  const auto to = world.new_leg();
  world.order(core::RingLeg{to, agent_id(3), {}, base::Personal("138"), {}, base::Seconds{20}, from});
  far.start(caller, 1, 500);
  far.start(agent, 2, 900);
  world.order(core::BridgeLegs{from, to});
  EXPECT_TRUE(far.hears(2, 500));
  const auto by_info = [&](Phone& phone, const std::string& key) {
    (void)phone.agent.send_info(phone.current, "application/dtmf-relay", "Signal=" + key + "\r\nDuration=160\r\n", world.now);
    world.wire.deliver();
  };
  by_info(caller, "5");
  EXPECT_TRUE(world.until([&] { return far.keys(2) == "5"; })) << far.keys(2);
  // A phone that sends every key both ways: its events are its own INFO again.
  far.plane().send_digits(media::StreamId{1}, "5");
  world.until([] { return false; }, 600ms);
  by_info(caller, "#");
  EXPECT_TRUE(world.until([&] { return far.keys(2).ends_with('#'); }));
  EXPECT_EQ(far.keys(2), "5#");
  // And the other way round, where events came first.
  far.plane().send_digits(media::StreamId{2}, "7");
  EXPECT_TRUE(world.until([&] { return far.keys(1) == "7"; })) << far.keys(1);
  by_info(agent, "7");
  far.plane().send_digits(media::StreamId{2}, "8");
  EXPECT_TRUE(world.until([&] { return far.keys(1).ends_with('8'); }));
  EXPECT_EQ(far.keys(1), "78");
}

TEST(Sound, MuteAndUnbridgeAreSilence) {
  World world;
  FarSound far(world);
  Phone caller(world.wire, at(20), world.clock(), 1);
  Phone agent(world.wire, at(30, 5070), world.clock(), 2);
  far.open(caller, 1);
  far.open(agent, 2);
  agent.answers = true;
  const auto from = world.answered(caller);
  const auto to = world.new_leg();
  world.order(core::RingLeg{to, agent_id(3), {}, base::Personal("138"), {}, base::Seconds{20}, from});
  far.start(caller, 1, 500);
  far.start(agent, 2, 900);
  world.order(core::BridgeLegs{from, to});
  world.order(core::MuteLeg{to, true});
  EXPECT_FALSE(world.until([] { return false; }, 200ms));
  far.listen(1);
  EXPECT_FALSE(world.until([] { return false; }, 400ms));
  EXPECT_LT(share_at(tail(far.heard(1), 200), 900), 0.1) << "muted";
  world.order(core::MuteLeg{to, false});
  world.order(core::UnbridgeLegs{from, to});
  EXPECT_FALSE(world.until([] { return false; }, 200ms));
  far.listen(2);
  EXPECT_FALSE(world.until([] { return false; }, 400ms));
  EXPECT_LT(share_at(tail(far.heard(2), 200), 500), 0.1) << "on hold";
}

TEST(Sound, DigitsComeByEventsAndNeverTwice) {
  World world;
  FarSound far(world);
  Phone caller(world.wire, at(20), world.clock(), 1);
  far.open(caller, 1);
  const auto leg = world.answered(caller);
  far.start(caller, 1, 0);
  far.plane().send_digits(media::StreamId{1}, "1#");
  ASSERT_TRUE(world.until([&] { return world.count<core::DigitPressed>() == 2; }));
  EXPECT_EQ(world.last<core::DigitPressed>()->digit.text, "#");
  // The same phone also sends INFO: each key would count twice.
  (void)caller.agent.send_info(caller.current, "application/dtmf-relay", "Signal=1\r\nDuration=160\r\n", world.now);
  EXPECT_FALSE(world.until([&] { return world.count<core::DigitPressed>() > 2; }, 300ms));
  (void)leg;
}

TEST(Sound, DigitsByInfoAloneCount) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  world.answered(caller);
  (void)caller.agent.send_info(caller.current, "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", world.now);
  world.wire.deliver();
  ASSERT_EQ(world.count<core::DigitPressed>(), 1u);
  EXPECT_EQ(world.last<core::DigitPressed>()->digit.text, "5");
}

TEST(Sound, APeerThatNeverSentSoundIsLeftAloneAndOneThatStopsIsLost) {
  World world;
  FarSound far(world);
  world.silence_max = base::Seconds{1};
  world.restart();
  Phone silent(world.wire, at(20), world.clock(), 1);
  Phone speaker(world.wire, at(21), world.clock(), 2);
  far.open(speaker, 1);
  world.answered(silent);
  const auto leg = world.answered(speaker);
  far.start(speaker, 1, 500);
  ASSERT_TRUE(world.until([&] { return world.first_audio == 1; }));
  far.plane().close_stream(media::StreamId{1});
  ASSERT_TRUE(world.until([&] { return world.count<core::LegLost>() == 1; }));
  EXPECT_EQ(world.last<core::LegLost>()->leg, leg);
  EXPECT_EQ(speaker.byes, 1);
  EXPECT_EQ(world.exchange->live_legs(), 1u);
}

TEST(Sound, APeerOnHoldIsNotLostAndComesBack) {
  World world;
  FarSound far(world);
  world.silence_max = base::Seconds{1};
  world.restart();
  Phone caller(world.wire, at(20), world.clock(), 1);
  far.open(caller, 1);
  world.answered(caller);
  far.start(caller, 1, 500);
  ASSERT_TRUE(world.until([&] { return world.first_audio == 1; }));
  auto held = caller.ours();
  held.direction = sip::sdp::Direction::kInactive;
  ASSERT_TRUE(caller.agent.reoffer(caller.current, sip::sdp::make_offer(caller.session, held), world.now));
  EXPECT_TRUE(world.until([&] { return caller.reoffers_answered == 1; }));
  far.plane().stop_play(media::StreamId{1});
  EXPECT_FALSE(world.until([&] { return world.count<core::LegLost>() > 0; }, 1800ms));
  ASSERT_TRUE(caller.agent.reoffer(caller.current, caller.offer(), world.now));
  EXPECT_TRUE(world.until([&] { return caller.reoffers_answered == 2; }));
  EXPECT_EQ(caller.media->direction, sip::sdp::Direction::kSendRecv);
}

}  // namespace
}  // namespace peal::telephony
