#include "speech/shaping.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <soxr.h>

#include "speech/limits.hpp"

namespace peal::speech {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kFadeSamples = kSampleRate * 5 / 1000;
constexpr std::size_t kMarginSamples = kSampleRate * 20 / 1000;
constexpr std::int16_t kSilenceLevel = 64;  // -54 dB of full scale: below it nothing is heard on a line.
constexpr double kSpeechRms = 3'300;        // -20 dB of full scale, where telephone talkers lie (ITU-T P.56, G.168 annex).
constexpr double kPeakMax = 29'000;

Result<Audio> resample(std::span<const std::int16_t> raw, unsigned raw_rate) {
  if (raw_rate == kSampleRate) return Audio(raw.begin(), raw.end());
  const auto room = static_cast<std::size_t>(static_cast<double>(raw.size()) * kSampleRate / raw_rate) + 16;
  Audio out(room);
  const soxr_io_spec_t io = soxr_io_spec(SOXR_INT16_I, SOXR_INT16_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  std::size_t made = 0;
  const soxr_error_t error = soxr_oneshot(raw_rate, kSampleRate, 1, raw.data(), raw.size(), nullptr, out.data(),
                                          out.size(), &made, &io, &quality, nullptr);
  if (error != nullptr) return fail(ErrorCode::kInternal, std::string("Resampling speech failed: ") + error);
  out.resize(made);
  return out;
}

void trim(Audio& audio) {
  const auto loud = [](std::int16_t s) { return std::abs(static_cast<int>(s)) > kSilenceLevel; };
  const auto first = std::ranges::find_if(audio, loud);
  if (first == audio.end()) {
    audio.clear();
    return;
  }
  const auto last = std::find_if(audio.rbegin(), audio.rend(), loud).base();
  const auto begin = first - std::min<std::ptrdiff_t>(first - audio.begin(), kMarginSamples);
  const auto end = last + std::min<std::ptrdiff_t>(audio.end() - last, kMarginSamples);
  audio = Audio(begin, end);
}

void set_level(Audio& audio) {
  double energy = 0;
  std::size_t active = 0;
  double peak = 1;
  for (const std::int16_t s : audio) {
    const double v = s;
    peak = std::max(peak, std::abs(v));
    if (std::abs(v) <= kSilenceLevel) continue;
    energy += v * v;
    ++active;
  }
  if (active == 0) return;
  const double gain = std::min(kSpeechRms / std::sqrt(energy / static_cast<double>(active)), kPeakMax / peak);
  for (std::int16_t& s : audio) s = static_cast<std::int16_t>(std::lround(s * gain));
}

void fade_ends(Audio& audio) {
  const std::size_t length = std::min(kFadeSamples, audio.size() / 2);
  for (std::size_t i = 0; i < length; ++i) {
    const double gain = static_cast<double>(i) / static_cast<double>(length);
    audio[i] = static_cast<std::int16_t>(audio[i] * gain);
    audio[audio.size() - 1 - i] = static_cast<std::int16_t>(audio[audio.size() - 1 - i] * gain);
  }
}

}  // namespace

Result<Audio> shape_for_telephone(std::span<const std::int16_t> raw, unsigned raw_rate) {
  if (raw.size() / raw_rate > kSamplesMax / kSampleRate) {
    return fail(ErrorCode::kTooLarge, "The spoken text is longer than ten minutes.", "text");
  }
  auto audio = resample(raw, raw_rate);
  if (!audio) return audio;
  trim(*audio);
  set_level(*audio);
  fade_ends(*audio);
  return audio;
}

}  // namespace peal::speech
