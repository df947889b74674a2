#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "media/codec/decoder.hpp"
#include "media/codec/encoder.hpp"
#include "media/media_plane.hpp"
#include "media/rtp/rtp_packet.hpp"

namespace peal::media::testing {

/// A phone of one codec on a loopback UDP port, for tests where a wire is the point.
class Phone {
 public:
  explicit Phone(Codec codec = Codec::kPcma, std::uint32_t ssrc = 0x1234) : codec_(codec), says_(codec), hears_(codec) {
    header_.ssrc = ssrc;
    header_.sequence = 0xFFF0;  // Wraps soon.
    header_.timestamp = 0xFFFF'F000;
    header_.payload_type = type_of(codec);
    socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(socket_, reinterpret_cast<sockaddr*>(&local), sizeof local);
    socklen_t size = sizeof local;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&local), &size);
    port_ = ntohs(local.sin_port);
  }
  ~Phone() { ::close(socket_); }
  Phone(const Phone&) = delete;
  Phone& operator=(const Phone&) = delete;

  void call(const StreamAddress& address) { server_port_ = address.port; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] StreamParameters parameters() const {
    StreamParameters out;
    out.codec = codec_;
    out.send_payload_type = out.receive_payload_type = header_.payload_type;
    out.send_event_type = out.receive_event_type = 101;
    out.remote_address = "127.0.0.1";
    out.remote_port = port_;
    return out;
  }

  [[nodiscard]] static std::uint8_t type_of(Codec codec) {
    constexpr std::array<std::uint8_t, codec::kCodecs.size()> kTypes{0, 8, 111, 9, 18};
    return kTypes[codec::index_of(codec)];
  }
  /// Says what follows in another codec; what it wants to hear stays.
  void turn_to(Codec codec) {
    says_ = codec::Encoder(codec);
    header_.payload_type = type_of(codec);
  }

  /// Says 20 ms of a tone that goes on from call to call.
  void say(double hertz) {
    std::array<std::int16_t, 160> sound;
    for (auto& s : sound) s = static_cast<std::int16_t>(8'000 * std::sin(6.283185307179586 * hertz * spoken_++ / 8'000));
    std::array<std::uint8_t, 1'275> payload;  // RFC 6716 3.2.1: no Opus frame is longer.
    send(header_, std::span(payload).first(says_.encode(sound, payload)));
    advance();
  }
  /// Says that it pauses, on a line with noise at so many dB below full scale (RFC 3389).
  void pause(std::uint8_t below_full_scale) {
    rtp::Header header = header_;
    header.payload_type = 13;
    send(header, std::span(&below_full_scale, 1));
    advance();
  }
  void press(std::uint8_t event, unsigned packets = 6) {
    rtp::Header header = header_;
    header.payload_type = 101;
    for (unsigned i = 1; i <= packets; ++i) {
      header.marker = i == 1;
      header.sequence = header_.sequence++;
      const bool end = i + 3 > packets;
      const std::uint8_t payload[4] = {event, static_cast<std::uint8_t>(end ? 0x8A : 0x0A), 0,
                                       static_cast<std::uint8_t>(i * 40)};
      send(header, payload);
    }
    header_.timestamp += 160;
  }
  void send(const rtp::Header& header, std::span<const std::uint8_t> payload) {
    std::vector<std::uint8_t> datagram(rtp::kHeaderBytes);
    rtp::write_header(header, datagram.data());
    datagram.insert(datagram.end(), payload.begin(), payload.end());
    send_raw(datagram);
  }
  void send_raw(std::span<const std::uint8_t> datagram) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server_port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)::sendto(socket_, datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }

  /// Takes what has arrived: sound into `heard`, events into `pressed`.
  void hear() {
    std::array<std::uint8_t, 2'000> buffer;
    while (true) {
      const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (size <= 0) return;
      const auto packet = rtp::parse(std::span(buffer).first(static_cast<std::size_t>(size)));
      if (!packet) continue;
      headers.push_back(packet->header);
      if (packet->header.payload_type == 101) {
        if (packet->header.marker) pressed.push_back(packet->payload[0]);
        continue;
      }
      std::vector<std::int16_t> sound(hears_.samples_in(packet->payload).value_or(0));
      if (sound.empty() || !hears_.decode(packet->payload, sound)) continue;
      heard.insert(heard.end(), sound.begin(), sound.end());
    }
  }

  std::vector<std::int16_t> heard;
  std::vector<std::uint8_t> pressed;
  std::vector<rtp::Header> headers;

 private:
  void advance() {
    ++header_.sequence;
    header_.timestamp += rtp_clock_rate(says_.codec()) / 50;
  }

  Codec codec_;
  codec::Encoder says_;
  codec::Decoder hears_;
  rtp::Header header_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::uint16_t server_port_ = 0;
  double spoken_ = 0;
};

}  // namespace peal::media::testing
