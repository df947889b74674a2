#include "media/codec/g722.hpp"

#include <spandsp.h>

#include "base/assert.hpp"

namespace peal::media::codec {
namespace {

constexpr int kG722BitsPerSecond = 64'000;

}  // namespace

void G722Decoder::Free::operator()(g722_decode_state_s* state) const { g722_decode_free(state); }
void G722Encoder::Free::operator()(g722_encode_state_s* state) const { g722_encode_free(state); }

G722Decoder::G722Decoder() : state_(g722_decode_init(nullptr, kG722BitsPerSecond, G722_SAMPLE_RATE_8000)) {
  PEAL_ASSERT(state_ != nullptr);
}

bool G722Decoder::decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) {
  if (out.size() < payload.size()) return false;
  const int made = g722_decode(state_.get(), out.data(), payload.data(), static_cast<int>(payload.size()));
  return made == static_cast<int>(out.size());
}

G722Encoder::G722Encoder() : state_(g722_encode_init(nullptr, kG722BitsPerSecond, G722_SAMPLE_RATE_8000)) {
  PEAL_ASSERT(state_ != nullptr);
}

std::size_t G722Encoder::encode(std::span<const std::int16_t> sound, std::span<std::uint8_t> out) {
  if (out.size() < sound.size()) return 0;
  return static_cast<std::size_t>(g722_encode(state_.get(), out.data(), sound.data(), static_cast<int>(sound.size())));
}

}  // namespace peal::media::codec
