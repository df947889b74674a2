#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "media/codec/listener.hpp"
#include "media/codec/talker.hpp"
#include "media/plane/beat.hpp"
#include "media/plane/socket_pool.hpp"
#include "media/plane/talk_meter.hpp"
#include "media/rtp/event_receiver.hpp"
#include "media/rtp/event_sender.hpp"
#include "media/rtp/rtp_receiver.hpp"
#include "media/rtp/rtp_sender.hpp"
#include "media/secure/secure_channel.hpp"
#include "media/sound/prompt_player.hpp"
#include "media/sound/tone_digits.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::plane {

class Mix;

/// Who a stream is: the random numbers it begins with (RFC 3550 5.1), its name
/// in RTCP, and what its other side must know to secure it.
struct StreamIdentity {
  std::uint32_t ssrc = 0;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::string cname;
  secure::IceCredentials ice;
  const secure::DtlsIdentity* dtls = nullptr;  // Outlives the stream.
};

/// The other side, as signalled and checked.
struct RemoteSide {
  Endpoint endpoint;
  secure::Fingerprint fingerprint;  // For Security::kDtls.
};

/// One RTP stream pair: a socket, its other side, and what is heard on it.
/// Each beat has three steps, each done for all streams before the next:
/// receive, listen, talk.
class Stream {
 public:
  using Frame = std::span<const std::int16_t, kFrameSamples>;

  Stream(StreamId id, PortSocket socket, StreamIdentity identity)
      : id_(id),
        socket_(socket),
        sender_(identity.ssrc, identity.sequence, identity.timestamp),
        identity_(std::move(identity)) {}
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void configure(const StreamParameters& parameters, const RemoteSide& remote, std::int64_t now_ms);

  void play(PlayId play, std::vector<PromptAudio> pieces, bool loop, Beat& beat);
  void stop_play(Beat& beat);
  void set_background(const Background& background, const SoundShelf& shelf);
  void bridge(Stream& other);
  void unbridge();
  /// The mix that it hears and is heard in, which outlives that; null: none.
  void enter(Mix* mix);
  [[nodiscard]] Mix* mix() const { return mix_; }
  void set_gain(std::int32_t gain) { gain_ = gain; }
  [[nodiscard]] std::int32_t gain() const { return gain_; }
  void echo(bool on) { echo_ = on; }
  void mute(bool on) { muted_ = on; }
  void send_digits(std::string_view digits) { events_out_.press(digits); }
  /// How its owner's keys come; the first way is that of the whole stream, since
  /// a phone that sends both would press everything twice at its peer.
  enum class KeyWay : std::uint8_t { kUnknown, kEvents, kSignalled };
  /// A key of its owner goes to its peer.
  void pass_key(char key, KeyWay way);
  /// Recordings that need this stream's sound.
  void tap(int change) { taps_ += change; }

  /// Takes every waiting datagram; sound for a peer with the same codec passes at once.
  void receive(Beat& beat);
  /// Takes this beat's frame out of the playout buffer, if anybody needs it.
  void listen(Beat& beat);
  /// Sends this beat's frame: prompt, background, echo, the peer's voice or the mix.
  void talk(Beat& beat);

  /// Timers: handshakes, reports, silence of the other side.
  void keep(Beat& beat);

  /// This beat's frame from the other side, for recordings; none is silence.
  [[nodiscard]] std::optional<Frame> heard() const;
  /// This beat's frame of prompts and background, for recordings.
  [[nodiscard]] std::optional<Frame> played() const;
  /// For measurements without a wire: as if this level had been heard in this beat.
  void pretend_heard(std::int16_t level) {
    heard_.fill(level);
    heard_active_ = true;
  }
  [[nodiscard]] bool digit_active(std::int64_t now_ms) const;
  [[nodiscard]] StreamClosed figures() const;
  [[nodiscard]] StreamId id() const { return id_; }
  [[nodiscard]] PortSocket socket() const { return socket_; }

 private:
  void take_datagram(std::span<std::uint8_t> datagram, const Endpoint& source, Beat& beat);
  void take_plain(std::span<std::uint8_t> datagram, const Endpoint& source, Beat& beat);
  void take_secure(std::span<std::uint8_t> datagram, const Endpoint& source, Beat& beat);
  [[nodiscard]] bool from_other_side(const Endpoint& source);
  void secure_by_keys(const Endpoint& signalled);
  void secure_with(const secure::ChannelSetup& setup, std::int64_t now_ms);
  void follow_channel(secure::SecureChannel::State before, Beat& beat);
  void send_handshake(Beat& beat);
  void take_rtcp(std::span<const std::uint8_t> compound);
  void send_report(Beat& beat);
  void refuse(Beat& beat);
  /// False when the packet is not from the source that is heard.
  bool take_rtp(const rtp::Packet& packet, Beat& beat);
  void take_event(const rtp::Packet& packet, Beat& beat);
  void raise_digit(char key, Beat& beat);
  void note_arrival(Beat& beat);
  void watch_idle(Beat& beat);
  void follow_talk(Beat& beat);
  void take_sound(const rtp::Packet& packet, bool noise, Beat& beat);
  /// The codec that packets of this type are in; none where that was not agreed to be sound.
  [[nodiscard]] std::optional<Codec> sound_of(std::uint8_t payload_type) const;
  [[nodiscard]] bool passes_to_peer() const;
  [[nodiscard]] bool needs_listening() const;

  /// Words that describe a pause mean something to them.
  [[nodiscard]] bool takes_pauses() const;

  void relay(const rtp::Packet& packet, bool noise, Beat& beat);
  void send_sound(Frame frame, Beat& beat);
  void finish_sound(Beat& beat);
  [[nodiscard]] bool can_send() const {
    return configured_ && parameters_.send && remote_.valid() && (!secure_ || (secure_->srtp() != nullptr && secure_->consents()));
  }
  [[nodiscard]] bool fill_frame(Beat& beat);
  /// True when a digit takes this beat instead of sound.
  bool send_event(Beat& beat);
  void send(const rtp::Header& header, std::span<const std::uint8_t> payload, Beat& beat);
  bool send_datagram(std::span<const std::uint8_t> datagram, const Endpoint& to);
  [[nodiscard]] std::uint32_t beat_ticks() const { return rtp_clock_rate(parameters_.codec) / 50; }

  StreamId id_;
  PortSocket socket_;
  StreamParameters parameters_;
  Codec receiving_ = Codec::kPcma;      // What they send at present, one of those agreed.
  Endpoint remote_;
  bool configured_ = false;
  bool port_learned_ = false;
  bool heard_any_ = false;
  bool pausing_ = false;                // They said that they pause, and how their line sounds.
  bool idle_ = false;
  bool echo_ = false;
  bool muted_ = false;
  KeyWay key_way_ = KeyWay::kUnknown;
  bool heard_active_ = false;
  bool played_active_ = false;
  int taps_ = 0;
  Stream* peer_ = nullptr;
  Mix* mix_ = nullptr;
  TalkMeter talk_meter_;                // While in a mix.
  std::int32_t gain_ = kGainUnit;
  std::int64_t last_packet_ms_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t sent_bytes_ = 0;
  std::uint32_t heard_report_ = 0;      // Middle NTP time of the other side's last sender report,
  std::int64_t heard_report_ms_ = 0;    // and when it came.
  double round_trip_ms_ = 0;

  rtp::RtpReceiver receiver_;
  rtp::RtpSender sender_;
  rtp::EventReceiver events_in_;
  rtp::EventSender events_out_;
  StreamIdentity identity_;
  std::unique_ptr<secure::SecureChannel> secure_;
  std::unique_ptr<sound::ToneDigits> tone_digits_;
  std::unique_ptr<codec::Listener> listener_;
  codec::Talker talker_;
  sound::PromptPlayer prompt_;
  sound::BackgroundPlayer background_;
  std::array<std::int16_t, kFrameSamples> heard_{};
  std::array<std::int16_t, kFrameSamples> played_{};
};

}  // namespace peal::media::plane
