#include "media/plane/mix.hpp"

#include <algorithm>

#include "media/plane/stream.hpp"

namespace peal::media::plane {

std::int16_t soft(std::int32_t sum) {
  constexpr std::int32_t kFull = 32'767;
  constexpr std::int64_t kRoom = kFull - kMixBend;
  const std::int32_t loud = sum < 0 ? -sum : sum;
  if (loud <= kMixBend) return static_cast<std::int16_t>(sum);
  // over / (1 + over / room): as steep as before where it begins, full scale at infinity.
  const std::int64_t over = loud - kMixBend;
  const auto bent = static_cast<std::int32_t>(kMixBend + over * kRoom / (kRoom + over));
  return static_cast<std::int16_t>(sum < 0 ? -bent : bent);
}

Mix::Mix() { parties_.reserve(kMixPartiesMax); }

void Mix::add(Stream& stream) { parties_.push_back(&stream); }

void Mix::remove(const Stream& stream) { std::erase(parties_, &stream); }

void Mix::play(PromptAudio sound) {
  sound_ = std::move(sound);
  sound_at_ = 0;
}

void Mix::beat() {
  sum_.fill(0);
  for (const Stream* party : parties_) {
    const auto said = party->heard();
    if (!said) continue;
    const std::int32_t gain = party->gain();
    for (std::size_t i = 0; i < kFrameSamples; ++i) sum_[i] += (*said)[i] * gain / kGainUnit;
  }
  if (!sound_) return;
  const auto count = std::min(kFrameSamples, sound_->size() - sound_at_);
  for (std::size_t i = 0; i < count; ++i) sum_[i] += (*sound_)[sound_at_ + i];
  sound_at_ += count;
  if (sound_at_ == sound_->size()) sound_.reset();
}

void Mix::heard_by(const Stream& listener, Room out) const {
  const auto own = listener.heard();
  if (!own) return heard_by_all(out);
  const std::int32_t gain = listener.gain();
  for (std::size_t i = 0; i < kFrameSamples; ++i) out[i] = soft(sum_[i] - (*own)[i] * gain / kGainUnit);
}

void Mix::heard_by_all(Room out) const {
  for (std::size_t i = 0; i < kFrameSamples; ++i) out[i] = soft(sum_[i]);
}

}  // namespace peal::media::plane
