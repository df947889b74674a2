#include "media/plane/stream.hpp"

#include <algorithm>

namespace peal::media::plane {

void Stream::receive(Beat& beat) {
  // Until the socket is empty: reading one packet a beat loses some for good.
  std::size_t total = 0;
  while (total < kDatagramsPerBeatMax) {
    const std::size_t count = beat.batch.receive(socket_.descriptor);
    for (std::size_t i = 0; i < count; ++i) take_datagram(beat.batch.datagram(i), beat.batch.source(i), beat);
    total += count;
    if (count < kReceiveBatch) break;
  }
  beat.traffic.received += total;
}

void Stream::take_datagram(std::span<std::uint8_t> datagram, const Endpoint& source, Beat& beat) {
  if (!configured_) {
    refuse(beat);
  } else if (secure_) {
    take_secure(datagram, source, beat);
  } else {
    take_plain(datagram, source, beat);
  }
}

void Stream::refuse(Beat& beat) {
  ++refused_;
  ++beat.traffic.refused;
}

void Stream::take_plain(std::span<std::uint8_t> datagram, const Endpoint& source, Beat& beat) {
  if (rtp::kind_of(datagram) != rtp::DatagramKind::kRtp || !from_other_side(source)) {
    refuse(beat);
  } else if (rtp::is_rtcp(datagram)) {
    take_rtcp(datagram);
  } else if (const auto packet = rtp::parse(datagram); !packet || !take_rtp(*packet, beat)) {
    refuse(beat);
  }
}

// Without SRTP the source address is all the proof there is. A port may be
// corrected once, before anything came from the signalled one (phones behind
// NAT), and only for the signalled address: sound never follows a stranger.
bool Stream::from_other_side(const Endpoint& source) {
  if (source == remote_) return true;
  if (!parameters_.learn_port || port_learned_ || heard_any_ || !source.same_address(remote_)) return false;
  remote_ = source;
  port_learned_ = true;
  return true;
}

bool Stream::take_rtp(const rtp::Packet& packet, Beat& beat) {
  const std::uint8_t type = packet.header.payload_type;
  const bool is_event = parameters_.receive_event_type && type == *parameters_.receive_event_type;
  const auto sound = sound_of(type);
  const auto arrival = receiver_.receive(packet.header, rtp_clock_rate(sound.value_or(receiving_)), beat.now_ms);
  if (arrival == rtp::Arrival::kStranger || arrival == rtp::Arrival::kDuplicate) return false;
  note_arrival(beat);
  if (is_event) take_event(packet, beat);
  const bool noise = parameters_.receive_noise_type == type;
  if (!parameters_.receive || (!sound && !noise)) return true;
  // They may turn to another agreed codec at any packet; one of the former that was overtaken comes too late.
  if (sound && arrival == rtp::Arrival::kFresh) receiving_ = *sound;
  if (noise || *sound == receiving_) take_sound(packet, noise, beat);
  return true;
}

void Stream::take_sound(const rtp::Packet& packet, bool noise, Beat& beat) {
  pausing_ = noise || codec::pauses(receiving_, packet.payload);
  if (passes_to_peer()) peer_->relay(packet, noise, beat);
  if (!needs_listening()) return;
  if (!listener_) listener_ = std::make_unique<codec::Listener>();
  if (noise) {
    listener_->receive_noise(packet.payload);
  } else {
    listener_->receive(packet, receiving_);
  }
}

void Stream::take_event(const rtp::Packet& packet, Beat& beat) {
  if (const auto key = events_in_.receive(packet, beat.now_ms)) raise_digit(*key, beat);
}

void Stream::raise_digit(char key, Beat& beat) {
  beat.events.push_back(DigitReceived{id_, key});
  pass_key(key, KeyWay::kEvents);
}

// Pressed again rather than relayed: the two sides may differ in clock and
// payload type. A side that wants no sound gets no keys, now or later.
void Stream::pass_key(char key, KeyWay way) {
  if (key_way_ == KeyWay::kUnknown) key_way_ = way;
  if (key_way_ == way && peer_ != nullptr && !muted_ && peer_->parameters_.send) peer_->send_digits({&key, 1});
}

void Stream::note_arrival(Beat& beat) {
  last_packet_ms_ = beat.now_ms;
  if (!heard_any_) {
    heard_any_ = true;
    beat.events.push_back(FirstAudio{id_});
  }
  if (idle_) {
    idle_ = false;
    beat.events.push_back(StreamResumed{id_});
  }
}

void Stream::watch_idle(Beat& beat) {
  if (!configured_ || idle_ || parameters_.idle_after.count() == 0) return;
  // One packet may stand for a pause of any length.
  const auto patience = pausing_ ? std::max(parameters_.idle_after, kAnnouncedPauseMax) : parameters_.idle_after;
  if (beat.now_ms - last_packet_ms_ < base::Millis(patience).count()) return;
  idle_ = true;
  beat.events.push_back(StreamIdle{id_});
}

void Stream::listen(Beat& beat) {
  if (!needs_listening()) {
    if (heard_active_ && listener_) listener_->clear();
    heard_active_ = false;
    return;
  }
  heard_active_ = listener_ != nullptr && listener_->pull(heard_);
  follow_talk(beat);
  if (!parameters_.detect_tone_digits || !heard_active_) return;
  if (!tone_digits_) tone_digits_ = std::make_unique<sound::ToneDigits>();
  for (const char key : tone_digits_->listen(heard_)) {
    // The peer hears the tone itself.
    beat.events.push_back(DigitReceived{id_, key});
  }
}

// A muted voice is not heard, so its owner does not talk.
void Stream::follow_talk(Beat& beat) {
  if (mix_ == nullptr) return;
  if (const auto change = talk_meter_.hear(heard())) beat.events.push_back(TalkChanged{id_, *change});
}

}  // namespace peal::media::plane
