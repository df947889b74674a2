#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peal::media {

/// How sound is written in packets. A new one needs a row in the table below, a
/// decoder and an encoder.
enum class Codec : std::uint8_t { kPcmu, kPcma, kOpus, kG722, kG729 };

namespace codec {

/// What is known of a codec without its state.
struct CodecRow {
  Codec codec = Codec::kPcma;
  std::string_view name;
  unsigned clock_rate = 8'000;  ///< Ticks of its RTP timestamps a second (RFC 3551 6, RFC 7587 4.1).
  bool has_memory = false;      ///< A packet out of order would disturb what follows.
  /// Packets that it can be sent in: bit n for (n + 1) * 10 ms. RFC 6716 2.1.4: an Opus frame has 10, 20, 40 or 60 ms.
  std::uint8_t lengths = 0b111111;
};

// G.722 samples at 16 kHz and counts at 8 kHz, by an old mistake (RFC 3551 4.5.2).
inline constexpr std::array<CodecRow, 5> kCodecs{{
    {Codec::kPcmu, "PCMU", 8'000, false, 0b111111},
    {Codec::kPcma, "PCMA", 8'000, false, 0b111111},
    {Codec::kOpus, "opus", 48'000, true, 0b101011},
    {Codec::kG722, "G722", 8'000, true, 0b111111},
    {Codec::kG729, "G729", 8'000, true, 0b111111},
}};

[[nodiscard]] constexpr std::size_t index_of(Codec codec) { return static_cast<std::size_t>(codec); }
[[nodiscard]] constexpr const CodecRow& row_of(Codec codec) { return kCodecs[index_of(codec)]; }
static_assert([] {
  for (std::size_t i = 0; i < kCodecs.size(); ++i) {
    if (index_of(kCodecs[i].codec) != i) return false;
  }
  return true;
}());

inline constexpr unsigned kPacketStepMs = 10;
inline constexpr unsigned kPacketStepsMax = 6;

/// The longest packet of the codec, in ms, that is not above `wanted_ms`; 10 to 60.
[[nodiscard]] constexpr unsigned packet_ms(Codec codec, unsigned wanted_ms) {
  for (unsigned steps = kPacketStepsMax; steps > 1; --steps) {
    const bool possible = (row_of(codec).lengths >> (steps - 1) & 1) != 0;
    if (possible && steps * kPacketStepMs <= wanted_ms) return steps * kPacketStepMs;
  }
  return kPacketStepMs;
}

}  // namespace codec

/// Ticks a second.
[[nodiscard]] constexpr unsigned rtp_clock_rate(Codec codec) { return codec::row_of(codec).clock_rate; }

}  // namespace peal::media
