#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sip/sdp/description.hpp"
#include "sip/sdp/media.hpp"

/// Inside this folder only: what an audio line of theirs says, and how ours is written.
namespace peal::sip::sdp {

struct RemoteCodec {
  CodecChoice choice;  ///< `send_payload` is theirs; `receive_payload` not yet chosen.
};

struct RemoteAudio {
  std::vector<RemoteCodec> codecs;  ///< In their order; only ones we know.
  std::optional<std::uint8_t> event_8k, event_48k;
  std::optional<std::uint8_t> noise;  ///< RFC 3389.
  Direction direction = Direction::kSendRecv;  ///< Theirs.
  std::string address;
  std::uint16_t port = 0;
  std::uint16_t rtcp_port = 0;
  bool rtcp_mux = false;
  bool zero_address = false;  ///< c=0.0.0.0: hold of RFC 2543.
  std::uint16_t ptime_ms = 20;
  bool secure_profile = false;
  std::optional<Fingerprint> fingerprint;
  std::vector<Crypto> crypto;  ///< Lines of theirs that we can do.
  std::string setup;          ///< "actpass", "active", "passive" or empty.
  std::optional<IceParameters> ice;
  std::string mid;
};

/// Nothing when the line is not RTP audio with a port and an address.
[[nodiscard]] std::optional<RemoteAudio> read_audio(const Description& d, const MediaDescription& m);

/// Their address is of the family of ours, or of none: a name, or a stream on hold.
[[nodiscard]] bool same_network(const RemoteAudio& theirs, const Capabilities& ours);
/// Both can do what the line and our side ask of its protection.
[[nodiscard]] bool can_seal_as(const RemoteAudio& theirs, const Capabilities& ours);

struct Flows {
  bool send = true;
  bool receive = true;
};
[[nodiscard]] Flows flows_of(Direction direction);
[[nodiscard]] Direction direction_of(Flows flows);
[[nodiscard]] std::string_view direction_name(Direction direction);

/// What both sides' wishes come to: our direction, and whether they hold us.
void agree_direction(const RemoteAudio& theirs, const Capabilities& ours, Agreed& agreed);
/// Address, ports, multiplexing and packet time as they said.
void copy_transport(const RemoteAudio& theirs, Agreed& agreed);

[[nodiscard]] std::uint32_t clock_hz(Codec codec);           ///< Of its RTP timestamps.
[[nodiscard]] std::string_view rtpmap_name(Codec codec);     ///< "PCMU/8000".
[[nodiscard]] std::optional<std::uint8_t> static_payload(Codec codec);  ///< RFC 3551 table 4.

inline constexpr std::uint8_t kNoisePayload = 13;  ///< RFC 3551 table 4.
/// Comfort noise of RFC 3389 goes with it: it counts at 8 kHz and describes no pauses itself.
[[nodiscard]] bool lacks_noise(Codec codec);

/// What stands in one audio section of ours.
struct LocalAudio {
  std::string protocol;
  std::vector<std::pair<Codec, std::uint8_t>> codecs;
  std::optional<std::uint8_t> event_8k, event_48k;
  std::optional<std::uint8_t> noise;
  bool annex_b = true;
  Direction direction = Direction::kSendRecv;
  bool rtcp_mux = false;
  std::string setup;  ///< Empty: no DTLS.
  std::vector<Crypto> crypto;
  bool ice = false;
  std::string mid;    ///< Empty: none.
};
void write_audio(std::string& out, const LocalAudio& audio, const Capabilities& ours);

}  // namespace peal::sip::sdp
