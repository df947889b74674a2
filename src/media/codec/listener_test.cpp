#include "media/codec/listener.hpp"

#include <cmath>
#include <deque>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "media/codec/encoder.hpp"
#include "media/codec/talker.hpp"
#include "media/testing/tones.hpp"

namespace peal::media::codec {
namespace {

// A talker whose packets a test may lose, delay or swap before the listener.
class Line {
 public:
  explicit Line(Codec codec) : codec_(codec), encoder_(codec) {}

  void say(double hertz) {
    std::array<std::int16_t, kFrameSamples> frame;
    const auto sound = testing::tone(hertz, (spoken_ + 1) * kFrameSamples);
    std::copy_n(sound.end() - kFrameSamples, kFrameSamples, frame.begin());
    std::array<std::uint8_t, kDatagramBytesMax> payload;
    const std::size_t size = encoder_.encode(frame, payload);
    payloads_.emplace_back(payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(size));
    rtp::Packet packet;
    packet.header.timestamp = static_cast<std::uint32_t>(0xFFFFF000U + spoken_ * rtp_clock_rate(codec_) / 50);
    packet.payload = payloads_.back();
    ++spoken_;
    packets.push_back(packet);
  }
  void deliver() {
    for (const auto& packet : packets) listener.receive(packet, codec_);
    packets.clear();
  }
  bool pull() {
    std::array<std::int16_t, kFrameSamples> frame;
    const bool sounding = listener.pull(frame);
    heard.insert(heard.end(), frame.begin(), frame.end());
    return sounding;
  }

  std::vector<rtp::Packet> packets;
  Listener listener;
  std::vector<std::int16_t> heard;

 private:
  Codec codec_;
  Encoder encoder_;
  std::size_t spoken_ = 0;
  std::deque<std::vector<std::uint8_t>> payloads_;
};

std::span<const std::int16_t> last(const std::vector<std::int16_t>& sound, std::size_t samples) {
  return std::span(sound).last(samples);
}

TEST(Listener, EveryCodecBringsTheToneThrough) {
  for (const auto& row : kCodecs) {
    Line line(row.codec);
    for (int i = 0; i < 50; ++i) {
      line.say(600);
      line.deliver();
      EXPECT_TRUE(line.pull());
    }
    EXPECT_GT(testing::share_of(600, last(line.heard, 4'000)), 0.9) << row.name;
  }
}

TEST(Listener, ALostPacketIsConcealedAndTheDelayStays) {
  for (const Codec codec : {Codec::kPcma, Codec::kOpus, Codec::kG722, Codec::kG729}) {
    Line line(codec);
    int silent = 0;
    for (int i = 0; i < 100; ++i) {
      line.say(500);
      if (i % 10 == 7) line.packets.clear();
      line.deliver();
      silent += line.pull() ? 0 : 1;
    }
    EXPECT_EQ(silent, 0);
    EXPECT_GT(testing::energy(last(line.heard, 8'000)) / 8'000, 1e7) << "no holes";
  }
}

TEST(Listener, SwappedPacketsPlayInOrder) {
  Line line(Codec::kPcma);
  for (int i = 0; i < 40; ++i) {
    line.say(700);
    line.say(700);
    std::swap(line.packets[0], line.packets[1]);
    line.deliver();
    line.pull();
    line.pull();
  }
  EXPECT_GT(testing::share_of(700, last(line.heard, 8'000)), 0.9);
}

TEST(Listener, JitterOfTwoFramesCostsDelayNotSound) {
  Line line(Codec::kPcma);
  // Packets come in bursts of three.
  int silent = 0;
  for (int i = 0; i < 150; ++i) {
    line.say(800);
    if (i % 3 == 2) line.deliver();
    if (i < 3) continue;
    silent += line.pull() ? 0 : 1;
  }
  EXPECT_EQ(silent, 0);
  EXPECT_GT(testing::share_of(800, last(line.heard, 8'000)), 0.9);
}

TEST(Listener, APauseIsSilenceAndSpeechStartsAgain) {
  Line line(Codec::kPcma);
  for (int i = 0; i < 10; ++i) {
    line.say(500);
    line.deliver();
    line.pull();
  }
  for (int i = 0; i < 100; ++i) line.pull();
  EXPECT_EQ(testing::energy(last(line.heard, 8'000)), 0);
  for (int i = 0; i < 20; ++i) {
    line.say(900);
    line.deliver();
    line.pull();
  }
  EXPECT_GT(testing::share_of(900, last(line.heard, 1'600)), 0.9);
}

TEST(PlayoutBuffer, ABurstIsBoundedAndTooMuchDelayShrinks) {
  PlayoutBuffer buffer;
  const std::vector<std::int16_t> packet(kFrameSamples, 1000);
  std::array<std::int16_t, kFrameSamples> frame;
  std::uint32_t timestamp = 0;
  const auto arrive = [&] {
    const auto admission = buffer.admit(timestamp, packet.size());
    ASSERT_EQ(admission.place, PlayoutBuffer::Place::kAppend);
    buffer.append(packet);
    timestamp += kFrameSamples;
  };
  for (int i = 0; i < 40; ++i) arrive();
  EXPECT_LE(buffer.waiting(), kPlayoutSamplesMax);
  for (int i = 0; i < 2'000; ++i) {
    arrive();
    EXPECT_EQ(buffer.pull(frame), PlayoutBuffer::Pull::kSound);
  }
  EXPECT_LE(buffer.waiting(), kPlayoutTargetSamples + kFrameSamples) << "the burst's delay is worked off";
}

TEST(Listener, AnotherCodecIsHeardAtOnce) {
  Listener listener;
  std::vector<std::int16_t> heard;
  std::array<std::int16_t, kFrameSamples> frame;
  for (const auto& row : kCodecs) {
    Line line(row.codec);
    for (int i = 0; i < 20; ++i) {
      line.say(600);
      listener.receive(line.packets.back(), row.codec);
      EXPECT_TRUE(listener.pull(frame)) << row.name << ' ' << i;
      heard.insert(heard.end(), frame.begin(), frame.end());
    }
    EXPECT_GT(testing::share_of(600, last(heard, 1'600)), 0.9) << row.name;
  }
}

TEST(Listener, AnAnnouncedPauseIsNoiseOfItsLevelUntilTheySpeakAgain) {
  Line line(Codec::kPcma);
  for (int i = 0; i < 10; ++i) {
    line.say(500);
    line.deliver();
    line.pull();
  }
  constexpr std::array<std::uint8_t, 2> kNoise{50, 0x80};  // -50 dBov and one coefficient.
  line.listener.receive_noise(kNoise);
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(line.pull()) << "they are there";
  const double rms = std::sqrt(testing::energy(last(line.heard, 32'000)) / 32'000);
  EXPECT_NEAR(20 * std::log10(rms / 32'124), -50, 1);
  for (int i = 0; i < 20; ++i) {
    line.say(900);
    line.deliver();
    line.pull();
  }
  EXPECT_GT(testing::share_of(900, last(line.heard, 1'600)), 0.9);
  for (int i = 0; i < 100; ++i) line.pull();
  EXPECT_EQ(testing::energy(last(line.heard, 8'000)), 0) << "the pause is over: what is missing now is lost";
}

TEST(Listener, NoiseIsNeverLouderThanALine) {
  Listener listener;
  std::array<std::int16_t, kFrameSamples> frame;
  constexpr std::array<std::uint8_t, 1> kFullScale{0};
  listener.receive_noise(kFullScale);
  EXPECT_TRUE(listener.pull(frame));
  EXPECT_LT(std::sqrt(testing::energy(frame) / kFrameSamples), kTalkLevel);
}

// Annex B: two bytes stand for a pause, in which nothing comes.
TEST(Listener, APauseOfG729IsHeardAsItsNoise) {
  Line line(Codec::kG729);
  for (int i = 0; i < 20; ++i) {
    line.say(500);
    line.deliver();
    line.pull();
  }
  line.say(500);
  constexpr std::array<std::uint8_t, 2> kNoise{0x4A, 0x54};
  line.packets.back().payload = kNoise;
  line.deliver();
  int silent = 0;
  for (int i = 0; i < 200; ++i) silent += line.pull() ? 0 : 1;
  EXPECT_EQ(silent, 0);
  const double noise = testing::energy(last(line.heard, 16'000)) / 16'000;
  EXPECT_LT(noise, 1e6) << "far below the tone's 32e6";
  for (int i = 0; i < 20; ++i) {
    line.say(700);
    line.deliver();
    line.pull();
  }
  EXPECT_GT(testing::share_of(700, last(line.heard, 1'600)), 0.9);
}

RC_GTEST_PROP(Listener, AnyPayloadAndTimestampIsSafe,
              (const std::vector<std::vector<std::uint8_t>>& payloads, std::uint32_t timestamp)) {
  Listener listener;
  std::array<std::int16_t, kFrameSamples> frame;
  const std::vector<std::uint32_t> steps = {0, 160, 960, 5'000, 0x80000000, 0xFFFFFF60};
  for (const auto& payload : payloads) {
    rtp::Packet packet;
    timestamp += *rc::gen::elementOf(steps);
    packet.header.timestamp = timestamp;
    packet.payload = payload;
    const auto codec = static_cast<Codec>(*rc::gen::inRange(0, static_cast<int>(kCodecs.size())));
    listener.receive(packet, codec);
    if (payload.size() % 3 == 0) listener.receive_noise(payload);
    (void)listener.pull(frame);
  }
}

TEST(Mixer, LimitsAtFullScale) {
  std::array<std::int16_t, kFrameSamples> a;
  std::array<std::int16_t, kFrameSamples> b;
  a.fill(30'000);
  b.fill(10'000);
  mix_into(a, b);
  EXPECT_EQ(a[5], 32'767);
  a.fill(-30'000);
  b.fill(-10'000);
  mix_into(a, b);
  EXPECT_EQ(a[5], -32'768);
}

}  // namespace
}  // namespace peal::media::codec
