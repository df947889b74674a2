#include "media/plane/stream.hpp"

#include <algorithm>

namespace peal::media::plane {
namespace {

// Silence stays in a recording for this long after a digit (RecordingRequest).
constexpr std::int64_t kDigitTailMs = 200;

}  // namespace

Stream::~Stream() { unbridge(); }

void Stream::configure(const StreamParameters& parameters, const RemoteSide& remote, std::int64_t now_ms) {
  // The same signalled address again keeps a port that was learned.
  const bool same_remote = configured_ && parameters.remote_address == parameters_.remote_address &&
                           parameters.remote_port == parameters_.remote_port;
  if (!same_remote) port_learned_ = false;
  if (configured_ && parameters.codec != parameters_.codec && listener_) listener_->clear();
  if (!configured_ || parameters.codec != parameters_.codec) sender_.break_run();
  if (!parameters.detect_tone_digits) tone_digits_.reset();
  const bool other_codec = !configured_ || parameters.codec != parameters_.codec;
  // Silence counts from when sound is expected.
  if (!configured_ || idle_ || parameters_.idle_after.count() == 0) last_packet_ms_ = now_ms;
  parameters_ = parameters;
  const bool still_agreed = std::ranges::find(parameters_.also_receive, receiving_, &AlsoReceived::codec) != parameters_.also_receive.end();
  if (other_codec || !still_agreed) receiving_ = parameters_.codec;
  if (other_codec) pausing_ = false;
  configured_ = true;
  if (parameters.security == Security::kDtls) {
    secure_with({parameters.dtls_role, remote.fingerprint, parameters.remote_ice_ufrag, remote.endpoint}, now_ms);
  } else if (parameters.security == Security::kKeys) {
    secure_by_keys(remote.endpoint);
  } else {
    secure_.reset();
    if (!same_remote) remote_ = remote.endpoint;
  }
}

void Stream::play(PlayId play, std::vector<PromptAudio> pieces, bool loop, Beat& beat) {
  if (const auto cut = prompt_.start(play, std::move(pieces), loop)) beat.events.push_back(PlayFinished{id_, *cut, false});
}

void Stream::stop_play(Beat& beat) {
  if (const auto cut = prompt_.stop()) beat.events.push_back(PlayFinished{id_, *cut, false});
}

void Stream::set_background(const Background& background, const SoundShelf& shelf) {
  switch (background.kind) {
    case BackgroundKind::kNothing: background_.stop(); return;
    case BackgroundKind::kMusic: {
      const auto piece = shelf.music.find(background.music);
      background_.start(piece != shelf.music.end() ? piece->second : shelf.music.at(kBuiltInMusic), true);
      return;
    }
    case BackgroundKind::kComfortTone: background_.start(shelf.comfort_tone, false); return;
    case BackgroundKind::kRingBack: background_.start(shelf.ring_back, false); return;
    case BackgroundKind::kTestTone: background_.start(shelf.test_tone, false); return;
  }
}

void Stream::bridge(Stream& other) {
  if (peer_ == &other) return;
  unbridge();
  other.unbridge();
  peer_ = &other;
  other.peer_ = this;
}

void Stream::unbridge() {
  if (peer_ == nullptr) return;
  Stream* const other = peer_;
  peer_ = nullptr;
  other->peer_ = nullptr;
  sender_.break_run();
  other->sender_.break_run();
}

void Stream::enter(Mix* mix) {
  mix_ = mix;
  talk_meter_ = {};
  sender_.break_run();
}

std::optional<Codec> Stream::sound_of(std::uint8_t payload_type) const {
  if (payload_type == parameters_.receive_payload_type) return parameters_.codec;
  for (const AlsoReceived& other : parameters_.also_receive) {
    if (payload_type == other.payload_type) return other.codec;
  }
  return std::nullopt;
}

bool Stream::takes_pauses() const {
  return parameters_.codec == Codec::kG729 ? parameters_.takes_annex_b : parameters_.send_noise_type.has_value();
}

bool Stream::passes_to_peer() const {
  return peer_ != nullptr && !muted_ && configured_ && parameters_.receive && peer_->can_send() &&
         peer_->parameters_.codec == receiving_ && (!pausing_ || peer_->takes_pauses()) && !peer_->echo_ && !peer_->prompt_.active() &&
         !peer_->events_out_.busy();
}

bool Stream::needs_listening() const {
  if (!configured_ || !parameters_.receive) return false;
  return taps_ > 0 || echo_ || mix_ != nullptr || parameters_.detect_tone_digits || (peer_ != nullptr && !passes_to_peer());
}

std::optional<Stream::Frame> Stream::heard() const {
  if (!heard_active_ || muted_) return std::nullopt;
  return Frame(heard_);
}

std::optional<Stream::Frame> Stream::played() const {
  if (!played_active_) return std::nullopt;
  return Frame(played_);
}

bool Stream::digit_active(std::int64_t now_ms) const { return events_in_.active(now_ms, kDigitTailMs); }

StreamClosed Stream::figures() const {
  StreamClosed out;
  out.stream = id_;
  out.packets_received = receiver_.packets();
  out.packets_lost = receiver_.lost();
  out.packets_refused = refused_;
  out.packets_sent = sent_;
  out.round_trip_ms = round_trip_ms_;
  out.jitter_ms = receiver_.jitter_ticks() * 1000 / rtp_clock_rate(receiving_);
  return out;
}

}  // namespace peal::media::plane
