#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "media/limits.hpp"

namespace peal::media::codec {

/// Decoded sound between the network and the beat. Its clock is the packets'
/// timestamp in samples of 8 kHz. A frame that is missing when it is due is
/// invented without moving that clock, so that a merely late packet still plays
/// and the delay grows by itself; what turns out lost is not waited for again.
/// The delay shrinks when there was too much for two seconds.
class PlayoutBuffer {
 public:
  enum class Place : std::uint8_t {
    kAppend,  ///< Conceal `gap` samples with append(), then append the packet.
    kInsert,  ///< It fills a hole behind the newest sound.
    kLate,    ///< Its time has passed.
  };
  struct Admission {
    Place place = Place::kLate;
    std::size_t gap = 0;
  };
  /// Where a packet of `samples` (at most kPacketSamplesMax) belongs.
  [[nodiscard]] Admission admit(std::uint32_t timestamp, std::size_t samples);
  void append(std::span<const std::int16_t> sound);
  void insert(std::uint32_t timestamp, std::span<const std::int16_t> sound);

  enum class Pull : std::uint8_t {
    kSound,
    kMissing,  ///< Conceal this frame.
    kSilent,   ///< Nobody speaks, or too long a hole: the frame is silence.
  };
  /// One frame for this beat. After kMissing the frame is not written.
  [[nodiscard]] Pull pull(std::span<std::int16_t, kFrameSamples> frame);

  [[nodiscard]] std::size_t waiting() const { return end_ - read_; }
  void clear() { primed_ = false; }

 private:
  static constexpr std::size_t kRing = 4'096;  // A power of two above the most that waits plus one packet and gap.
  void start(std::uint32_t timestamp);
  [[nodiscard]] std::int16_t& at(std::uint32_t timestamp) { return ring_[timestamp % kRing]; }
  void shrink(std::span<std::int16_t, kFrameSamples> frame);

  std::array<std::int16_t, kRing> ring_{};
  std::uint32_t read_ = 0;
  std::uint32_t end_ = 0;
  std::uint32_t invented_ = 0;  // Samples played since the buffer ran dry.
  std::size_t least_waiting_ = 0;
  unsigned window_ = 0;
  bool primed_ = false;
};

}  // namespace peal::media::codec
