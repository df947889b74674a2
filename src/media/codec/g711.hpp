#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace peal::media::codec {

/// ITU-T G.711. Samples are 16 bit linear, left aligned as the recommendation's
/// 13 and 14 bit values are. `out` is at least as long as `in`.
void alaw_encode(std::span<const std::int16_t> in, std::uint8_t* out);
void ulaw_encode(std::span<const std::int16_t> in, std::uint8_t* out);
void alaw_decode(std::span<const std::uint8_t> in, std::int16_t* out);
void ulaw_decode(std::span<const std::uint8_t> in, std::int16_t* out);

/// The code word for silence.
inline constexpr std::uint8_t kAlawSilence = 0xD5;
inline constexpr std::uint8_t kUlawSilence = 0xFF;

}  // namespace peal::media::codec
