#include "media/codec/listener.hpp"

#include <algorithm>

namespace peal::media::codec {

Decoder& Listener::decoder(Codec codec) {
  auto& made = decoders_[index_of(codec)];
  if (!made) made.emplace(codec);
  return *made;
}

void Listener::receive(const rtp::Packet& packet, Codec codec) {
  // Another clock has another timeline.
  if (rtp_clock_rate(codec) != rtp_clock_rate(codec_)) buffer_.clear();
  codec_ = codec;
  Decoder& from = decoder(codec);
  const auto samples = from.samples_in(packet.payload);
  if (!samples) return;
  const std::uint32_t timestamp = packet.header.timestamp / (rtp_clock_rate(codec) / kSampleRate);
  const auto admission = buffer_.admit(timestamp, *samples);
  if (admission.place == PlayoutBuffer::Place::kLate) return;
  const bool overtaken = admission.place == PlayoutBuffer::Place::kInsert;
  if (overtaken && row_of(codec).has_memory) return;
  if (admission.gap != 0) fill_gap(admission.gap, packet.payload);
  std::array<std::int16_t, kPacketSamplesMax> sound;
  const std::span<std::int16_t> out(sound.data(), *samples);
  if (!from.decode(packet.payload, out)) return;
  if (overtaken) return buffer_.insert(timestamp, out);
  concealer_.heard(out);
  buffer_.append(out);
  pause_ = pauses(codec, packet.payload) ? Pause::kDecoder : Pause::kNone;
}

void Listener::receive_noise(std::span<const std::uint8_t> payload) {
  noise_.describe(payload);
  pause_ = Pause::kNoise;
}

void Listener::fill_gap(std::size_t samples, std::span<const std::uint8_t> next) {
  std::array<std::int16_t, kFrameSamples> frame;
  while (samples != 0) {
    const std::size_t length = std::min(samples, kFrameSamples);
    invent(frame, length, samples == length ? next : std::span<const std::uint8_t>{});
    buffer_.append(std::span(frame).first(length));
    samples -= length;
  }
}

// The first `length` samples count; what comes behind them may be written, too.
void Listener::invent(Frame frame, std::size_t length, std::span<const std::uint8_t> next) {
  if (pause_ == Pause::kNoise) return noise_.fill(frame);
  if (!decoder(codec_).conceal(frame.first(length), next)) concealer_.invent(frame);
}

bool Listener::pull(Frame frame) {
  const auto pulled = buffer_.pull(frame);
  if (pulled == PlayoutBuffer::Pull::kSound) return true;
  if (pulled == PlayoutBuffer::Pull::kMissing || pause_ != Pause::kNone) {
    invent(frame, kFrameSamples, {});
    return true;
  }
  std::ranges::fill(frame, std::int16_t{0});
  return false;
}

void Listener::clear() {
  buffer_.clear();
  pause_ = Pause::kNone;
}

}  // namespace peal::media::codec
