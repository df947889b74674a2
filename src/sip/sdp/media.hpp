#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.hpp"

namespace peal::sip::sdp {

/// Audio we can carry or at least name. Opus is always 48000/2 on the wire (RFC 7587).
enum class Codec : std::uint8_t { kPcmu, kPcma, kOpus, kG722, kG729 };

/// From our side: kSendOnly means that we send and they listen.
enum class Direction : std::uint8_t { kSendRecv, kSendOnly, kRecvOnly, kInactive };
/// What the other side calls the same thing.
[[nodiscard]] Direction mirrored(Direction direction);

/// How packets are protected: keys agreed by DTLS, or written into the
/// descriptions (SDES, RFC 4568).
enum class Security : std::uint8_t { kNone, kDtlsSrtp, kSdes };

/// RFC 4568 6.2, RFC 7714 14.2.
enum class CryptoSuite : std::uint8_t { kAesCm128HmacSha1_80, kAeadAes128Gcm, kAeadAes256Gcm };
/// Of a master key with its salt behind it.
[[nodiscard]] constexpr std::size_t key_bytes(CryptoSuite suite) {
  return suite == CryptoSuite::kAesCm128HmacSha1_80 ? 30 : suite == CryptoSuite::kAeadAes128Gcm ? 28 : 44;
}

/// One a=crypto line.
struct Crypto {
  std::uint32_t tag = 1;
  CryptoSuite suite = CryptoSuite::kAesCm128HmacSha1_80;
  std::string key;  ///< key_bytes(suite) of them: what its writer seals with.
  PEAL_FIELDS(Crypto, tag, suite, key)
};

/// RFC 8122 and 4572: "sha-256" and the bytes as "AB:CD:...".
struct Fingerprint {
  std::string hash;
  std::string value;
  PEAL_FIELDS(Fingerprint, hash, value)
};

/// RFC 8839 5.1; only what checks and media need.
struct IceCandidate {
  std::string foundation;
  std::uint16_t component = 1;
  std::string transport = "udp";
  std::uint32_t priority = 0;
  std::string address;  ///< May be a name ending in ".local" (mDNS), which we never look up.
  std::uint16_t port = 0;
  std::string type = "host";
  PEAL_FIELDS(IceCandidate, foundation, component, transport, priority, address, port, type)
};

struct IceParameters {
  std::string ufrag;
  std::string pwd;
  bool lite = false;
  std::vector<IceCandidate> candidates;
  PEAL_FIELDS(IceParameters, ufrag, pwd, lite, candidates)
};

/// What our side has for one leg; the media room gives it, telephony passes it.
struct Capabilities {
  std::string address;                ///< Numeric, the one peers reach us at.
  std::uint16_t port = 0;             ///< RTP, and RTCP too where it is multiplexed; else RTCP is port + 1.
  std::vector<Codec> codecs;          ///< Best first. An answer takes the first of these that the offer has.
  bool telephone_event = true;        ///< RFC 4733 digits 0-15.
  bool comfort_noise = false;         ///< RFC 3389, beside codecs without their own.
  Direction direction = Direction::kSendRecv;  ///< What we want; an answer takes what the offer also allows.
  std::uint16_t ptime_ms = 20;
  Security security = Security::kNone;///< Of an offer. An answer follows the offer.
  bool ice = false;                   ///< Offer with ICE-lite; an answer follows the offer.
  std::optional<Fingerprint> fingerprint;  ///< Needed for DTLS.
  std::string ice_ufrag, ice_pwd;          ///< Needed for ICE: at least 4 and 22 characters.
  std::vector<Crypto> crypto;              ///< Our keys, best suite first, each with its own tag; empty: no SDES. The same for a whole session.
  bool crypto_required = false;            ///< Plain sound is neither offered nor taken.
};

/// One codec with its payload types, which may differ by direction (RFC 3264 5.1):
/// `receive` is what we told them to send, `send` what they asked from us.
struct CodecChoice {
  Codec codec = Codec::kPcmu;
  std::uint8_t send_payload = 0;
  std::uint8_t receive_payload = 0;
  bool opus_stereo = false;        ///< They like stereo (fmtp stereo=1).
  bool opus_inband_fec = false;    ///< They can use our FEC (useinbandfec=1).
  std::uint32_t opus_max_average_bitrate = 0;  ///< 0: not said.
  std::uint32_t opus_max_playback_rate_hz = 0; ///< 0: not said.
  bool annex_b = true;             ///< G.729 with frames that describe a pause, unless annexb=no (RFC 4856 2.1.9).
  PEAL_FIELDS(CodecChoice, codec, send_payload, receive_payload, opus_stereo, opus_inband_fec, opus_max_average_bitrate,
              opus_max_playback_rate_hz, annex_b)
};

/// What both sides agreed on for the audio of one leg: all that media needs.
struct Agreed {
  CodecChoice codec;                        ///< What we send.
  std::vector<CodecChoice> also_receive;    ///< Others they may switch to without a word.
  std::optional<std::uint8_t> event_send_payload, event_receive_payload;  ///< telephone-event at the codec's clock.
  std::uint32_t event_clock_hz = 8000;
  std::optional<std::uint8_t> noise_send_payload, noise_receive_payload;  ///< RFC 3389; only beside a codec without its own.
  Direction direction = Direction::kSendRecv;  ///< Ours. Not sending or not receiving is hold.
  bool held_by_peer = false;                   ///< They do not listen: sendonly, inactive or c=0.0.0.0 from them.
  std::string remote_address;                  ///< As signalled; numeric or a name; "0.0.0.0" when held the old way.
  std::uint16_t remote_port = 0;
  std::uint16_t remote_rtcp_port = 0;          ///< remote_port when multiplexed (RFC 3605, 5761).
  bool rtcp_mux = false;
  std::uint16_t ptime_ms = 20;                 ///< What they want to receive: ptime, or maxptime where that is less.
  Security security = Security::kNone;
  std::optional<Fingerprint> remote_fingerprint;
  bool dtls_client = false;                    ///< We send the ClientHello; never when we answer actpass.
  std::optional<IceParameters> remote_ice;     ///< Present: both sides use ICE.
  std::optional<Crypto> send_crypto, receive_crypto;  ///< Present with kSdes.
  PEAL_FIELDS(Agreed, codec, also_receive, event_send_payload, event_receive_payload, event_clock_hz, noise_send_payload,
              noise_receive_payload, direction, held_by_peer,
              remote_address, remote_port, remote_rtcp_port, rtcp_mux, ptime_ms, security, remote_fingerprint, dtls_client,
              remote_ice, send_crypto, receive_crypto)
};

}  // namespace peal::sip::sdp
