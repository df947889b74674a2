#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "media/codec/encoder.hpp"
#include "media/codec/listener.hpp"
#include "media/testing/tones.hpp"

/// Every pair of codecs, as a transcoding server has them: a tone is said in the
/// one over a line that loses packets, heard here, and said on in the other.
namespace peal::media::codec {
namespace {

constexpr double kHertz = 600;
constexpr std::size_t kFrames = 150;
constexpr std::size_t kSettled = 25;  // Frames until delay and decoders have settled.

using Frame = std::array<std::int16_t, kFrameSamples>;
using Sound = std::vector<std::int16_t>;

class Hop {
 public:
  explicit Hop(Codec codec) : codec_(codec), encoder_(codec) {}
  void carry(const Frame& in, bool lost, Frame& out) {
    std::array<std::uint8_t, kDatagramBytesMax> payload;
    rtp::Packet packet;
    packet.payload = std::span(payload).first(encoder_.encode(in, payload));
    packet.header.timestamp = timestamp_;
    timestamp_ += rtp_clock_rate(codec_) / 50;
    if (!lost) listener_.receive(packet, codec_);
    (void)listener_.pull(out);
  }

 private:
  Codec codec_;
  Encoder encoder_;
  Listener listener_;
  std::uint32_t timestamp_ = 0xFFFF'F000;
};

// A sung vowel: twelve harmonics of a voice that wavers by 3 %, at a steady level. Codecs of speech
// are made for such sound, and losses in a pure tone shake them far longer.
Sound vowel() {
  Sound out(kFrames * kFrameSamples);
  double phase = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = static_cast<double>(i) / 8'000;
    phase += 2 * std::numbers::pi * 150 * (1 + 0.03 * std::sin(2 * std::numbers::pi * 3 * t)) / 8'000;
    double sum = 0;
    for (int harmonic = 1; harmonic <= 12; ++harmonic) sum += std::sin(harmonic * phase) / harmonic;
    out[i] = static_cast<std::int16_t>(5'000 * sum);
  }
  return out;
}

Sound through(const Sound& said, Codec first, Codec second, unsigned loss_percent) {
  std::mt19937 random(7);  // The same losses in each run and for each pair.
  Hop in(first);
  Hop out(second);
  Sound heard;
  for (std::size_t i = 0; i < kFrames; ++i) {
    Frame frame;
    Frame between;
    std::copy_n(said.begin() + static_cast<std::ptrdiff_t>(i * kFrameSamples), kFrameSamples, frame.begin());
    in.carry(frame, random() % 100 < loss_percent, between);
    out.carry(between, false, frame);
    heard.insert(heard.end(), frame.begin(), frame.end());
  }
  return heard;
}

// Of the tone against all else in the same 60 ms, in dB: the middle one of such windows.
double usual_snr(std::span<const std::int16_t> heard) {
  constexpr std::size_t kWindow = 480;
  std::vector<double> found;
  for (std::size_t at = 0; at + kWindow <= heard.size(); at += kWindow) {
    const double share = std::clamp(testing::share_of(kHertz, heard.subspan(at, kWindow)), 1e-6, 1 - 1e-6);
    found.push_back(10 * std::log10(share / (1 - share)));
  }
  std::ranges::nth_element(found, found.begin() + static_cast<std::ptrdiff_t>(found.size() / 2));
  return found[found.size() / 2];
}

double mean_square(std::span<const std::int16_t> sound) { return testing::energy(sound) / static_cast<double>(sound.size()); }

// The longest time, in frames, that is 20 dB below what was said.
std::size_t longest_gap(std::span<const std::int16_t> heard, double said) {
  std::size_t longest = 0;
  std::size_t now = 0;
  for (std::size_t at = 0; at + kFrameSamples <= heard.size(); at += kFrameSamples) {
    now = mean_square(heard.subspan(at, kFrameSamples)) < said / 100 ? now + 1 : 0;
    longest = std::max(longest, now);
  }
  return longest;
}

// What may come of a line that loses so many packets of 20 ms, each on its own.
struct Demand {
  unsigned loss_percent;
  double snr_db;         // Of a tone, said in a codec that carries the wave (G.711, G.722)...
  double speech_snr_db;  // ...and in one that models a voice, which a tone is not (Opus, G.729).
  double level_db;       // Of the vowel as a whole, against what was said.
  std::size_t gap_frames;
};
constexpr Demand kDemands[] = {{0, 24, 24, -2.5, 0}, {1, 24, 24, -2.5, 0}, {5, 24, 18, -4.5, 0}, {20, 12, -3, -11, 3}};

TEST(Pairs, EachCarriesSoundIntoEachOtherOverALineThatLoses) {
  const Sound tone = testing::tone(kHertz, kFrames * kFrameSamples);
  const Sound voice = vowel();
  for (const Demand& demand : kDemands) {
    for (const auto& first : kCodecs) {
      for (const auto& second : kCodecs) {
        SCOPED_TRACE(std::string(first.name) + " to " + std::string(second.name) + ", loss " + std::to_string(demand.loss_percent));
        const Sound clear = through(tone, first.codec, second.codec, demand.loss_percent);
        const bool speech = first.codec == Codec::kOpus || first.codec == Codec::kG729;
        EXPECT_GT(usual_snr(std::span(clear).subspan(kSettled * kFrameSamples)), speech ? demand.speech_snr_db : demand.snr_db);
        const Sound sung = through(voice, first.codec, second.codec, demand.loss_percent);
        const auto heard = std::span(sung).subspan(kSettled * kFrameSamples);
        EXPECT_GT(10 * std::log10(mean_square(heard) / mean_square(voice)), demand.level_db);
        EXPECT_LE(longest_gap(heard, mean_square(voice)), demand.gap_frames);
      }
    }
  }
}

}  // namespace
}  // namespace peal::media::codec
