#include "media/codec/g729.hpp"

#include <algorithm>
#include <array>

// The headers of bcg729 1.1 do not say that they are of C.
extern "C" {
#include <bcg729/decoder.h>
#include <bcg729/encoder.h>
}

#include "base/assert.hpp"

namespace peal::media::codec {
namespace {

constexpr std::size_t kStep = 80;  // Samples of a frame.
constexpr std::size_t kVoiceBytes = 10;
constexpr std::size_t kNoiseBytes = 2;

}  // namespace

void G729Decoder::Free::operator()(bcg729DecoderChannelContextStruct_struct* state) const { closeBcg729DecoderChannel(state); }
void G729Encoder::Free::operator()(bcg729EncoderChannelContextStruct_struct* state) const { closeBcg729EncoderChannel(state); }

G729Decoder::G729Decoder() : state_(initBcg729DecoderChannel()) { PEAL_ASSERT(state_ != nullptr); }

bool G729Decoder::pauses(std::span<const std::uint8_t> payload) { return payload.size() % kVoiceBytes == kNoiseBytes; }

std::optional<std::size_t> G729Decoder::samples_in(std::span<const std::uint8_t> payload) const {
  const std::size_t rest = payload.size() % kVoiceBytes;
  if (payload.empty() || (rest != 0 && rest != kNoiseBytes)) return std::nullopt;
  return (payload.size() / kVoiceBytes + (rest != 0 ? 1 : 0)) * kStep;
}

bool G729Decoder::decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) {
  if (samples_in(payload) != out.size()) return false;
  while (!payload.empty()) {
    const bool noise = payload.size() == kNoiseBytes;
    const std::size_t bytes = noise ? kNoiseBytes : kVoiceBytes;
    bcg729Decoder(state_.get(), payload.data(), static_cast<std::uint8_t>(bytes), 0, noise ? 1 : 0, 0, out.data());
    payload = payload.subspan(bytes);
    out = out.subspan(kStep);
  }
  return true;
}

void G729Decoder::conceal(std::span<std::int16_t> out, std::span<const std::uint8_t>) {
  std::array<std::int16_t, kStep> frame;
  while (!out.empty()) {
    bcg729Decoder(state_.get(), nullptr, 0, 1, 0, 0, frame.data());
    const std::size_t length = std::min(kStep, out.size());
    std::copy_n(frame.begin(), length, out.begin());
    out = out.subspan(length);
  }
}

G729Encoder::G729Encoder() : state_(initBcg729EncoderChannel(0)) { PEAL_ASSERT(state_ != nullptr); }

std::size_t G729Encoder::encode(std::span<const std::int16_t> sound, std::span<std::uint8_t> out) {
  std::size_t made = 0;
  for (; sound.size() >= kStep && out.size() - made >= kVoiceBytes; sound = sound.subspan(kStep)) {
    std::uint8_t bytes = 0;
    bcg729Encoder(state_.get(), sound.data(), out.data() + made, &bytes);
    made += bytes;
  }
  return made;
}

}  // namespace peal::media::codec
