#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "media/rtp/rtp_packet.hpp"

namespace peal::media::rtp {

/// What a compound of ours says (RFC 3550 6.4): a sender report when we have
/// sent, else a receiver report, with one block about the other side, and its CNAME.
struct Report {
  std::uint32_t ssrc = 0;
  std::string_view cname;
  std::int64_t unix_ms = 0;
  std::uint32_t timestamp = 0;  ///< On the RTP clock, for now.
  std::uint32_t packets_sent = 0;
  std::uint32_t bytes_sent = 0;

  bool about_other = false;  ///< The rest is meaningful.
  std::uint32_t other_ssrc = 0;
  std::uint8_t fraction_lost = 0;
  std::uint32_t lost = 0;
  std::uint32_t highest_sequence = 0;
  std::uint32_t jitter_ticks = 0;
  std::uint32_t last_report = 0;   ///< Middle of the NTP time of its last sender report.
  std::uint32_t since_report = 0;  ///< Since then, in units of 1/65536 s.
};
inline constexpr std::size_t kReportBytesMax = 96;
/// Bytes written to `out`, which has room for kReportBytesMax.
[[nodiscard]] std::size_t write_report(const Report& report, std::span<std::uint8_t> out);

/// What of a compound matters to us.
struct Heard {
  std::optional<std::uint32_t> sender_report;  ///< Middle 32 bits of its NTP time.
  std::optional<std::uint32_t> last_report;    ///< In its block about us: our report that it answers...
  std::uint32_t since_report = 0;              ///< ...and how long it waited with it.
  bool bye = false;
};
/// Nothing when the compound is malformed. `our_ssrc` chooses the block.
[[nodiscard]] std::optional<Heard> parse_compound(Bytes compound, std::uint32_t our_ssrc);

/// The middle 32 bits of the NTP time (RFC 3550 4), the unit of last_report.
[[nodiscard]] std::uint32_t ntp_middle(std::int64_t unix_ms);

}  // namespace peal::media::rtp
