#pragma once

#include <cstdint>
#include <span>

#include "media/codec/opus_codec.hpp"
#include "media/codec/playout_buffer.hpp"
#include "media/rtp/rtp_packet.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::codec {

/// From packets to frames of the beat: decoding, order and concealment. Made
/// only for a stream whose sound somebody needs (8 KB, 20 KB more for Opus).
class Listener {
 public:
  void receive(const rtp::Packet& packet, Codec codec);
  /// One frame; false when it is silence because nobody speaks.
  [[nodiscard]] bool pull(std::span<std::int16_t, kFrameSamples> frame);
  void clear() { buffer_.clear(); }

 private:
  [[nodiscard]] bool decode(const rtp::Packet& packet, Codec codec, std::span<std::int16_t> out);
  void fill_gap(std::size_t samples, const rtp::Packet& next, Codec codec);
  void repeat(std::span<std::int16_t, kFrameSamples> frame);

  PlayoutBuffer buffer_;
  OpusListener opus_;
  Codec codec_ = Codec::kPcma;
  unsigned repeated_ = 0;  // Frames invented in a row.
};

}  // namespace peal::media::codec
