#pragma once

#include <cstdint>
#include <span>

#include "media/codec/opus_codec.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::codec {

/// From a frame of the beat to a payload.
class Talker {
 public:
  /// Bytes written, 0 when nothing can be sent. `out` has room for a datagram.
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t, kFrameSamples> frame, Codec codec,
                                   std::span<std::uint8_t> out);

 private:
  OpusTalker opus_;
};

/// Adds `sound` to `frame`, limiting at full scale.
void mix_into(std::span<std::int16_t, kFrameSamples> frame, std::span<const std::int16_t, kFrameSamples> sound);

}  // namespace peal::media::codec
