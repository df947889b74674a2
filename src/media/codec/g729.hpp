#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

struct bcg729DecoderChannelContextStruct_struct;
struct bcg729EncoderChannelContextStruct_struct;

namespace peal::media::codec {

/// ITU-T G.729 annexes A and B: 10 bytes for each 10 ms, and 2 bytes at the end
/// of a payload where the talker pauses (RFC 3551 4.5.6).
class G729Decoder final {
 public:
  G729Decoder();
  [[nodiscard]] std::optional<std::size_t> samples_in(std::span<const std::uint8_t> payload) const;
  [[nodiscard]] bool decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out);
  /// Fills whole steps of 10 ms: with the noise of a pause in a pause, with the voice going on outside.
  void conceal(std::span<std::int16_t> out, std::span<const std::uint8_t> next);
  /// The payload's last frame describes a pause's noise (annex B).
  [[nodiscard]] static bool pauses(std::span<const std::uint8_t> payload);

 private:
  struct Free {
    void operator()(bcg729DecoderChannelContextStruct_struct* state) const;
  };
  std::unique_ptr<bcg729DecoderChannelContextStruct_struct, Free> state_;
};

/// Sends every frame, also in silence: peers that do not know annex B take it too.
class G729Encoder final {
 public:
  G729Encoder();
  /// `sound` is a multiple of 10 ms.
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t> sound, std::span<std::uint8_t> out);

 private:
  struct Free {
    void operator()(bcg729EncoderChannelContextStruct_struct* state) const;
  };
  std::unique_ptr<bcg729EncoderChannelContextStruct_struct, Free> state_;
};

}  // namespace peal::media::codec
