#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

struct OpusDecoder;
struct OpusEncoder;

namespace peal::media::codec {

/// Opus (RFC 6716) decoded straight to 8 kHz mono. Its state has about 18 KB.
class OpusDecoder final {
 public:
  OpusDecoder();
  /// Nothing when the payload is malformed or too long.
  [[nodiscard]] std::optional<std::size_t> samples_in(std::span<const std::uint8_t> payload) const;
  [[nodiscard]] bool decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out);
  /// Fills a hole of a multiple of 2.5 ms; `next`, the packet behind the hole, may carry its sound (in-band FEC).
  void conceal(std::span<std::int16_t> out, std::span<const std::uint8_t> next);

 private:
  struct Free {
    void operator()(::OpusDecoder* state) const;
  };
  std::unique_ptr<::OpusDecoder, Free> state_;
};

/// Opus encoded from 8 kHz mono with in-band FEC. Its state has about 44 KB.
class OpusEncoder final {
 public:
  OpusEncoder();
  /// `sound` is 10, 20, 40 or 60 ms.
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t> sound, std::span<std::uint8_t> out);

 private:
  struct Free {
    void operator()(::OpusEncoder* state) const;
  };
  std::unique_ptr<::OpusEncoder, Free> state_;
};

}  // namespace peal::media::codec
