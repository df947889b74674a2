#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "media/codec/codec.hpp"
#include "media/ids.hpp"

namespace peal::media {

/// Sound as media plays it: mono, 8,000 samples a second, shared by everyone who hears it.
using PromptAudio = std::shared_ptr<const std::vector<std::int16_t>>;

enum class Security : std::uint8_t {
  kNone,  ///< Plain RTP from the signalled address.
  kDtls,  ///< DTLS-SRTP (RFC 5764), always with a=rtcp-mux.
  kKeys,  ///< SRTP with keys that signalling carried (RFC 4568).
};

/// How SRTP seals (RFC 3711, RFC 7714).
enum class SrtpProfile : std::uint8_t { kAes128CmSha1_80, kAeadAes128Gcm, kAeadAes256Gcm };
/// Of a master key with its salt behind it.
[[nodiscard]] constexpr std::size_t srtp_key_bytes(SrtpProfile profile) {
  return profile == SrtpProfile::kAes128CmSha1_80 ? 30 : profile == SrtpProfile::kAeadAes128Gcm ? 28 : 44;
}
inline constexpr std::size_t kSrtpKeyBytesMax = 46;

/// Our side of the DTLS handshake, from a=setup (RFC 5763 5).
enum class DtlsRole : std::uint8_t { kPassive, kActive };

struct StreamOptions {
  /// Streams with the same key (a contact or an internal call) share a media
  /// thread; only such streams can be bridged or recorded together.
  std::uint64_t affinity = 0;
};

/// What our SDP says about a stream. Everything is there for both kinds of
/// security; plain RTP uses only the address and the port.
struct StreamAddress {
  std::string address;          ///< The public address, or the bound one.
  std::string address_v6;       ///< The same port for IPv6 peers; empty: `address` is for all.
  std::uint16_t port = 0;       ///< Even. RTCP shares it (a=rtcp-mux) or is not received.
  std::string ice_ufrag;        ///< a=ice-ufrag; also write a=ice-lite for the session.
  std::string ice_pwd;          ///< a=ice-pwd.
  std::string fingerprint;      ///< "sha-256 AB:CD:..." for a=fingerprint.
  std::uint32_t ssrc = 0;       ///< For a=ssrc.
  std::string cname;            ///< For a=ssrc:N cname:.
};

/// Sound in another codec that they may send from one packet to the next, without a word (RFC 3264 7).
struct AlsoReceived {
  Codec codec = Codec::kPcma;
  std::uint8_t payload_type = 8;
};

/// What offer and answer agreed on. It may be given again at any time (hold,
/// a new remote address); what did not change goes on without a gap.
struct StreamParameters {
  Codec codec = Codec::kPcma;
  std::uint8_t send_payload_type = 8;     ///< The number the other side asked for.
  std::uint8_t receive_payload_type = 8;  ///< The number our SDP said.
  std::vector<AlsoReceived> also_receive;  ///< Beside `codec`; where we offered and they answered with several.
  unsigned ptime_ms = 20;  ///< Of the packets that they want, 10 to 60; ours are as near below as the codec can.
  /// RFC 3389 comfort noise, for codecs without their own; absent where it was not negotiated.
  std::optional<std::uint8_t> send_noise_type;
  std::optional<std::uint8_t> receive_noise_type;
  bool takes_annex_b = false;  ///< G.729: they understand frames that describe a pause.

  /// RFC 4733 events; absent where they were not negotiated.
  std::optional<std::uint8_t> send_event_type;
  std::optional<std::uint8_t> receive_event_type;
  unsigned event_clock_rate = 8'000;  ///< 8000 or 48000 (Chromium offers both).

  std::string remote_address;  ///< IPv4 or IPv6 in text; ignored when ICE selects the address.
  std::uint16_t remote_port = 0;
  bool send = true;     ///< False when the other side is sendonly or inactive.
  bool receive = true;  ///< False when we hold: what arrives is counted and dropped.
  bool rtcp_mux = false;

  Security security = Security::kNone;
  DtlsRole dtls_role = DtlsRole::kPassive;
  std::string remote_fingerprint;  ///< "sha-256 AB:CD:..." of a=fingerprint.
  std::string remote_ice_ufrag;    ///< Empty: no ICE, the signalled address counts.
  std::string remote_ice_pwd;
  SrtpProfile srtp_profile = SrtpProfile::kAes128CmSha1_80;  ///< With kKeys...
  std::string srtp_send_key, srtp_receive_key;               ///< ...srtp_key_bytes() each. The same again go on counting.

  /// Plain RTP only: the port, never the address, may be corrected by the first
  /// packets of a phone behind NAT. Off for trunks.
  bool learn_port = false;
  /// Look for digits as tones in the sound, for peers without RFC 4733.
  bool detect_tone_digits = false;
  /// StreamIdle is raised after this long without a packet; zero: never.
  base::Seconds idle_after{0};
};

/// What is heard while no prompt plays and nobody is bridged.
enum class BackgroundKind : std::uint8_t {
  kNothing,      ///< No packets are sent.
  kMusic,        ///< Shared position: like a radio, it goes on while a prompt interrupts it.
  kComfortTone,  ///< Faint noise and a soft tone every 4 s: the line lives.
  kRingBack,     ///< 450 Hz, 1 s on and 4 s off (GF 002-9002.1, China's ring-back).
  kTestTone,     ///< 1,000 Hz at -16 dBm0, for device checks.
};
struct Background {
  BackgroundKind kind = BackgroundKind::kNothing;
  MusicId music = kBuiltInMusic;  ///< For kMusic; an unknown piece plays the built-in one.
};

struct PlayOptions {
  bool loop = false;  ///< Until stop_play; a loop never finishes by itself.
};

/// What everybody in a mix hears when somebody comes or goes.
enum class MixTone : std::uint8_t { kCame, kWent };

enum class RecordingSide : std::uint8_t { kLeft, kRight };

struct RecordingRequest {
  StreamId left;                  ///< The caller.
  std::optional<StreamId> right;  ///< The agent; without one this side has what the caller is played.
  std::string path;               ///< The WAV file; folders are made, an existing file is refused.
  /// Digits are replaced by silence: from the start of each until 200 ms after it.
  bool suppress_digits = false;
  /// Records everybody of this mix on both channels, and neither left nor right; zero: the streams.
  MixId mix = {};
};

}  // namespace peal::media
