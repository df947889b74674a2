#include <sys/socket.h>

#include <algorithm>

#include "media/plane/mix.hpp"
#include "media/plane/stream.hpp"
#include "media/sound/tones.hpp"

namespace peal::media::plane {

void Stream::relay(const rtp::Packet& packet, bool noise, Beat& beat) {
  talker_.drop();
  const auto header = sender_.relayed(packet.header, noise ? *parameters_.send_noise_type : parameters_.send_payload_type);
  if (!header) return;
  send(*header, packet.payload, beat);
  ++beat.traffic.relayed;
}

void Stream::talk(Beat& beat) {
  if (!configured_) return;
  const bool sounding = fill_frame(beat);
  if (!can_send()) {
    talker_.drop();
  } else if (!send_event(beat)) {
    if (sounding) send_sound(played_, beat);
    else finish_sound(beat);
  }
  sender_.beat(beat_ticks());
}

// In packets as long as they want, or several of 10 ms in one beat.
void Stream::send_sound(Frame frame, Beat& beat) {
  talker_.begin(parameters_.codec, parameters_.ptime_ms);
  talker_.add(frame);
  std::array<std::uint8_t, kDatagramBytesMax> payload;
  while (const auto made = talker_.next(payload)) {
    if (made->bytes == 0) continue;
    const auto ahead = made->ahead * static_cast<std::int32_t>(rtp_clock_rate(parameters_.codec) / kSampleRate);
    send(sender_.made(parameters_.send_payload_type, ahead), std::span(payload).first(made->bytes), beat);
  }
}

// What is left of a sound goes out with silence behind it.
void Stream::finish_sound(Beat& beat) {
  constexpr std::array<std::int16_t, kFrameSamples> kSilence{};
  if (talker_.has_rest()) send_sound(kSilence, beat);
}

// Mixes this beat's frame into played_. The recorded part, what this side is
// played rather than what its peer says, is all there is without a bridge.
bool Stream::fill_frame(Beat& beat) {
  // A prompt waits for the handshake, so that its first syllable is heard.
  const bool connecting = secure_ && secure_->state() == secure::SecureChannel::State::kConnecting;
  played_active_ = prompt_.active() && !connecting;
  if (played_active_) {
    if (const auto ended = prompt_.next(played_)) beat.events.push_back(PlayFinished{id_, *ended, true});
  }
  if (background_.active()) {
    const bool heard = !played_active_ && peer_ == nullptr && !echo_;
    background_.next(beat.number, heard, played_);
    played_active_ = played_active_ || heard;
  }
  if (mix_ != nullptr) {
    std::array<std::int16_t, kFrameSamples> others;
    mix_->heard_by(*this, others);
    if (played_active_) codec::mix_into(played_, others);
    else played_ = others;
    return true;  // Silence too: a phone that gets nothing believes the call is dead.
  }
  const Stream* const voice = echo_ ? this : peer_;
  if (voice == nullptr || voice->passes_to_peer() || (voice != this && voice->muted_) || !voice->heard_active_) {
    return played_active_;
  }
  if (!played_active_) std::ranges::fill(played_, std::int16_t{0});
  codec::mix_into(played_, voice->heard_);
  return true;
}

bool Stream::send_event(Beat& beat) {
  using Step = rtp::EventSender::Step;
  // Events may run on another clock than the sound: 8,000 beside Opus.
  const std::uint32_t ticks = parameters_.event_clock_rate / 50;
  const std::uint32_t timeline = sender_.timeline() / (beat_ticks() / std::min(ticks, beat_ticks()));
  const auto event = events_out_.beat(timeline, ticks);
  if (event.step == Step::kIdle) return false;
  if (event.step == Step::kPause) {
    finish_sound(beat);
    return true;
  }
  if (parameters_.send_event_type) {
    talker_.drop();
    send(sender_.event(*parameters_.send_event_type, event.start, event.marker), event.payload, beat);
    return true;
  }
  const std::size_t sample = std::size_t{(timeline - event.start) / ticks} * kFrameSamples;
  std::array<std::int16_t, kFrameSamples> tone{};
  sound::key_tone(*rtp::event_key(event.payload[0]), sample, tone);
  send_sound(tone, beat);
  return true;
}

void Stream::send(const rtp::Header& header, std::span<const std::uint8_t> payload, Beat& beat) {
  alignas(8) std::array<std::uint8_t, kDatagramBytesMax + secure::SrtpSession::kOverheadMax> datagram;
  std::size_t size = payload.size() + rtp::kHeaderBytes;
  if (size > kDatagramBytesMax) return;
  rtp::write_header(header, datagram.data());
  std::ranges::copy(payload, datagram.data() + rtp::kHeaderBytes);
  if (secure_) {
    const auto sealed = secure_->srtp()->protect(datagram, size);
    if (!sealed) return;
    size = *sealed;
  }
  if (!send_datagram(std::span(datagram).first(size), remote_)) return;
  ++sent_;
  sent_bytes_ += payload.size();
  ++beat.traffic.sent;
}

bool Stream::send_datagram(std::span<const std::uint8_t> datagram, const Endpoint& to) {
  // A full send buffer or an unreachable host loses this packet, as the network would.
  const Endpoint& name = socket_.both ? to.mapped() : to;
  return ::sendto(socket_.descriptor, datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL, name.data(),
                  name.size()) >= 0;
}

}  // namespace peal::media::plane
