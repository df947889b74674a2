#include "media/rtp/rtcp.hpp"

#include <algorithm>

namespace peal::media::rtp {
namespace {

constexpr std::int64_t kNtpEpochSeconds = 2'208'988'800;  // 1900 to 1970.
constexpr std::uint8_t kSenderReport = 200;
constexpr std::uint8_t kReceiverReport = 201;
constexpr std::uint8_t kSourceDescription = 202;
constexpr std::uint8_t kBye = 203;
constexpr std::size_t kBlockBytes = 24;
constexpr std::size_t kSenderInfoBytes = 20;
constexpr std::size_t kCnameMax = 32;

std::uint32_t ntp_fraction(std::int64_t unix_ms) {
  return static_cast<std::uint32_t>((static_cast<std::uint64_t>(unix_ms % 1000) << 32) / 1000);
}

void write_common(std::uint8_t* at, unsigned count, std::uint8_t type, std::size_t bytes) {
  at[0] = static_cast<std::uint8_t>(0x80 | count);
  at[1] = type;
  write_u16(static_cast<std::uint16_t>(bytes / 4 - 1), at + 2);
}

std::size_t write_description(const Report& report, std::uint8_t* at) {
  const std::size_t name = std::min(report.cname.size(), kCnameMax);
  // Header, SSRC, item type and length, the name, at least one zero, padded to words.
  const std::size_t bytes = (4 + 4 + 2 + name + 1 + 3) & ~std::size_t{3};
  std::fill_n(at, bytes, std::uint8_t{0});
  write_common(at, 1, kSourceDescription, bytes);
  write_u32(report.ssrc, at + 4);
  at[8] = 1;  // CNAME, RFC 3550 6.5.1.
  at[9] = static_cast<std::uint8_t>(name);
  std::copy_n(report.cname.data(), name, at + 10);
  return bytes;
}

void take_blocks(Bytes blocks, unsigned count, std::uint32_t our_ssrc, Heard& heard) {
  for (unsigned i = 0; i < count && blocks.size() >= kBlockBytes; ++i, blocks = blocks.subspan(kBlockBytes)) {
    const std::uint32_t last = read_u32(&blocks[16]);
    if (read_u32(blocks.data()) != our_ssrc || last == 0) continue;
    heard.last_report = last;
    heard.since_report = read_u32(&blocks[20]);
  }
}

}  // namespace

std::uint32_t ntp_middle(std::int64_t unix_ms) {
  const auto seconds = static_cast<std::uint32_t>(unix_ms / 1000 + kNtpEpochSeconds);
  return seconds << 16 | ntp_fraction(unix_ms) >> 16;
}

std::size_t write_report(const Report& report, std::span<std::uint8_t> out) {
  const bool sender = report.packets_sent != 0;
  std::size_t at = 8;
  write_u32(report.ssrc, &out[4]);
  if (sender) {
    write_u32(static_cast<std::uint32_t>(report.unix_ms / 1000 + kNtpEpochSeconds), &out[8]);
    write_u32(ntp_fraction(report.unix_ms), &out[12]);
    write_u32(report.timestamp, &out[16]);
    write_u32(report.packets_sent, &out[20]);
    write_u32(report.bytes_sent, &out[24]);
    at += kSenderInfoBytes;
  }
  if (report.about_other) {
    write_u32(report.other_ssrc, &out[at]);
    write_u32(std::min<std::uint32_t>(report.lost, 0x7FFFFF) | static_cast<std::uint32_t>(report.fraction_lost) << 24,
              &out[at + 4]);
    write_u32(report.highest_sequence, &out[at + 8]);
    write_u32(report.jitter_ticks, &out[at + 12]);
    write_u32(report.last_report, &out[at + 16]);
    write_u32(report.since_report, &out[at + 20]);
    at += kBlockBytes;
  }
  write_common(out.data(), report.about_other ? 1 : 0, sender ? kSenderReport : kReceiverReport, at);
  return at + write_description(report, &out[at]);
}

std::optional<Heard> parse_compound(Bytes compound, std::uint32_t our_ssrc) {
  Heard heard;
  while (!compound.empty()) {
    if (compound.size() < 4 || (compound[0] >> 6) != 2) return std::nullopt;
    const std::size_t bytes = (std::size_t{read_u16(&compound[2])} + 1) * 4;
    if (bytes > compound.size()) return std::nullopt;
    const unsigned count = compound[0] & 0x1F;
    const std::uint8_t type = compound[1];
    const Bytes packet = compound.first(bytes);
    if (type == kSenderReport) {
      if (bytes < 8 + kSenderInfoBytes) return std::nullopt;
      heard.sender_report = read_u32(&packet[8]) << 16 | read_u32(&packet[12]) >> 16;
      take_blocks(packet.subspan(8 + kSenderInfoBytes), count, our_ssrc, heard);
    } else if (type == kReceiverReport) {
      if (bytes < 8) return std::nullopt;
      take_blocks(packet.subspan(8), count, our_ssrc, heard);
    } else if (type == kBye) {
      heard.bye = true;
    }
    compound = compound.subspan(bytes);
  }
  return heard;
}

}  // namespace peal::media::rtp
