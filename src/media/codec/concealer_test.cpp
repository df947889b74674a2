#include "media/codec/concealer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

namespace peal::media::codec {
namespace {

using Frame = std::array<std::int16_t, kFrameSamples>;

std::int16_t voice_at(std::size_t n) {
  const double turn = 2 * std::numbers::pi * static_cast<double>(n) / 8'000;
  return static_cast<std::int16_t>(6'000 * std::sin(125 * turn) + 3'000 * std::sin(375 * turn));
}

Frame frame_at(std::size_t n) {
  Frame frame;
  for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = voice_at(n * kFrameSamples + i);
  return frame;
}

double loudness(const Frame& frame) {
  double sum = 0;
  for (const auto sample : frame) sum += static_cast<double>(sample) * sample;
  return std::sqrt(sum / kFrameSamples);
}

TEST(Concealer, AVoicedSoundGoesOnInItsOwnPitchWithoutAStep) {
  Concealer concealer;
  std::vector<std::int16_t> out;
  const auto keep = [&](const Frame& frame) { out.insert(out.end(), frame.begin(), frame.end()); };
  for (std::size_t n = 0; n < 5; ++n) {
    Frame frame = frame_at(n);
    concealer.heard(frame);
    keep(frame);
  }
  Frame hole;
  concealer.invent(hole);
  keep(hole);
  Frame behind = frame_at(6);
  concealer.heard(behind);
  keep(behind);
  // In its first 10 ms the invented sound is what was lost.
  double error = 0, power = 0;
  for (std::size_t i = 0; i < 80; ++i) {
    const double lost = voice_at(5 * kFrameSamples + i);
    error += std::pow(lost - hole[i], 2);
    power += std::pow(lost, 2);
  }
  EXPECT_LT(error, power / 100);
  // The steepest step of the voice itself is 1,472; nothing clicks louder.
  for (std::size_t i = 4 * kFrameSamples; i + 1 < out.size(); ++i) EXPECT_LT(std::abs(out[i + 1] - out[i]), 2'000) << i;
}

TEST(Concealer, ALongHoleFadesToSilence) {
  Concealer concealer;
  for (std::size_t n = 0; n < 5; ++n) {
    Frame frame = frame_at(n);
    concealer.heard(frame);
  }
  std::vector<double> levels;
  for (int i = 0; i < 5; ++i) {
    Frame frame;
    concealer.invent(frame);
    levels.push_back(loudness(frame));
  }
  EXPECT_TRUE(std::ranges::is_sorted(levels, std::greater<>()));
  EXPECT_GT(levels[0], 3'500);
  EXPECT_EQ(levels[3], 0);
  EXPECT_EQ(levels[4], 0);
}

TEST(Concealer, NothingHeardYetIsSilence) {
  Concealer concealer;
  Frame frame;
  frame.fill(7);
  concealer.invent(frame);
  EXPECT_EQ(loudness(frame), 0);
}

}  // namespace
}  // namespace peal::media::codec
