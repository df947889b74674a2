#include "media/rtp/rtp_packet.hpp"

namespace peal::media::rtp {

std::optional<Packet> parse(Bytes datagram) {
  if (datagram.size() < kHeaderBytes || (datagram[0] >> 6) != 2) return std::nullopt;
  const bool padding = (datagram[0] & 0x20) != 0;
  const bool extension = (datagram[0] & 0x10) != 0;
  std::size_t begin = kHeaderBytes + static_cast<std::size_t>(datagram[0] & 0x0F) * 4;
  std::size_t end = datagram.size();
  if (extension) {
    if (begin + 4 > end) return std::nullopt;
    begin += 4 + static_cast<std::size_t>(read_u16(&datagram[begin + 2])) * 4;
  }
  if (begin > end) return std::nullopt;
  if (padding) {
    const std::size_t length = datagram[end - 1];
    if (length == 0 || length > end - begin) return std::nullopt;
    end -= length;
  }
  Packet packet;
  packet.header.marker = (datagram[1] & 0x80) != 0;
  packet.header.payload_type = datagram[1] & 0x7F;
  packet.header.sequence = read_u16(&datagram[2]);
  packet.header.timestamp = read_u32(&datagram[4]);
  packet.header.ssrc = read_u32(&datagram[8]);
  packet.payload = datagram.subspan(begin, end - begin);
  return packet;
}

void write_header(const Header& header, std::uint8_t* out) {
  out[0] = 0x80;
  out[1] = static_cast<std::uint8_t>((header.marker ? 0x80 : 0) | (header.payload_type & 0x7F));
  write_u16(header.sequence, out + 2);
  write_u32(header.timestamp, out + 4);
  write_u32(header.ssrc, out + 8);
}

DatagramKind kind_of(Bytes datagram) {
  if (datagram.empty()) return DatagramKind::kUnknown;
  const std::uint8_t first = datagram[0];
  if (first <= 3) return DatagramKind::kStun;
  if (first >= 20 && first <= 63) return DatagramKind::kDtls;
  if (first >= 128 && first <= 191) return DatagramKind::kRtp;
  return DatagramKind::kUnknown;
}

}  // namespace peal::media::rtp
