#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "media/codec/comfort_noise.hpp"
#include "media/codec/concealer.hpp"
#include "media/codec/decoder.hpp"
#include "media/codec/playout_buffer.hpp"
#include "media/rtp/rtp_packet.hpp"

namespace peal::media::codec {

/// From packets to frames of the beat: decoding, order and concealment. Made
/// only for a stream whose sound somebody needs (10 KB); each codec's decoder
/// with its first packet.
class Listener {
 public:
  void receive(const rtp::Packet& packet, Codec codec);
  /// RFC 3389: they pause, and noise stands for their line until they speak again.
  void receive_noise(std::span<const std::uint8_t> payload);
  /// One frame; false when it is silence because nobody speaks.
  [[nodiscard]] bool pull(std::span<std::int16_t, kFrameSamples> frame);
  void clear();

 private:
  using Frame = std::span<std::int16_t, kFrameSamples>;
  enum class Pause : std::uint8_t {
    kNone,
    kNoise,    ///< Ours stands for the line.
    kDecoder,  ///< The decoder's does (G.729 annex B).
  };
  [[nodiscard]] Decoder& decoder(Codec codec);
  void fill_gap(std::size_t samples, std::span<const std::uint8_t> next);
  void invent(Frame frame, std::size_t length, std::span<const std::uint8_t> next);

  PlayoutBuffer buffer_;
  std::array<std::optional<Decoder>, kCodecs.size()> decoders_;
  Concealer concealer_;
  ComfortNoise noise_;
  Pause pause_ = Pause::kNone;
  Codec codec_ = Codec::kPcma;
};

}  // namespace peal::media::codec
