#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "media/codec/codec.hpp"
#include "media/codec/g711.hpp"
#include "media/codec/g722.hpp"
#include "media/codec/g729.hpp"
#include "media/codec/opus_codec.hpp"

namespace peal::media::codec {

/// One codec's state for what is sent. Making it may take memory (Opus 44 KB,
/// G.729 2 KB); what follows takes none.
class Encoder {
 public:
  explicit Encoder(Codec codec) : codec_(codec), made_(make(codec)) {}

  [[nodiscard]] Codec codec() const { return codec_; }
  /// Bytes written, 0 when the codec refused. `sound` is 8 kHz mono and as long as a row of the table allows; `out` has room
  /// for a datagram.
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t> sound, std::span<std::uint8_t> out) {
    return std::visit([&](auto& one) { return one.encode(sound, out); }, made_);
  }

 private:
  using Made = std::variant<G711Encoder, G722Encoder, G729Encoder, OpusEncoder>;
  [[nodiscard]] static Made make(Codec codec);
  Codec codec_;
  Made made_;
};

}  // namespace peal::media::codec
