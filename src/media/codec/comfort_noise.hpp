#pragma once

#include <cstdint>
#include <span>

#include "media/limits.hpp"

namespace peal::media::codec {

/// White noise in place of a line whose talker pauses (RFC 3389). The colour
/// that a payload may describe is left out, as its clause 3 allows.
class ComfortNoise {
 public:
  /// `payload` of payload type 13; an empty one leaves the level as it is.
  void describe(std::span<const std::uint8_t> payload);
  void fill(std::span<std::int16_t, kFrameSamples> frame);

 private:
  std::int32_t peak_ = 0;
  std::uint32_t random_ = 1;
};

}  // namespace peal::media::codec
