#pragma once

#include <string>
#include <string_view>

#include "sip/sdp/negotiation.hpp"

/// Inside this folder only.
namespace peal::sip::sdp {

/// Puts v=, o= and s= before `body` (c= and all that follows); the version grows
/// when the body is not the last one (RFC 3264 8).
[[nodiscard]] std::string finish_description(Session& session, const Capabilities& ours, std::string body);
/// c=, t= and the session attributes before the first m=.
[[nodiscard]] std::string session_head(const Capabilities& ours, bool ice, std::string_view bundle_mid);
/// A line of theirs that we do not take: port 0, its formats as they were.
void write_refused(std::string& out, const SessionLine& line);
/// Our payload type for a codec: the one this session knows, else the usual one, else a free one.
[[nodiscard]] std::uint8_t payload_for(Session& session, Codec codec);
[[nodiscard]] std::uint8_t event_payload_for(Session& session, std::uint32_t clock_hz);

}  // namespace peal::sip::sdp
