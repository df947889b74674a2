#include <gtest/gtest.h>

#include "media/sound/prompt_player.hpp"
#include "media/sound/tone_digits.hpp"
#include "media/sound/tones.hpp"
#include "media/testing/tones.hpp"

namespace peal::media::sound {
namespace {

using Frame = std::array<std::int16_t, kFrameSamples>;

PromptAudio constant(std::int16_t value, std::size_t samples) {
  return std::make_shared<const std::vector<std::int16_t>>(samples, value);
}

TEST(Music, IsLongLoudEnoughAndJoinsWithoutAClick) {
  const PromptAudio music = make_music();
  EXPECT_GE(music->size(), 30U * kSampleRate);
  int peak = 0;
  int step = 0;
  for (std::size_t i = 0; i < music->size(); ++i) {
    peak = std::max(peak, std::abs(static_cast<int>((*music)[i])));
    step = std::max(step, std::abs((*music)[(i + 1) % music->size()] - (*music)[i]));
  }
  EXPECT_NEAR(peak, 9'000, 10);
  EXPECT_LE(std::abs(music->front() - music->back()), step) << "the seam is no bigger than any other step";
  for (std::size_t second = 0; second + 1 < music->size() / kSampleRate; ++second) {
    EXPECT_GT(testing::energy(std::span(*music).subspan(second * kSampleRate, kSampleRate)), 1e8)
        << "silence in second " << second;
  }
}

TEST(Tones, HaveTheirFrequencyAndCadence) {
  const auto ring = make_ring_back();
  EXPECT_GT(testing::share_of(450, std::span(*ring).first(8'000)), 0.95);
  EXPECT_EQ(testing::energy(std::span(*ring).subspan(8'000)), 0);
  EXPECT_GT(testing::share_of(1'000, *make_test_tone()), 0.99);
  EXPECT_GT(testing::energy(*make_comfort_tone()), 0);
}

TEST(PromptPlayer, JoinsPiecesInsideAFrameAndReportsTheEnd) {
  PromptPlayer player;
  EXPECT_FALSE(player.start(PlayId{1}, {constant(1, 100), nullptr, constant(2, 100)}, false));
  Frame frame;
  EXPECT_FALSE(player.next(frame));
  EXPECT_EQ(frame[99], 1);
  EXPECT_EQ(frame[100], 2);
  EXPECT_EQ(player.next(frame), PlayId{1});
  EXPECT_EQ(frame[39], 2);
  EXPECT_EQ(frame[40], 0);
  EXPECT_FALSE(player.active());
}

TEST(PromptPlayer, ACutFadesAndNamesWhatItCut) {
  PromptPlayer player;
  player.start(PlayId{1}, {constant(8'000, 8'000)}, false);
  Frame frame;
  (void)player.next(frame);
  EXPECT_EQ(player.start(PlayId{2}, {constant(0, 1'000)}, true), PlayId{1});
  (void)player.next(frame);
  EXPECT_EQ(frame[0], 8'000);
  for (std::size_t i = 1; i < 60; ++i) EXPECT_LE(frame[i], frame[i - 1]);
  EXPECT_EQ(frame[40], 0);
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(player.next(frame)) << "a loop does not end";
  EXPECT_EQ(player.stop(), PlayId{2});
}

TEST(PromptPlayer, AnEmptyPromptEndsAtOnce) {
  PromptPlayer player;
  player.start(PlayId{3}, {}, true);
  Frame frame;
  EXPECT_EQ(player.next(frame), PlayId{3});
}

TEST(BackgroundPlayer, AllWhoShareALoopHearTheSamePlace) {
  std::vector<std::int16_t> ramp(1'000);
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<std::int16_t>(i);
  const auto loop = std::make_shared<const std::vector<std::int16_t>>(ramp);
  BackgroundPlayer early;
  BackgroundPlayer late;
  early.start(loop, true);
  late.start(loop, true);
  Frame a;
  Frame b;
  for (std::uint64_t beat = 10; beat < 20; ++beat) early.next(beat, true, a);
  late.next(20, true, b);
  early.next(21, true, a);
  late.next(21, true, b);
  EXPECT_EQ(a, b);
  EXPECT_EQ(a[0], static_cast<std::int16_t>(21 * 160 % 1'000));
}

TEST(ToneDigits, HearsTheKeysThatKeyToneMakes) {
  ToneDigits digits;
  std::string heard;
  for (const char key : std::string("0123456789*#ABCD")) {
    for (std::size_t i = 0; i < 12; ++i) {
      Frame frame{};
      if (i < 6) key_tone(key, i * kFrameSamples, frame);
      heard += digits.listen(frame);
    }
  }
  EXPECT_EQ(heard, "0123456789*#ABCD");
}

}  // namespace
}  // namespace peal::media::sound
