#include "media/codec/g711.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace peal::media::codec {
namespace {

TEST(G711, EveryCodeWordSurvivesARoundTrip) {
  for (unsigned code = 0; code < 256; ++code) {
    const auto byte = static_cast<std::uint8_t>(code);
    std::int16_t linear = 0;
    std::uint8_t back = 0;
    alaw_decode({&byte, 1}, &linear);
    alaw_encode({&linear, 1}, &back);
    EXPECT_EQ(back, byte) << "A-law " << code << " is " << linear;
    ulaw_decode({&byte, 1}, &linear);
    ulaw_encode({&linear, 1}, &back);
    // Mu-law has two zeros; the negative one becomes the positive one.
    EXPECT_EQ(back, code == 0x7F ? 0xFF : code) << "mu-law " << code << " is " << linear;
  }
}

TEST(G711, KnownPointsOfTheRecommendation) {
  std::int16_t linear = 0;
  std::uint8_t code = 0xFF;
  ulaw_decode({&code, 1}, &linear);
  EXPECT_EQ(linear, 0);
  code = 0x80;  // Mu-law positive full scale: 8031 at 14 bits.
  ulaw_decode({&code, 1}, &linear);
  EXPECT_EQ(linear, 8031 * 4);
  code = 0xAA;  // A-law positive full scale: 4032 at 13 bits.
  alaw_decode({&code, 1}, &linear);
  EXPECT_EQ(linear, 4032 * 8);
  code = kAlawSilence;
  alaw_decode({&code, 1}, &linear);
  EXPECT_EQ(linear, 8);
}

RC_GTEST_PROP(G711, TheErrorIsBoundedByTheStepOfTheSegment, (std::int16_t sample)) {
  std::uint8_t code = 0;
  std::int16_t back = 0;
  const double tolerance = std::abs(static_cast<double>(sample)) / 16 + 16;
  alaw_encode({&sample, 1}, &code);
  alaw_decode({&code, 1}, &back);
  RC_ASSERT(std::abs(back - sample) <= tolerance);
  ulaw_encode({&sample, 1}, &code);
  ulaw_decode({&code, 1}, &back);
  RC_ASSERT(std::abs(back - sample) <= tolerance);
}

}  // namespace
}  // namespace peal::media::codec
