#include "media/codec/talker.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace peal::media::codec {

void Talker::begin(Codec codec, unsigned ptime_ms) {
  const std::size_t samples = kSampleRate / 1000 * packet_ms(codec, ptime_ms);
  if (codec == codec_ && samples == packet_samples_) return;
  codec_ = codec;
  packet_samples_ = samples;
  waiting_ = 0;
}

void Talker::add(std::span<const std::int16_t, kFrameSamples> frame) {
  PEAL_ASSERT(waiting_ + frame.size() <= sound_.size());
  std::ranges::copy(frame, sound_.begin() + static_cast<std::ptrdiff_t>(waiting_));
  waiting_ += frame.size();
}

std::optional<Talker::Payload> Talker::next(std::span<std::uint8_t> out) {
  if (waiting_ < packet_samples_) return std::nullopt;
  if (!encoder_ || encoder_->codec() != codec_) encoder_.emplace(codec_);
  Payload made;
  made.ahead = static_cast<std::int32_t>(kFrameSamples) - static_cast<std::int32_t>(waiting_);
  made.bytes = encoder_->encode(std::span(sound_).first(packet_samples_), out);
  std::copy(sound_.begin() + static_cast<std::ptrdiff_t>(packet_samples_), sound_.begin() + static_cast<std::ptrdiff_t>(waiting_),
            sound_.begin());
  waiting_ -= packet_samples_;
  return made;
}

void mix_into(std::span<std::int16_t, kFrameSamples> frame, std::span<const std::int16_t, kFrameSamples> sound) {
  for (std::size_t i = 0; i < kFrameSamples; ++i) {
    frame[i] = static_cast<std::int16_t>(std::clamp(frame[i] + sound[i], -32'768, 32'767));
  }
}

}  // namespace peal::media::codec
