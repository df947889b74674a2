#include "media/codec/comfort_noise.hpp"

#include <algorithm>
#include <cmath>

namespace peal::media::codec {
namespace {

// A square wave at mu-law's limit is 0 dBov (RFC 3389 3.1).
constexpr double kOverload = 32'124;
// Below what counts as talk in a mix; no line is louder, and a peer that says so would hurt an ear.
constexpr int kLoudestDb = 40;

}  // namespace

void ComfortNoise::describe(std::span<const std::uint8_t> payload) {
  if (payload.empty()) return;
  const int below = std::max(payload[0] & 0x7F, kLoudestDb);
  // Of evenly spread samples the root mean square is the peak by the root of 3.
  peak_ = static_cast<std::int32_t>(std::lround(kOverload * std::pow(10.0, -below / 20.0) * std::sqrt(3.0)));
}

void ComfortNoise::fill(std::span<std::int16_t, kFrameSamples> frame) {
  for (std::int16_t& sample : frame) {
    random_ = random_ * 1'664'525U + 1'013'904'223U;  // Numerical Recipes 7.1.
    const auto spread = static_cast<std::int16_t>(random_ >> 16);
    sample = static_cast<std::int16_t>(spread * peak_ / 32'768);
  }
}

}  // namespace peal::media::codec
