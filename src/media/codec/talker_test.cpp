#include "media/codec/talker.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "media/codec/decoder.hpp"
#include "media/testing/tones.hpp"

namespace peal::media::codec {
namespace {

struct Sent {
  std::int64_t at = 0;  // Its first sample, on the clock of what was said.
  std::vector<std::uint8_t> payload;
};

std::vector<Sent> said(Codec codec, unsigned ptime_ms, std::size_t frames) {
  Talker talker;
  talker.begin(codec, ptime_ms);
  const auto sound = testing::tone(600, frames * kFrameSamples);
  std::vector<Sent> out;
  for (std::size_t i = 0; i < frames; ++i) {
    talker.add(std::span(sound).subspan(i * kFrameSamples).first<kFrameSamples>());
    std::array<std::uint8_t, kDatagramBytesMax> payload;
    while (const auto made = talker.next(payload)) {
      out.push_back({static_cast<std::int64_t>(i * kFrameSamples) + made->ahead,
                     {payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(made->bytes)}});
    }
  }
  return out;
}

TEST(Talker, PacketsAreAsLongAsTheyWantAndJoinWithoutAGap) {
  for (const auto& row : kCodecs) {
    for (unsigned ptime = 10; ptime <= 60; ptime += 10) {
      SCOPED_TRACE(std::string(row.name) + " " + std::to_string(ptime));
      const auto packets = said(row.codec, ptime, 30);
      const std::size_t samples = packet_ms(row.codec, ptime) * kSampleRate / 1'000;
      ASSERT_EQ(packets.size(), 30 * kFrameSamples / samples);
      Decoder decoder(row.codec);
      std::vector<std::int16_t> heard;
      for (std::size_t i = 0; i < packets.size(); ++i) {
        EXPECT_EQ(packets[i].at, static_cast<std::int64_t>(i * samples));
        ASSERT_EQ(decoder.samples_in(packets[i].payload), samples);
        std::vector<std::int16_t> sound(samples);
        ASSERT_TRUE(decoder.decode(packets[i].payload, sound));
        heard.insert(heard.end(), sound.begin(), sound.end());
      }
      EXPECT_GT(testing::share_of(600, std::span(heard).last(2'400)), 0.9);
    }
  }
}

TEST(Talker, ALengthThatTheCodecHasNotIsTheNextShorterOne) {
  EXPECT_EQ(packet_ms(Codec::kPcma, 30), 30U);
  EXPECT_EQ(packet_ms(Codec::kOpus, 30), 20U);
  EXPECT_EQ(packet_ms(Codec::kOpus, 50), 40U);
  EXPECT_EQ(packet_ms(Codec::kG729, 25), 20U);
  EXPECT_EQ(packet_ms(Codec::kPcmu, 120), 60U);
  EXPECT_EQ(packet_ms(Codec::kPcmu, 0), 10U);
}

TEST(Talker, WhatWaitsIsDroppedWithTheCodecThatItWasFor) {
  Talker talker;
  const std::array<std::int16_t, kFrameSamples> frame{};
  std::array<std::uint8_t, kDatagramBytesMax> payload;
  talker.begin(Codec::kPcma, 60);
  talker.add(frame);
  EXPECT_TRUE(talker.has_rest());
  EXPECT_FALSE(talker.next(payload));
  talker.begin(Codec::kPcma, 60);
  EXPECT_TRUE(talker.has_rest()) << "nothing changed";
  talker.begin(Codec::kPcmu, 60);
  EXPECT_FALSE(talker.has_rest());
}

}  // namespace
}  // namespace peal::media::codec
