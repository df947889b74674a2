#include "media/codec/listener.hpp"

#include <algorithm>
#include <array>

#include "media/codec/g711.hpp"

namespace peal::media::codec {
namespace {

constexpr unsigned kFadeFrames = 3;

}  // namespace

void Listener::receive(const rtp::Packet& packet, Codec codec) {
  // Another clock has another timeline.
  if (rtp_clock_rate(codec) != rtp_clock_rate(codec_)) buffer_.clear();
  codec_ = codec;
  std::size_t samples = packet.payload.size();
  std::uint32_t timestamp = packet.header.timestamp;
  if (codec == Codec::kOpus) {
    const auto counted = OpusListener::samples_in(packet.payload);
    if (!counted) return;
    samples = *counted;
    timestamp /= rtp_clock_rate(Codec::kOpus) / kSampleRate;
  }
  if (samples == 0 || samples > kPacketSamplesMax) return;
  const auto admission = buffer_.admit(timestamp, samples);
  if (admission.place == PlayoutBuffer::Place::kLate) return;
  // Opus has memory: a packet out of order would disturb what follows.
  if (admission.place == PlayoutBuffer::Place::kInsert && codec == Codec::kOpus) return;
  if (admission.gap != 0) fill_gap(admission.gap, packet, codec);
  std::array<std::int16_t, kPacketSamplesMax> sound;
  const std::span<std::int16_t> out(sound.data(), samples);
  if (!decode(packet, codec, out)) return;
  if (admission.place == PlayoutBuffer::Place::kInsert) {
    buffer_.insert(timestamp, out);
  } else {
    buffer_.append(out);
  }
}

bool Listener::decode(const rtp::Packet& packet, Codec codec, std::span<std::int16_t> out) {
  switch (codec) {
    case Codec::kPcma: alaw_decode(packet.payload, out.data()); return true;
    case Codec::kPcmu: ulaw_decode(packet.payload, out.data()); return true;
    case Codec::kOpus: return opus_.decode(packet.payload, out);
  }
  return false;
}

void Listener::fill_gap(std::size_t samples, const rtp::Packet& next, Codec codec) {
  std::array<std::int16_t, kFrameSamples> frame;
  while (samples != 0) {
    const std::size_t length = std::min(samples, kFrameSamples);
    const std::span<std::int16_t> part(frame.data(), length);
    if (codec == Codec::kOpus) {
      opus_.conceal(part, samples == length ? next.payload : rtp::Bytes{});
    } else {
      repeat(frame);
    }
    buffer_.append(part);
    samples -= length;
  }
  repeated_ = 0;
}

// G.711 appendix I in its simplest form: the last 20 ms again, fading out.
void Listener::repeat(std::span<std::int16_t, kFrameSamples> frame) {
  if (repeated_ >= kFadeFrames) {
    std::ranges::fill(frame, std::int16_t{0});
    return;
  }
  buffer_.last_sound(frame);
  const int total = static_cast<int>(kFadeFrames * kFrameSamples);
  int left = total - static_cast<int>(repeated_ * kFrameSamples);
  for (std::int16_t& sample : frame) sample = static_cast<std::int16_t>(sample * left-- / total);
  ++repeated_;
}

bool Listener::pull(std::span<std::int16_t, kFrameSamples> frame) {
  switch (buffer_.pull(frame)) {
    case PlayoutBuffer::Pull::kSound: repeated_ = 0; return true;
    case PlayoutBuffer::Pull::kMissing:
      if (codec_ == Codec::kOpus) {
        opus_.conceal(frame);
      } else {
        repeat(frame);
      }
      return true;
    case PlayoutBuffer::Pull::kSilent: break;
  }
  std::ranges::fill(frame, std::int16_t{0});
  return false;
}

}  // namespace peal::media::codec
