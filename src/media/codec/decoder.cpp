#include "media/codec/decoder.hpp"

#include "media/limits.hpp"

namespace peal::media::codec {

Decoder::Decoder(Codec codec) : made_(make(codec)) {}

Decoder::Made Decoder::make(Codec codec) {
  switch (codec) {
    case Codec::kPcmu: return G711Decoder(Law::kMu);
    case Codec::kPcma: break;
    case Codec::kOpus: return OpusDecoder();
    case Codec::kG722: return G722Decoder();
    case Codec::kG729: return G729Decoder();
  }
  return G711Decoder(Law::kA);
}

std::optional<std::size_t> Decoder::samples_in(std::span<const std::uint8_t> payload) const {
  const auto samples = std::visit([&](const auto& one) { return one.samples_in(payload); }, made_);
  return samples && *samples != 0 && *samples <= kPacketSamplesMax ? samples : std::nullopt;
}

bool Decoder::decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) {
  return std::visit([&](auto& one) { return one.decode(payload, out); }, made_);
}

bool Decoder::conceal(std::span<std::int16_t> out, std::span<const std::uint8_t> next) {
  return std::visit(
      [&](auto& one) {
        constexpr bool kKnowsHow = requires { one.conceal(out, next); };
        if constexpr (kKnowsHow) one.conceal(out, next);
        return kKnowsHow;
      },
      made_);
}

}  // namespace peal::media::codec
