#include "media/media_plane.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>

#include "media/testing/plane.hpp"

namespace peal::media {
namespace {

using testing::Phone;
using testing::beats_until;
using testing::clearest_share_of;
using testing::clearest_window;
using testing::expect_goes_on;
using testing::for_beats;
using testing::kAgent;
using testing::kCaller;
using testing::last;
using testing::share_of;
using testing::tone;

class MediaPlaneTest : public testing::RunningPlane {};

std::vector<std::int16_t> channel_of(const std::string& path, std::size_t channel) {
  std::ifstream in(path, std::ios::binary);
  in.seekg(44);
  std::vector<std::int16_t> out;
  std::int16_t pair[2];
  while (in.read(reinterpret_cast<char*>(pair), sizeof pair)) out.push_back(pair[channel]);
  return out;
}

TEST_F(MediaPlaneTest, APromptIsHeardWholeAndItsEndReported) {
  Phone phone;
  connect(kCaller, phone);
  const auto low = std::make_shared<const std::vector<std::int16_t>>(tone(400, 1'200));
  const auto high = std::make_shared<const std::vector<std::int16_t>>(tone(1'400, 1'200));
  plane_->play(kCaller, PlayId{5}, {low, high});
  EXPECT_TRUE(beats_until([&] { return phone.heard.size() >= 2'400; }, [&] { phone.hear(); }));
  ASSERT_EQ(phone.heard.size(), 2'400U) << "2,400 samples are 15 frames exactly";
  EXPECT_GT(share_of(400, std::span(phone.heard).first(1'200)), 0.95);
  EXPECT_GT(share_of(1'400, std::span(phone.heard).last(1'200)), 0.95) << "the second piece joins without a gap";
  EXPECT_TRUE(phone.headers.front().marker);
  for (std::size_t i = 1; i < phone.headers.size(); ++i) {
    EXPECT_FALSE(phone.headers[i].marker);
    EXPECT_EQ(phone.headers[i].sequence, static_cast<std::uint16_t>(phone.headers[i - 1].sequence + 1));
    expect_goes_on(phone.headers[i - 1], phone.headers[i]);
  }
  const auto finished = wait_for<PlayFinished>();
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_TRUE(finished[0].completed);
  EXPECT_EQ(finished[0].play, PlayId{5});
}

TEST_F(MediaPlaneTest, APromptThatIsCutOffFadesAndMusicGoesOn) {
  Phone phone;
  connect(kCaller, phone);
  plane_->set_background(kCaller, {BackgroundKind::kMusic, kBuiltInMusic});
  plane_->play(kCaller, PlayId{1}, {std::make_shared<const std::vector<std::int16_t>>(tone(1'000, 80'000))}, {.loop = true});
  EXPECT_TRUE(beats_until([&] { return clearest_share_of(1'000, phone.heard) > 0.9; }, [&] { phone.hear(); }));
  plane_->stop_play(kCaller);
  const auto finished = wait_for<PlayFinished>();
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_FALSE(finished[0].completed);
  phone.hear();
  const auto before = phone.heard.size() + 1'600;  // The fade is over by then.
  EXPECT_TRUE(beats_until([&] { return phone.heard.size() >= before + 3'200; }, [&] { phone.hear(); }));
  EXPECT_GT(testing::energy(last(phone.heard, 3'200)), 1e6) << "music is heard";
  EXPECT_LT(share_of(1'000, last(phone.heard, 3'200)), 0.2);
  for (std::size_t i = 1; i < phone.headers.size(); ++i) expect_goes_on(phone.headers[i - 1], phone.headers[i]);
}

TEST_F(MediaPlaneTest, ABridgedCallIsHeardBothWaysAndRecordedOnItsChannels) {
  const std::string path = ::testing::TempDir() + "/peal-media-" + std::to_string(getpid()) + "/bridged.wav";
  std::filesystem::remove_all(std::filesystem::path(path).parent_path());
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcmu, 2);  // So that the two sides are transcoded.
  connect(kCaller, caller);
  connect(kAgent, agent);
  const auto began = std::chrono::steady_clock::now();
  ASSERT_TRUE(plane_->start_recording(RecordingId{9}, {.left = kCaller, .right = kAgent, .path = path}));
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  const auto both_heard = [&] {
    return clearest_share_of(1'300, caller.heard) > 0.9 && clearest_share_of(600, agent.heard) > 0.9;
  };
  EXPECT_TRUE(beats_until(both_heard, [&] {
    caller.say(600);
    agent.say(1'300);
    caller.hear();
    agent.hear();
  }));
  plane_->stop_recording(RecordingId{9});
  const auto written = wait_for<RecordingWritten>();
  ASSERT_EQ(written.size(), 1U);
  const auto lasted = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  EXPECT_LT(static_cast<double>(written[0].samples), (lasted + 1) * 8'000) << "no beat is there twice";
  EXPECT_EQ(written[0].bytes, std::filesystem::file_size(path));
  EXPECT_EQ(written[0].bytes, 44 + written[0].samples * 4);
  EXPECT_EQ(written[0].sha256.size(), 64U);
  const auto left = channel_of(path, 0);
  const auto right = channel_of(path, 1);
  EXPECT_GT(clearest_share_of(600, left), 0.9);
  EXPECT_GT(clearest_share_of(1'300, right), 0.9);
  EXPECT_LT(share_of(1'300, clearest_window({600}, left)), 0.01);
  std::filesystem::remove_all(std::filesystem::path(path).parent_path());
}

// An agent who asks a colleague: the recording goes on, with the customer's music and without the agent.
TEST_F(MediaPlaneTest, WhoIsTakenOffARecordingIsNotInItAndComesBack) {
  const std::string path = ::testing::TempDir() + "/peal-media-" + std::to_string(getpid()) + "/aside.wav";
  std::filesystem::remove_all(std::filesystem::path(path).parent_path());
  constexpr StreamId kColleague{3};
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  Phone colleague(Codec::kPcma, 3);
  connect(kCaller, caller);
  connect(kAgent, agent);
  connect(kColleague, colleague);
  ASSERT_TRUE(plane_->start_recording(RecordingId{9}, {.left = kCaller, .right = kAgent, .path = path}));
  plane_->unbridge(kAgent);
  plane_->set_background(kCaller, {BackgroundKind::kTestTone, {}});
  ASSERT_TRUE(plane_->attach(RecordingId{9}, RecordingSide::kRight, std::nullopt));
  ASSERT_TRUE(plane_->bridge(kAgent, kColleague));
  EXPECT_TRUE(beats_until([&] { return clearest_share_of(2'100, colleague.heard) > 0.9; }, [&] {
    agent.say(2'100);
    colleague.say(1'700);
    colleague.hear();
  }));
  plane_->set_background(kCaller, {BackgroundKind::kNothing, {}});
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  ASSERT_TRUE(plane_->attach(RecordingId{9}, RecordingSide::kRight, kAgent));
  EXPECT_TRUE(beats_until([&] { return clearest_share_of(1'300, caller.heard) > 0.9; }, [&] {
    agent.say(1'300);
    caller.hear();
  }));
  plane_->stop_recording(RecordingId{9});
  ASSERT_EQ(wait_for<RecordingWritten>().size(), 1U);
  const auto right = channel_of(path, 1);
  EXPECT_GT(clearest_share_of(1'000, right), 0.9) << "what the customer is played";
  EXPECT_GT(clearest_share_of(1'300, right), 0.9) << "and the agent who is back";
  EXPECT_LT(clearest_share_of(2'100, right), 0.1) << "but not what was said to the colleague";
  EXPECT_LT(clearest_share_of(1'700, right), 0.1);
  std::filesystem::remove_all(std::filesystem::path(path).parent_path());
}

TEST_F(MediaPlaneTest, AStrangerIsNeitherHeardNorFollowed) {
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  Phone stranger(Codec::kPcma, 3);
  connect(kCaller, caller);
  const auto address = plane_->open_stream(kAgent, {.affinity = 7});
  ASSERT_TRUE(address);
  agent.call(*address);
  stranger.call(*address);
  ASSERT_TRUE(plane_->configure(kAgent, agent.parameters()));
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  const std::uint8_t cut[] = {0x80, 8, 0};
  const std::uint8_t wild[] = {0xBF, 0x88, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  int told = 0;
  const auto both_heard = [&] {
    return told >= 50 && clearest_share_of(500, agent.heard) > 0.95 && clearest_share_of(900, caller.heard) > 0.95;
  };
  EXPECT_TRUE(beats_until(both_heard, [&] {
    ++told;
    stranger.say(2'000);
    agent.say(900);
    agent.send_raw(cut);
    agent.send_raw(wild);
    rtp::Header other;
    other.ssrc = 77;
    other.payload_type = 8;
    const std::array<std::uint8_t, 160> noise{};
    agent.send(other, noise);  // The right source with a wrong SSRC.
    caller.say(500);
    caller.hear();
    agent.hear();
    stranger.hear();
  }));
  EXPECT_TRUE(stranger.heard.empty());
  plane_->close_stream(kAgent);
  const auto closed = wait_for<StreamClosed>();
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_GE(closed[0].packets_refused, 150U);
  EXPECT_EQ(closed[0].packets_lost, 0U);
}

TEST_F(MediaPlaneTest, ALearnedPortIsOfTheSameAddressAndKept) {
  Phone behind_nat;
  Phone late;
  const auto address = plane_->open_stream(kCaller, {});
  ASSERT_TRUE(address);
  behind_nat.call(*address);
  late.call(*address);
  StreamParameters parameters = behind_nat.parameters();
  parameters.remote_port = 9;  // What the phone believed of itself.
  parameters.learn_port = true;
  ASSERT_TRUE(plane_->configure(kCaller, parameters));
  plane_->set_background(kCaller, {BackgroundKind::kTestTone, {}});
  const auto tone_heard = [&] { return clearest_share_of(1'000, behind_nat.heard) > 0.95; };
  EXPECT_TRUE(beats_until(tone_heard, [&] {
    behind_nat.say(440);
    behind_nat.hear();
  }));
  for_beats(20, [&] {
    behind_nat.say(440);
    late.say(440);
    late.hear();
  });
  EXPECT_TRUE(late.heard.empty()) << "only the first packets may correct the port";
}

TEST_F(MediaPlaneTest, KeysAreReportedOnceAndPressedAgainForThePeer) {
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  connect(kCaller, caller);
  connect(kAgent, agent);
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  for_beats(5, [&] { caller.say(500); });
  caller.press(7);
  for_beats(3, [&] { caller.say(500); });
  caller.press(7);
  EXPECT_TRUE(beats_until([&] { return all<DigitReceived>().size() >= 2 && agent.pressed.size() >= 2; }, [&] {
    caller.say(500);
    agent.hear();
  }));
  plane_->send_digits(kCaller, "1#x");
  EXPECT_TRUE(beats_until([&] { return caller.pressed.size() >= 2; }, [&] { caller.hear(); }));
  for_beats(25, [&] { caller.hear(), agent.hear(); });  // Nor is there a third.
  const auto digits = all<DigitReceived>();
  ASSERT_EQ(digits.size(), 2U);
  EXPECT_EQ(digits[0].digit, '7');
  EXPECT_EQ(digits[0].stream, kCaller);
  EXPECT_EQ(agent.pressed, (std::vector<std::uint8_t>{7, 7}));
  EXPECT_EQ(caller.pressed, (std::vector<std::uint8_t>{1, 11}));
}

TEST_F(MediaPlaneTest, MuteEchoAndIdle) {
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  connect(kCaller, caller, [](StreamParameters& p) { p.idle_after = base::Seconds{1}; });
  connect(kAgent, agent);
  plane_->echo(kCaller, true);
  EXPECT_TRUE(beats_until([&] { return clearest_share_of(800, caller.heard) > 0.9; }, [&] {
    caller.say(800);
    caller.hear();
  }));
  plane_->echo(kCaller, false);
  plane_->mute(kCaller, true);
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  for_beats(20, [&] {
    caller.say(800);
    agent.hear();
  });
  EXPECT_TRUE(agent.heard.empty());
  // On a machine that stops for a second somebody may seem idle before; then there are two of each.
  const auto before = all<StreamIdle>().size();
  EXPECT_TRUE(beats_until([&] { return all<StreamIdle>().size() > before; }, [] {}));
  for_beats(60, [] {});
  EXPECT_EQ(all<StreamIdle>().size(), before + 1) << "told once";
  EXPECT_TRUE(beats_until([&] { return all<StreamResumed>().size() > before; }, [&] { caller.say(800); }));
  EXPECT_EQ(all<FirstAudio>().size(), 1U);
}

TEST_F(MediaPlaneTest, SilenceCountsFromWhenSoundIsExpected) {
  Phone caller;
  connect(kCaller, caller);
  caller.say(800);
  for_beats(110, [] {});
  auto parameters = caller.parameters();
  parameters.idle_after = base::Seconds{2};
  ASSERT_TRUE(plane_->configure(kCaller, parameters));
  for_beats(10, [] {});
  EXPECT_TRUE(all<StreamIdle>().empty()) << "a call back from hold is not over at once";
  EXPECT_EQ(wait_for<StreamIdle>().size(), 1U);
}

TEST_F(MediaPlaneTest, BadInputIsRefusedInWords) {
  Phone phone;
  const auto address = plane_->open_stream(kCaller, {});
  ASSERT_TRUE(address);
  StreamParameters parameters = phone.parameters();
  parameters.remote_address = "example.org";
  EXPECT_EQ(plane_->configure(kCaller, parameters).error().code, base::ErrorCode::kBadInput);
  parameters = phone.parameters();
  parameters.send_payload_type = 200;
  EXPECT_EQ(plane_->configure(kCaller, parameters).error().code, base::ErrorCode::kBadInput);
  EXPECT_EQ(plane_->bridge(kCaller, StreamId{99}).error().code, base::ErrorCode::kNotFound);
  plane_->close_stream(StreamId{99});
  plane_->play(StreamId{99}, PlayId{1}, {});
}

TEST_F(MediaPlaneTest, ARecordingThatCannotBeWrittenIsReported) {
  Phone phone;
  connect(kCaller, phone);
  ASSERT_TRUE(plane_->start_recording(RecordingId{1}, {.left = kCaller, .path = "/proc/peal/none.wav"}));
  const auto failed = wait_for<RecordingFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].recording, RecordingId{1});
}

TEST(MediaPlaneOpen, ARangeWithoutAFreePortSaysSo) {
  MediaConfig config;
  const auto ports = testing::take_ports(2);
  config.port_first = ports.first;
  config.port_last = ports.last;
  auto first = MediaPlane::open(config, [](const MediaEvent&) {});
  ASSERT_TRUE(first);
  const auto second = MediaPlane::open(config, [](const MediaEvent&) {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kAddressInUse);
  ASSERT_TRUE((*first)->open_stream(kCaller, {}));
  EXPECT_EQ((*first)->open_stream(kAgent, {}).error().code, base::ErrorCode::kTooMany);
}

}  // namespace
}  // namespace peal::media
