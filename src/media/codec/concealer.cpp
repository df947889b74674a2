#include "media/codec/concealer.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace peal::media::codec {
namespace {

constexpr std::size_t kLoud = 80;    // Samples at full level: 10 ms, appendix I.2.7.
constexpr std::size_t kFaded = 480;  // Samples until there is silence: 60 ms.

// From `from` to `to`, `part` of `whole` of the way.
std::int16_t between(std::int16_t from, std::int16_t to, std::size_t part, std::size_t whole) {
  const auto share = static_cast<double>(part) / static_cast<double>(whole);
  return static_cast<std::int16_t>(std::lround(from * (1 - share) + to * share));
}

}  // namespace

void Concealer::heard(std::span<std::int16_t> sound) {
  if (length_ != 0) {
    const std::size_t blended = std::min(sound.size(), std::max<std::size_t>(length_ / 4, 1));
    for (std::size_t i = 0; i < blended; ++i) sound[i] = between(next(), sound[i], i + 1, blended + 1);
    length_ = 0;
  }
  remember(sound);
}

void Concealer::invent(std::span<std::int16_t, kFrameSamples> frame) {
  if (length_ == 0) begin();
  for (auto& sample : frame) sample = next();
  remember(frame);
}

void Concealer::begin() {
  length_ = period();
  at_ = invented_ = 0;
  const auto last = std::span(history_).last(length_);
  std::ranges::copy(last, cycle_.begin());
  // The end of the period leads over to its beginning: its last quarter becomes what stood before the period.
  const std::size_t quarter = length_ / 4;
  const auto before = std::span(history_).last(length_ + quarter).first(quarter);
  for (std::size_t i = 0; i < quarter; ++i) {
    auto& sample = cycle_[length_ - quarter + i];
    sample = between(sample, before[i], i + 1, quarter + 1);
  }
}

std::int16_t Concealer::next() {
  const std::int16_t sample = cycle_[at_];
  at_ = (at_ + 1) % length_;
  const std::size_t played = invented_++;
  if (played < kLoud) return sample;
  if (played >= kFaded) return 0;
  return between(sample, 0, played - kLoud, kFaded - kLoud);
}

void Concealer::remember(std::span<const std::int16_t> sound) {
  const auto kept = sound.last(std::min(sound.size(), kHistory));
  std::shift_left(history_.begin(), history_.end(), static_cast<std::ptrdiff_t>(kept.size()));
  std::ranges::copy(kept, history_.end() - static_cast<std::ptrdiff_t>(kept.size()));
}

// The shift at which the last sound differs least from itself (average magnitude difference,
// Ross et al. 1974).
std::size_t Concealer::period() const {
  std::size_t best = kLongestPeriod;
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  for (std::size_t shift = kShortestPeriod; shift <= kLongestPeriod; ++shift) {
    std::int32_t difference = 0;  // At most 160 * 65,535.
    for (std::size_t i = kHistory - kCompared; i < kHistory; ++i) difference += std::abs(history_[i] - history_[i - shift]);
    if (difference >= least) continue;
    least = difference;
    best = shift;
  }
  return best;
}

}  // namespace peal::media::codec
