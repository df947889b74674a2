#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "media/limits.hpp"

struct OpusDecoder;
struct OpusEncoder;

namespace peal::media::codec {

/// Opus (RFC 6716) decoded straight to 8 kHz mono. About 20 KB, made on first use.
class OpusListener {
 public:
  /// Samples a packet decodes to at 8 kHz; nothing when it is malformed or too long.
  [[nodiscard]] static std::optional<std::size_t> samples_in(std::span<const std::uint8_t> payload);
  /// `out` has exactly the samples of the packet. False when it does not decode.
  [[nodiscard]] bool decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out);
  /// Fills a hole of a multiple of 2.5 ms; `next`, the packet behind the hole, may carry its sound (in-band FEC).
  void conceal(std::span<std::int16_t> out, std::span<const std::uint8_t> next = {});

 private:
  struct Free {
    void operator()(OpusDecoder* decoder) const;
  };
  [[nodiscard]] OpusDecoder* decoder();
  std::unique_ptr<OpusDecoder, Free> decoder_;
};

/// Opus encoded from 8 kHz mono, 20 ms at a time, with in-band FEC.
class OpusTalker {
 public:
  /// Bytes written to `out`, or 0 when the encoder refused.
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t, kFrameSamples> frame, std::span<std::uint8_t> out);

 private:
  struct Free {
    void operator()(OpusEncoder* encoder) const;
  };
  std::unique_ptr<OpusEncoder, Free> encoder_;
};

}  // namespace peal::media::codec
