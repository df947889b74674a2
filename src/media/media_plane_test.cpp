#include "media/media_plane.hpp"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "media/testing/beats.hpp"
#include "media/testing/phone.hpp"
#include "media/testing/ports.hpp"
#include "media/testing/tones.hpp"

namespace peal::media {
namespace {

using testing::Phone;
using testing::beats_until;
using testing::clearest_share_of;
using testing::clearest_window;
using testing::for_beats;
using testing::share_of;
using testing::tone;

constexpr StreamId kCaller{1};
constexpr StreamId kAgent{2};

class MediaPlaneTest : public ::testing::Test {
 protected:
  void SetUp() override {
    MediaConfig config;
    const auto ports = testing::take_ports(100);
    config.port_first = ports.first;
    config.port_last = ports.last;
    auto opened = MediaPlane::open(config, [this](MediaEvent event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
    });
    ASSERT_TRUE(opened) << opened.error().describe();
    plane_ = std::move(*opened);
  }

  void connect(StreamId id, Phone& phone, const std::function<void(StreamParameters&)>& change = {}) {
    const auto address = plane_->open_stream(id, {.affinity = 7});
    ASSERT_TRUE(address);
    EXPECT_EQ(address->port % 2, 0);
    phone.call(*address);
    StreamParameters parameters = phone.parameters();
    if (change) change(parameters);
    ASSERT_TRUE(plane_->configure(id, parameters));
  }

  template <class Event>
  std::vector<Event> all() {
    const std::lock_guard lock(mutex_);
    std::vector<Event> out;
    for (const auto& event : events_) {
      if (const auto* found = std::get_if<Event>(&event)) out.push_back(*found);
    }
    return out;
  }
  template <class Event>
  std::vector<Event> wait_for() {
    for (int i = 0; i < 1'500 && all<Event>().empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return all<Event>();
  }

  std::mutex mutex_;
  std::vector<MediaEvent> events_;
  std::unique_ptr<MediaPlane> plane_;
};

std::vector<std::int16_t> channel_of(const std::string& path, std::size_t channel) {
  std::ifstream in(path, std::ios::binary);
  in.seekg(44);
  std::vector<std::int16_t> out;
  std::int16_t pair[2];
  while (in.read(reinterpret_cast<char*>(pair), sizeof pair)) out.push_back(pair[channel]);
  return out;
}

std::span<const std::int16_t> last(const std::vector<std::int16_t>& sound, std::size_t samples) {
  return std::span(sound).last(std::min(samples, sound.size()));
}

// RFC 3550 5.1: by whole frames of 20 ms; more than one where the machine was too late for a beat.
void expect_goes_on(const rtp::Header& before, const rtp::Header& after) {
  const std::uint32_t step = after.timestamp - before.timestamp;
  EXPECT_TRUE(step > 0 && step % 160 == 0 && step < 8'000U * 60) << step;
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

TEST_F(MediaPlaneTest, TheSameCodecPassesThroughByteForByteInOrder) {
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  connect(kCaller, caller);
  connect(kAgent, agent);
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  EXPECT_TRUE(beats_until([&] { return agent.headers.size() >= 38 && clearest_share_of(700, agent.heard) > 0.95; }, [&] {
    caller.say(700);
    agent.hear();
  }));
  EXPECT_TRUE(agent.headers.front().marker) << "a new talker begins with the marker";
  for (std::size_t i = 1; i < agent.headers.size(); ++i) {
    EXPECT_EQ(agent.headers[i].sequence, static_cast<std::uint16_t>(agent.headers[i - 1].sequence + 1));
    expect_goes_on(agent.headers[i - 1], agent.headers[i]);
    EXPECT_NE(agent.headers[i].ssrc, 1U) << "our own source, not the caller's";
  }
}

// RFC 3264 7: what an answer lists beside its first codec may come at any time.
TEST_F(MediaPlaneTest, ACallerMayTurnToAnotherAgreedCodecAtAnyPacket) {
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  connect(kCaller, caller, [](StreamParameters& parameters) {
    parameters.also_receive = {{Codec::kPcmu, Phone::type_of(Codec::kPcmu)}, {Codec::kOpus, Phone::type_of(Codec::kOpus)}};
  });
  connect(kAgent, agent);
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  const auto heard_as = [&](Codec codec, double hertz) {
    caller.turn_to(codec);
    agent.heard.clear();
    return beats_until([&] { return clearest_share_of(hertz, agent.heard) > 0.9; }, [&] {
      caller.say(hertz);
      agent.hear();
    });
  };
  EXPECT_TRUE(heard_as(Codec::kPcma, 500)) << "passed on as it is";
  EXPECT_TRUE(heard_as(Codec::kPcmu, 900)) << "the agent has A-law";
  EXPECT_TRUE(heard_as(Codec::kOpus, 1'300)) << "on another clock";
  EXPECT_TRUE(heard_as(Codec::kPcma, 1'700)) << "and back";
  for (const auto& header : agent.headers) EXPECT_EQ(header.payload_type, Phone::type_of(Codec::kPcma));
}

TEST_F(MediaPlaneTest, PacketsHaveTheLengthThatTheyWantAndTheEndIsNotCutOff) {
  for (const unsigned ptime : {10U, 30U, 60U}) {
    Phone phone;
    const StreamId stream{100 + ptime};
    connect(stream, phone, [&](StreamParameters& parameters) { parameters.ptime_ms = ptime; });
    plane_->play(stream, PlayId{1}, {std::make_shared<const std::vector<std::int16_t>>(tone(400, 2'560))});
    EXPECT_TRUE(beats_until([&] { return phone.heard.size() >= 2'560; }, [&] { phone.hear(); })) << ptime;
    EXPECT_GT(share_of(400, std::span(phone.heard).first(2'560)), 0.95) << ptime;
    const std::uint32_t samples = ptime * 8;
    EXPECT_EQ(phone.heard.size() % samples, 0U) << ptime;
    for (std::size_t i = 1; i < phone.headers.size(); ++i) {
      const std::uint32_t step = phone.headers[i].timestamp - phone.headers[i - 1].timestamp;
      EXPECT_TRUE(step >= samples && step % 80 == 0) << ptime << ": " << step;
    }
  }
}

// RFC 3389: a pause is noise for whoever does not know such packets, and passes to whoever does.
TEST_F(MediaPlaneTest, APauseIsHeardAsNoiseAndIsNotAnIdleLine) {
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  connect(kCaller, caller, [](StreamParameters& parameters) {
    parameters.receive_noise_type = 13;
    parameters.idle_after = base::Seconds{1};
  });
  connect(kAgent, agent);
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  EXPECT_TRUE(beats_until([&] { return clearest_share_of(700, agent.heard) > 0.9; }, [&] {
    caller.say(700);
    agent.hear();
  }));
  caller.pause(45);
  agent.heard.clear();
  EXPECT_TRUE(beats_until([&] { return agent.heard.size() >= 16'000; }, [&] { agent.hear(); })) << "two seconds without a packet";
  const double level = std::sqrt(testing::energy(last(agent.heard, 8'000)) / 8'000);
  EXPECT_NEAR(20 * std::log10(level / 32'124), -45, 1.5);
  EXPECT_TRUE(all<StreamIdle>().empty());

  StreamParameters knows = agent.parameters();
  knows.send_noise_type = 100;
  ASSERT_TRUE(plane_->configure(kAgent, knows));
  EXPECT_TRUE(beats_until([&] { return agent.headers.back().payload_type == 100; }, [&] {
    caller.pause(45);
    agent.hear();
  }));
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
