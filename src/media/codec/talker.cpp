#include "media/codec/talker.hpp"

#include <algorithm>

#include "media/codec/g711.hpp"

namespace peal::media::codec {

std::size_t Talker::encode(std::span<const std::int16_t, kFrameSamples> frame, Codec codec,
                           std::span<std::uint8_t> out) {
  switch (codec) {
    case Codec::kPcma: alaw_encode(frame, out.data()); return kFrameSamples;
    case Codec::kPcmu: ulaw_encode(frame, out.data()); return kFrameSamples;
    case Codec::kOpus: return opus_.encode(frame, out);
  }
  return 0;
}

void mix_into(std::span<std::int16_t, kFrameSamples> frame, std::span<const std::int16_t, kFrameSamples> sound) {
  for (std::size_t i = 0; i < kFrameSamples; ++i) {
    frame[i] = static_cast<std::int16_t>(std::clamp(frame[i] + sound[i], -32'768, 32'767));
  }
}

}  // namespace peal::media::codec
