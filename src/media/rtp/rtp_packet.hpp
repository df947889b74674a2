#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace peal::media::rtp {

using Bytes = std::span<const std::uint8_t>;

inline constexpr std::size_t kHeaderBytes = 12;

/// RFC 3550 5.1.
struct Header {
  bool marker = false;
  std::uint8_t payload_type = 0;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;
};

/// A packet seen in place: header and payload without CSRCs, extension and padding.
struct Packet {
  Header header;
  Bytes payload;
};

/// Nothing for what is not whole RTP version 2.
[[nodiscard]] std::optional<Packet> parse(Bytes datagram);

/// Writes the fixed header; `out` has room for kHeaderBytes.
void write_header(const Header& header, std::uint8_t* out);

/// RFC 5761 4: of packets that begin like RTP, payload types 64 to 95 are RTCP.
[[nodiscard]] inline bool is_rtcp(Bytes datagram) {
  return datagram.size() >= 2 && (datagram[1] & 0x7F) >= 64 && (datagram[1] & 0x7F) <= 95;
}

/// What a datagram on a multiplexed port is, by its first byte (RFC 7983).
enum class DatagramKind : std::uint8_t { kStun, kDtls, kRtp, kUnknown };
[[nodiscard]] DatagramKind kind_of(Bytes datagram);

[[nodiscard]] inline std::uint16_t read_u16(const std::uint8_t* p) {
  return static_cast<std::uint16_t>(p[0] << 8 | p[1]);
}
[[nodiscard]] inline std::uint32_t read_u32(const std::uint8_t* p) {
  return static_cast<std::uint32_t>(p[0]) << 24 | static_cast<std::uint32_t>(p[1]) << 16 |
         static_cast<std::uint32_t>(p[2]) << 8 | p[3];
}
inline void write_u16(std::uint16_t v, std::uint8_t* p) {
  p[0] = static_cast<std::uint8_t>(v >> 8);
  p[1] = static_cast<std::uint8_t>(v);
}
inline void write_u32(std::uint32_t v, std::uint8_t* p) {
  write_u16(static_cast<std::uint16_t>(v >> 16), p);
  write_u16(static_cast<std::uint16_t>(v), p + 2);
}

}  // namespace peal::media::rtp
