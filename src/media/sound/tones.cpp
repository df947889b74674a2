#include "media/sound/tones.hpp"

#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include "base/seed.hpp"

namespace peal::media::sound {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;
// A sine of peak 32767 is +3.14 dBm0 in G.711; these are peaks for a level.
constexpr double kPeakMinus16Dbm0 = 3'620;
constexpr double kPeakMinus20Dbm0 = 2'284;
constexpr std::size_t kRamp = kSampleRate / 100;  // 10 ms.

double sine(double hertz, std::size_t sample) {
  return std::sin(kTurn * hertz * static_cast<double>(sample) / kSampleRate);
}

// A tone that swells and fades within its time, added to `loop`.
void add_burst(std::vector<std::int16_t>& loop, std::size_t begin, std::size_t length, double hertz, double peak) {
  for (std::size_t i = 0; i < length; ++i) {
    const double edge = static_cast<double>(std::min({i, length - 1 - i, kRamp})) / kRamp;
    loop[begin + i] = static_cast<std::int16_t>(loop[begin + i] + peak * edge * sine(hertz, i));
  }
}

}  // namespace

PromptAudio make_comfort_tone() {
  std::vector<std::int16_t> loop(4 * kSampleRate);
  base::Seed seed(20'261'122);
  double smooth = 0;
  for (auto& sample : loop) {
    smooth += (seed.unit() * 400 - 200 - smooth) * 0.3;  // Soft noise, near -50 dBm0.
    sample = static_cast<std::int16_t>(smooth);
  }
  add_burst(loop, 0, kSampleRate / 5, 440, 1'000);
  return std::make_shared<const std::vector<std::int16_t>>(std::move(loop));
}

PromptAudio make_ring_back() {
  std::vector<std::int16_t> loop(5 * kSampleRate);
  add_burst(loop, 0, kSampleRate, 450, kPeakMinus20Dbm0);
  return std::make_shared<const std::vector<std::int16_t>>(std::move(loop));
}

PromptAudio make_test_tone() {
  std::vector<std::int16_t> loop(kSampleRate);
  for (std::size_t i = 0; i < loop.size(); ++i) loop[i] = static_cast<std::int16_t>(kPeakMinus16Dbm0 * sine(1'000, i));
  return std::make_shared<const std::vector<std::int16_t>>(std::move(loop));
}

PromptAudio make_mix_tone(MixTone tone) {
  constexpr std::size_t kBurst = kSampleRate * 3 / 20;  // 150 ms.
  const bool came = tone == MixTone::kCame;
  std::vector<std::int16_t> sound(2 * kBurst);
  add_burst(sound, 0, kBurst, came ? 523 : 659, kPeakMinus20Dbm0);
  add_burst(sound, kBurst, kBurst, came ? 659 : 523, kPeakMinus20Dbm0);
  return std::make_shared<const std::vector<std::int16_t>>(std::move(sound));
}

void key_tone(char key, std::size_t sample, std::span<std::int16_t, kFrameSamples> frame) {
  constexpr std::string_view kRows = "123A456B789C*0#D";
  constexpr double kLow[] = {697, 770, 852, 941};
  constexpr double kHigh[] = {1209, 1336, 1477, 1633};
  const auto at = kRows.find(key);
  if (at == std::string_view::npos) return;
  for (auto& out : frame) {
    const double edge = std::min(1.0, static_cast<double>(sample) / 40);
    const double both = 5'000 * sine(kLow[at / 4], sample) + 6'000 * sine(kHigh[at % 4], sample);
    out = static_cast<std::int16_t>(edge * both);
    ++sample;
  }
}

}  // namespace peal::media::sound
