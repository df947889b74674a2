#include "trace/view/pcap.hpp"

#include <cstdint>
#include <map>
#include <string_view>

namespace peal::trace {
namespace {

constexpr std::uint32_t kLinkRaw = 101;
constexpr std::uint8_t kUdp = 17, kTcp = 6;

class Bytes {
 public:
  Bytes& u8(std::uint8_t value) { return out_.push_back(static_cast<char>(value)), *this; }
  Bytes& u16(std::uint16_t value) { return u8(static_cast<std::uint8_t>(value >> 8U)).u8(static_cast<std::uint8_t>(value)); }
  Bytes& u32(std::uint32_t value) { return u16(static_cast<std::uint16_t>(value >> 16U)).u16(static_cast<std::uint16_t>(value)); }
  // The file's own fields: its magic says that they are little-endian.
  Bytes& l16(std::uint16_t value) { return u8(static_cast<std::uint8_t>(value)).u8(static_cast<std::uint8_t>(value >> 8U)); }
  Bytes& l32(std::uint32_t value) { return l16(static_cast<std::uint16_t>(value)).l16(static_cast<std::uint16_t>(value >> 16U)); }
  Bytes& text(std::string_view text) { return out_.append(text), *this; }
  Bytes& ip(const sip::SocketAddress& address) {
    for (std::size_t i = 0; i < (address.v6 ? 16U : 4U); ++i) u8(address.ip[i]);
    return *this;
  }
  [[nodiscard]] const std::string& out() const { return out_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// RFC 1071.
class Sum {
 public:
  Sum& add(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
      const auto high = static_cast<unsigned char>(bytes[i]);
      const auto low = i + 1 < bytes.size() ? static_cast<unsigned char>(bytes[i + 1]) : 0U;
      sum_ += high * 256U + low;
    }
    return *this;
  }
  [[nodiscard]] std::uint16_t value() const {
    std::uint64_t folded = sum_;
    while (folded >> 16U != 0) folded = (folded & 0xFFFFU) + (folded >> 16U);
    return static_cast<std::uint16_t>(~folded);
  }

 private:
  std::uint64_t sum_ = 0;
};

struct Ends {
  sip::SocketAddress from, to;
};

std::string ip_head(const Ends& ends, std::uint8_t protocol, std::size_t payload, std::uint16_t number) {
  Bytes head;
  if (ends.from.v6) {
    head.u32(0x6000'0000U).u16(static_cast<std::uint16_t>(payload)).u8(protocol).u8(64).ip(ends.from).ip(ends.to);
    return head.take();
  }
  const auto write = [&](std::uint16_t sum) {
    Bytes v4;
    v4.u8(0x45).u8(0x60).u16(static_cast<std::uint16_t>(20 + payload)).u16(number).u16(0x4000).u8(64).u8(protocol).u16(sum);
    return v4.ip(ends.from).ip(ends.to).take();
  };
  return write(Sum().add(write(0)).value());
}

// RFC 768, RFC 9293 3.1: addresses and length count too.
std::uint16_t sum_of(const Ends& ends, std::uint8_t protocol, std::string_view packet) {
  Bytes pseudo;
  pseudo.ip(ends.from).ip(ends.to).u16(protocol).u16(static_cast<std::uint16_t>(packet.size()));
  const auto sum = Sum().add(pseudo.out()).add(packet).value();
  return sum == 0 ? 0xFFFF : sum;
}

std::string udp(const Ends& ends, std::string_view text) {
  const auto write = [&](std::uint16_t sum) {
    Bytes packet;
    packet.u16(ends.from.port).u16(ends.to.port).u16(static_cast<std::uint16_t>(8 + text.size())).u16(sum).text(text);
    return packet.take();
  };
  return write(sum_of(ends, kUdp, write(0)));
}

struct Connection {
  std::uint32_t ours = 1, theirs = 1;
};

std::string tcp(const Ends& ends, std::string_view text, bool sent, Connection& connection) {
  const auto write = [&](std::uint16_t sum) {
    Bytes packet;
    packet.u16(ends.from.port).u16(ends.to.port);
    packet.u32(sent ? connection.ours : connection.theirs).u32(sent ? connection.theirs : connection.ours);
    packet.u8(0x50).u8(0x18).u16(0xFFFF).u16(sum).u16(0).text(text);
    return packet.take();
  };
  auto packet = write(sum_of(ends, kTcp, write(0)));
  (sent ? connection.ours : connection.theirs) += static_cast<std::uint32_t>(text.size());
  return packet;
}

// An address of the peer's family that stands for ours where we listen on all.
sip::SocketAddress own_for(const sip::SocketAddress& remote, const sip::SocketAddress& own) {
  if (own.v6 == remote.v6) return own;
  sip::SocketAddress other = remote.v6 ? *sip::parse_address("::1", 0) : *sip::parse_address("127.0.0.1", 0);
  other.port = own.port;
  return other;
}

}  // namespace

std::string pcap_of(const std::vector<Message>& messages, const sip::SocketAddress& own) {
  Bytes file;
  file.l32(0xa1b2c3d4U).l16(2).l16(4).l32(0).l32(0).l32(65'535).l32(kLinkRaw);
  std::map<std::string, Connection> connections;
  std::uint16_t number = 0;
  for (const auto& message : messages) {
    const auto ours = own_for(message.remote, own);
    const Ends ends = message.sent ? Ends{ours, message.remote} : Ends{message.remote, ours};
    const bool datagram = message.transport == sip::Transport::kUdp;
    const auto packet = datagram ? udp(ends, message.text) : tcp(ends, message.text, message.sent, connections[message.remote.text()]);
    const auto head = ip_head(ends, datagram ? kUdp : kTcp, packet.size(), ++number);
    const auto bytes = static_cast<std::uint32_t>(head.size() + packet.size());
    file.l32(static_cast<std::uint32_t>(message.at_us / 1'000'000)).l32(static_cast<std::uint32_t>(message.at_us % 1'000'000));
    file.l32(bytes).l32(bytes).text(head).text(packet);
  }
  return file.take();
}

}  // namespace peal::trace
