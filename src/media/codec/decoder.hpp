#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "media/codec/codec.hpp"
#include "media/codec/g711.hpp"
#include "media/codec/g722.hpp"
#include "media/codec/g729.hpp"
#include "media/codec/opus_codec.hpp"

namespace peal::media::codec {

/// One codec's state for what arrives. Making it may take memory (Opus 18 KB,
/// G.729 2 KB); what follows takes none. Sound is 8 kHz mono.
class Decoder {
 public:
  explicit Decoder(Codec codec);

  /// Samples that a payload decodes to; nothing when it is malformed or longer than kPacketSamplesMax.
  [[nodiscard]] std::optional<std::size_t> samples_in(std::span<const std::uint8_t> payload) const;
  /// `out` has exactly the samples of the payload. False when it does not decode.
  [[nodiscard]] bool decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out);
  /// Invents lost sound. `next`: the payload behind the hole, empty while there is none. False, with nothing written, for
  /// codecs that know no way of their own.
  [[nodiscard]] bool conceal(std::span<std::int16_t> out, std::span<const std::uint8_t> next);

 private:
  using Made = std::variant<G711Decoder, G722Decoder, G729Decoder, OpusDecoder>;
  [[nodiscard]] static Made make(Codec codec);
  Made made_;
};

/// The payload says that the talker pauses: nothing follows until they speak again.
[[nodiscard]] inline bool pauses(Codec codec, std::span<const std::uint8_t> payload) {
  return codec == Codec::kG729 && G729Decoder::pauses(payload);
}

}  // namespace peal::media::codec
