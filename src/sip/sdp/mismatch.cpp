#include "sip/sdp/mismatch.hpp"

#include <algorithm>

#include "sip/sdp/audio_line.hpp"

namespace peal::sip::sdp {
namespace {

constexpr Mismatch kNoText{399, "The description cannot be read"};
constexpr Mismatch kNoSound{304, "Only sound can be taken here, and none is offered"};
constexpr Mismatch kNoProtocol{302, "Sound goes by RTP here"};
constexpr Mismatch kNoIpv6{301, "Sound is offered at an IPv6 address, and there is only IPv4 here"};
constexpr Mismatch kNoIpv4{301, "Sound is offered at an IPv4 address, and there is only IPv6 here"};
constexpr Mismatch kSealed{302, "Sound is offered encrypted in a way that is not possible here"};
constexpr Mismatch kPlain{302, "Sound must be encrypted here (RTP/SAVP with a=crypto)"};
constexpr Mismatch kNoCodec{305, "None of the codecs offered is known here; PCMA, PCMU, Opus, G722 and G729 are"};

Mismatch of_line(const RemoteAudio& theirs, const Capabilities& ours) {
  if (!same_network(theirs, ours)) return theirs.address.find(':') != std::string::npos ? kNoIpv6 : kNoIpv4;
  if (!can_seal_as(theirs, ours)) return theirs.secure_profile ? kSealed : kPlain;
  return kNoCodec;
}

}  // namespace

Mismatch why_refused(const Capabilities& ours, std::string_view text) {
  const auto offer = parse_description(text);
  if (!offer) return kNoText;
  Mismatch nearest = kNoSound;
  for (const auto& line : offer->media) {
    if (line.media != "audio") continue;
    if (line.port == 0) continue;
    const auto theirs = read_audio(*offer, line);
    if (theirs) return of_line(*theirs, ours);
    nearest = kNoProtocol;
  }
  return nearest;
}

}  // namespace peal::sip::sdp
