#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "media/codec/encoder.hpp"
#include "media/limits.hpp"

namespace peal::media::codec {

/// From frames of the beat to payloads of the length that the other side wants.
/// The encoder is made with the first payload: a stream that only passes
/// packets on has none.
class Talker {
 public:
  /// What follows is for this codec, in packets of packet_ms(codec, ptime_ms). Where either differs, what waits is dropped.
  void begin(Codec codec, unsigned ptime_ms);
  /// Until next() has nothing more.
  void add(std::span<const std::int16_t, kFrameSamples> frame);

  struct Payload {
    std::size_t bytes = 0;   ///< 0: the encoder refused.
    std::int32_t ahead = 0;  ///< Its first sample, counted from that of the newest frame: 8 kHz, mostly 0 or below.
  };
  /// The next payload that is complete. `out` has room for a datagram.
  [[nodiscard]] std::optional<Payload> next(std::span<std::uint8_t> out);
  /// Sound waits for more of it to fill a packet.
  [[nodiscard]] bool has_rest() const { return waiting_ != 0; }
  void drop() { waiting_ = 0; }

 private:
  // 40 ms at most wait for the frame that completes a packet of 60.
  std::array<std::int16_t, kSampleRate / 1000 * kPacketStepMs * kPacketStepsMax> sound_{};
  std::size_t waiting_ = 0;
  std::size_t packet_samples_ = kFrameSamples;
  Codec codec_ = Codec::kPcma;
  std::optional<Encoder> encoder_;
};

/// Adds `sound` to `frame`, limiting at full scale.
void mix_into(std::span<std::int16_t, kFrameSamples> frame, std::span<const std::int16_t, kFrameSamples> sound);

}  // namespace peal::media::codec
