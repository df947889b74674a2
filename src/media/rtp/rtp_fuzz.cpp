#include <algorithm>
#include <array>

#include "media/codec/listener.hpp"
#include "media/rtp/event_receiver.hpp"
#include "media/rtp/rtcp.hpp"
#include "media/rtp/rtp_packet.hpp"
#include "media/rtp/rtp_receiver.hpp"
#include "media/rtp/rtp_sender.hpp"

// Input: packets behind a length byte each, fed to everything that reads RTP.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peal::media;
  rtp::RtpReceiver receiver;
  rtp::RtpSender sender(1, 2, 3);
  rtp::EventReceiver events;
  std::array<codec::Listener, codec::kCodecs.size()> one_codec;
  codec::Listener any_codec;
  std::array<std::int16_t, kFrameSamples> frame;
  std::int64_t now = 0;
  rtp::Bytes rest(data, size);
  while (!rest.empty()) {
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
    const rtp::Bytes datagram = rest.subspan(1, length);
    rest = rest.subspan(1 + length);
    now += 20;
    (void)rtp::kind_of(datagram);
    (void)rtp::parse_compound(datagram, 1);
    if (const auto packet = rtp::parse(datagram)) {
      (void)receiver.receive(packet->header, 8'000, now);
      (void)sender.relayed(packet->header, 8);
      (void)events.receive(*packet, now);
      for (const auto& row : codec::kCodecs) one_codec[codec::index_of(row.codec)].receive(*packet, row.codec);
      const std::size_t chosen = packet->header.payload_type % (codec::kCodecs.size() + 1);
      if (chosen < codec::kCodecs.size()) any_codec.receive(*packet, codec::kCodecs[chosen].codec);
      else any_codec.receive_noise(packet->payload);
    }
    for (auto& listener : one_codec) (void)listener.pull(frame);
    (void)any_codec.pull(frame);
    sender.beat(160);
    (void)receiver.lost();
  }
  return 0;
}
