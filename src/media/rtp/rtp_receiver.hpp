#pragma once

#include <cstdint>

#include "media/rtp/rtp_packet.hpp"

namespace peal::media::rtp {

enum class Arrival : std::uint8_t {
  kFresh,      ///< The newest so far.
  kLate,       ///< Out of order, seen for the first time.
  kDuplicate,
  kStranger,   ///< Another source, or a jump that the next packet must confirm.
};

/// One source's sequence numbers and figures (RFC 3550 A.1, A.3, A.8). A new
/// SSRC takes over only after the old one fell silent and two packets of the
/// new one came in sequence, so a single stray packet changes nothing.
class RtpReceiver {
 public:
  /// `now_ms` is any monotonic clock. Arrival times have the grain of the beat.
  [[nodiscard]] Arrival receive(const Header& header, unsigned clock_rate, std::int64_t now_ms);

  [[nodiscard]] bool started() const { return started_; }
  [[nodiscard]] std::uint32_t ssrc() const { return ssrc_; }
  [[nodiscard]] std::uint64_t packets() const { return packets_; }
  [[nodiscard]] std::uint64_t lost() const;
  [[nodiscard]] std::uint32_t highest_extended() const { return cycles_ + highest_; }
  /// In ticks of the RTP clock.
  [[nodiscard]] double jitter_ticks() const { return jitter_; }

  /// For a receiver report: loss since the last call, of 256 (RFC 3550 6.4.1).
  [[nodiscard]] std::uint8_t take_fraction_lost();

 private:
  void start(const Header& header, unsigned clock_rate, std::int64_t now_ms);
  void measure_jitter(const Header& header, unsigned clock_rate, std::int64_t now_ms);
  [[nodiscard]] bool confirmed(const Header& header);
  [[nodiscard]] std::uint64_t expected() const { return highest_extended() - base_ + 1; }

  bool started_ = false;
  std::uint32_t ssrc_ = 0;
  std::uint16_t highest_ = 0;
  std::uint32_t cycles_ = 0;
  std::uint32_t base_ = 0;
  std::uint64_t seen_ = 0;  // Bit n: sequence highest_ - n has come.
  std::uint64_t packets_ = 0;
  std::uint64_t source_packets_ = 0;
  std::uint64_t lost_before_ = 0;
  std::uint64_t reported_expected_ = 0;
  std::uint64_t reported_received_ = 0;
  std::int64_t last_ms_ = 0;
  std::uint32_t candidate_ssrc_ = 0;
  std::uint32_t candidate_next_ = 0x10000;  // Above 16 bits: none.
  std::uint32_t transit_ = 0;
  double jitter_ = 0;
};

}  // namespace peal::media::rtp
