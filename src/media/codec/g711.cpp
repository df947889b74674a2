#include "media/codec/g711.hpp"

#include <algorithm>

namespace peal::media::codec {
namespace {

// G.711 table 1: even bits are inverted on the line, hence 0x55.
constexpr std::int16_t alaw_expand(std::uint8_t code) {
  code ^= 0x55;
  const int segment = (code & 0x70) >> 4;
  int magnitude = ((code & 0x0F) << 4) + 8;
  if (segment != 0) magnitude = (magnitude + 0x100) << (segment - 1);
  return static_cast<std::int16_t>((code & 0x80) != 0 ? magnitude : -magnitude);
}

// G.711 table 2: all bits are inverted, and a bias of 33 (132 at 16 bit) makes
// the segments meet.
constexpr std::int16_t ulaw_expand(std::uint8_t code) {
  code = static_cast<std::uint8_t>(~code);
  const int segment = (code & 0x70) >> 4;
  const int magnitude = ((((code & 0x0F) << 3) + 132) << segment) - 132;
  return static_cast<std::int16_t>((code & 0x80) != 0 ? -magnitude : magnitude);
}

constexpr std::uint8_t alaw_compress(int sample) {
  const bool positive = sample >= 0;
  // One's complement for negatives keeps the decision levels symmetric.
  int magnitude = positive ? sample >> 3 : (-sample - 1) >> 3;
  magnitude = std::clamp(magnitude, 0, 0xFFF);
  int segment = 0;
  while (segment < 7 && magnitude >= (0x20 << segment)) ++segment;
  const int mantissa = segment < 2 ? (magnitude >> 1) & 0x0F : (magnitude >> segment) & 0x0F;
  return static_cast<std::uint8_t>(((positive ? 0x80 : 0) | segment << 4 | mantissa) ^ 0x55);
}

constexpr std::uint8_t ulaw_compress(int sample) {
  const bool negative = sample < 0;
  const int magnitude = std::min((negative ? -sample : sample) + 132, 32'767);
  int segment = 0;
  while (segment < 7 && magnitude >= (0x100 << segment)) ++segment;
  const int mantissa = (magnitude >> (segment + 3)) & 0x0F;
  return static_cast<std::uint8_t>(~((negative ? 0x80 : 0) | segment << 4 | mantissa));
}

template <auto Expand>
constexpr auto expansion_table() {
  std::array<std::int16_t, 256> table{};
  for (unsigned code = 0; code < 256; ++code) table[code] = Expand(static_cast<std::uint8_t>(code));
  return table;
}

// Neither law looks below bit 2 (mu-law: 14 bits, A-law: 13), so a table over
// the upper 14 bits is exact and stays within the first-level cache's reach.
template <auto Compress>
std::array<std::uint8_t, 16'384> compression_table() {
  std::array<std::uint8_t, 16'384> table{};
  for (int i = 0; i < 16'384; ++i) table[static_cast<unsigned>(i)] = Compress((i - 8'192) * 4);
  return table;
}

constexpr auto kAlawExpand = expansion_table<alaw_expand>();
constexpr auto kUlawExpand = expansion_table<ulaw_expand>();
const auto kAlawCompress = compression_table<alaw_compress>();
const auto kUlawCompress = compression_table<ulaw_compress>();

template <class Table>
void compress(const Table& table, std::span<const std::int16_t> in, std::uint8_t* out) {
  for (const std::int16_t sample : in) *out++ = table[static_cast<unsigned>((sample >> 2) + 8'192)];
}
template <class Table>
void expand(const Table& table, std::span<const std::uint8_t> in, std::int16_t* out) {
  for (const std::uint8_t code : in) *out++ = table[code];
}

}  // namespace

void alaw_encode(std::span<const std::int16_t> in, std::uint8_t* out) { compress(kAlawCompress, in, out); }
void ulaw_encode(std::span<const std::int16_t> in, std::uint8_t* out) { compress(kUlawCompress, in, out); }
void alaw_decode(std::span<const std::uint8_t> in, std::int16_t* out) { expand(kAlawExpand, in, out); }
void ulaw_decode(std::span<const std::uint8_t> in, std::int16_t* out) { expand(kUlawExpand, in, out); }

}  // namespace peal::media::codec
