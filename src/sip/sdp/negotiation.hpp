#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sip/sdp/media.hpp"

namespace peal::sip::sdp {

/// One m-line as it stands in the session, so that later offers keep the order
/// and number of lines (RFC 3264 8).
struct SessionLine {
  std::string media;      ///< "audio"; a refused line keeps what the other side wrote.
  std::string protocol;
  std::string formats;
  std::string mid;        ///< Empty when the peer does not bundle.
  PEAL_FIELDS(SessionLine, media, protocol, formats, mid)
};

/// Our side's memory of one leg's session; plain data that another node can take over.
struct Session {
  std::uint64_t id = 0;             ///< o= session id: digits, below 2^62.
  std::uint64_t version = 0;        ///< Grows with every description that differs (RFC 3264 8).
  std::string last_body;            ///< Everything after o=, to see whether it differs.
  std::vector<SessionLine> lines;
  std::uint32_t audio_line = 0;
  std::vector<std::pair<Codec, std::uint8_t>> payloads;  ///< Ours; never remapped within a session (RFC 3264 8.3.2).
  std::uint8_t event_payload_8k = 0;   ///< 0: none yet.
  std::uint8_t event_payload_48k = 0;
  Security security = Security::kNone;
  bool ice = false;
  bool dtls_client = false;         ///< Role of the association that stands; kept by later offers (RFC 8842 5.5).
  bool agreed = false;              ///< An exchange has completed.
  PEAL_FIELDS(Session, id, version, last_body, lines, audio_line, payloads, event_payload_8k, event_payload_48k, security,
              ice, dtls_client, agreed)
};

/// Our offer, first or later. The session keeps lines and payload types.
[[nodiscard]] std::string make_offer(Session& session, const Capabilities& ours);

struct Answer {
  std::string sdp;
  Agreed media;
};
/// The answer to their offer. kUnsupportedMedia (488) when no audio line can be
/// taken, kBadInput (400) when the text is not SDP; the session is then unchanged.
/// The first audio line that can be taken is taken; all others get port 0.
[[nodiscard]] base::Result<Answer> answer_offer(Session& session, const Capabilities& ours, std::string_view offer);

/// Their answer to our last offer. kUnsupportedMedia when they refused the line
/// or answered what was not offered; kBadInput when it is not SDP.
[[nodiscard]] base::Result<Agreed> accept_answer(Session& session, const Capabilities& ours, std::string_view answer);

/// An answer that takes no stream of the offer, for when one must be given and
/// the call is over (RFC 3261 13.2.2.4). Empty when the offer is not SDP.
[[nodiscard]] std::string refuse_all(std::string_view offer);

/// True when the sound of the description is at an IPv6 address: the answer's must be, too.
[[nodiscard]] bool at_ipv6(std::string_view sdp);

/// True when the offer asks for WebRTC media (DTLS-SRTP and ICE): telephony then
/// takes a media port that can do it before it answers.
[[nodiscard]] bool wants_webrtc(std::string_view offer);

}  // namespace peal::sip::sdp
