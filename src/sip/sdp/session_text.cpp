#include "sip/sdp/session_text.hpp"

#include <algorithm>

#include "sip/sdp/audio_line.hpp"

namespace peal::sip::sdp {

std::string finish_description(Session& session, const Capabilities& ours, std::string body) {
  if (session.version == 0 || body != session.last_body) ++session.version;
  session.last_body = std::move(body);
  const std::string_view family = ours.address.find(':') == std::string::npos ? "IP4" : "IP6";
  std::string text = "v=0\r\no=- " + std::to_string(session.id) + " " + std::to_string(session.version) + " IN ";
  text.append(family).append(" ").append(ours.address).append("\r\ns=-\r\n");
  return text.append(session.last_body);
}

std::string session_head(const Capabilities& ours, bool ice, std::string_view bundle_mid) {
  std::string head = ours.address.find(':') == std::string::npos ? "c=IN IP4 " : "c=IN IP6 ";
  head.append(ours.address).append("\r\nt=0 0\r\n");
  if (ice) head.append("a=ice-lite\r\n");
  if (!bundle_mid.empty()) head.append("a=group:BUNDLE ").append(bundle_mid).append("\r\n");
  return head;
}

void write_refused(std::string& out, const SessionLine& line) {
  out.append("m=").append(line.media).append(" 0 ").append(line.protocol).append(" ").append(line.formats).append("\r\n");
  if (!line.mid.empty()) out.append("a=mid:").append(line.mid).append("\r\n");
}

namespace {

bool taken(const Session& session, std::uint8_t payload) {
  return session.event_payload_8k == payload || session.event_payload_48k == payload ||
         std::ranges::any_of(session.payloads, [&](const auto& known) { return known.second == payload; });
}

std::uint8_t free_payload(const Session& session, std::uint8_t usual) {
  if (!taken(session, usual)) return usual;
  for (std::uint8_t payload = 96; payload < 127; ++payload) {
    if (!taken(session, payload)) return payload;
  }
  return 127;
}

}  // namespace

std::uint8_t payload_for(Session& session, Codec codec) {
  for (const auto& [known, payload] : session.payloads) {
    if (known == codec) return payload;
  }
  const auto fixed = static_payload(codec);
  const std::uint8_t payload = fixed ? *fixed : free_payload(session, 111);
  session.payloads.emplace_back(codec, payload);
  return payload;
}

std::uint8_t event_payload_for(Session& session, std::uint32_t clock) {
  std::uint8_t& known = clock == 48000 ? session.event_payload_48k : session.event_payload_8k;
  if (known == 0) known = free_payload(session, clock == 48000 ? 110 : 101);
  return known;
}

}  // namespace peal::sip::sdp
