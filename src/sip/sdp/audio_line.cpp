#include "sip/sdp/audio_line.hpp"

#include <algorithm>

#include "sip/flow.hpp"
#include "sip/limits.hpp"
#include "sip/message/token.hpp"
#include "sip/sdp/crypto_line.hpp"

namespace peal::sip::sdp {

Direction mirrored(Direction direction) {
  if (direction == Direction::kSendOnly) return Direction::kRecvOnly;
  if (direction == Direction::kRecvOnly) return Direction::kSendOnly;
  return direction;
}

Flows flows_of(Direction d) {
  return {d == Direction::kSendRecv || d == Direction::kSendOnly, d == Direction::kSendRecv || d == Direction::kRecvOnly};
}

Direction direction_of(Flows flows) {
  if (flows.send) return flows.receive ? Direction::kSendRecv : Direction::kSendOnly;
  return flows.receive ? Direction::kRecvOnly : Direction::kInactive;
}

std::string_view direction_name(Direction direction) {
  constexpr std::string_view kNames[] = {"sendrecv", "sendonly", "recvonly", "inactive"};
  return kNames[static_cast<std::size_t>(direction)];
}

void agree_direction(const RemoteAudio& theirs, const Capabilities& ours, Agreed& agreed) {
  Flows granted = flows_of(mirrored(theirs.direction));
  if (theirs.zero_address) granted.send = false;
  const Flows wanted = flows_of(ours.direction);
  agreed.direction = direction_of({granted.send && wanted.send, granted.receive && wanted.receive});
  agreed.held_by_peer = !granted.send;
}

void copy_transport(const RemoteAudio& theirs, Agreed& agreed) {
  agreed.remote_address = theirs.address;
  agreed.remote_port = theirs.port;
  agreed.remote_rtcp_port = theirs.rtcp_port;
  agreed.rtcp_mux = theirs.rtcp_mux;
  agreed.ptime_ms = theirs.ptime_ms;
}

// G.722 samples at 16 kHz and counts at 8 kHz (RFC 3551 4.5.2).
std::uint32_t clock_hz(Codec codec) { return codec == Codec::kOpus ? 48000 : 8000; }

std::string_view rtpmap_name(Codec codec) {
  constexpr std::string_view kNames[] = {"PCMU/8000", "PCMA/8000", "opus/48000/2", "G722/8000", "G729/8000"};
  return kNames[static_cast<std::size_t>(codec)];
}

std::optional<std::uint8_t> static_payload(Codec codec) {
  switch (codec) {
    case Codec::kPcmu: return std::uint8_t{0};
    case Codec::kPcma: return std::uint8_t{8};
    case Codec::kG722: return std::uint8_t{9};
    case Codec::kG729: return std::uint8_t{18};
    case Codec::kOpus: return std::nullopt;
  }
  return std::nullopt;
}

bool lacks_noise(Codec codec) { return codec == Codec::kPcmu || codec == Codec::kPcma || codec == Codec::kG722; }

namespace {

constexpr Codec kCodecs[] = {Codec::kPcmu, Codec::kPcma, Codec::kOpus, Codec::kG722, Codec::kG729};
constexpr std::string_view kNoiseName = "CN/8000";

// What we say of a codec of ours beside its name.
std::string_view fmtp_of(Codec codec, bool annex_b) {
  if (codec == Codec::kOpus) return "minptime=10;useinbandfec=1";
  if (codec == Codec::kG729) return annex_b ? "annexb=yes" : "annexb=no";
  return {};
}

// The value of the rtpmap or fmtp line of one payload type.
std::string_view of_payload(const MediaDescription& m, std::string_view name, std::uint8_t payload) {
  for (const auto& a : m.attributes) {
    if (a.name != name) continue;
    std::string_view rest = a.value;
    if (parse_number(take_word(rest), 127) == payload) return trimmed(rest);
  }
  return {};
}

std::optional<Codec> codec_of(std::uint8_t payload, std::string_view rtpmap) {
  for (const Codec codec : kCodecs) {
    if (rtpmap.empty() && static_payload(codec) == payload) return codec;
    // A channel count of one may be written out.
    if (same_text(rtpmap, rtpmap_name(codec)) || same_text(rtpmap, std::string(rtpmap_name(codec)) + "/1")) return codec;
  }
  return std::nullopt;
}

// "name=value;name=value", one after the other; no name where there are no more.
struct FormatParameter {
  std::string_view name, value;
};
FormatParameter take_parameter(std::string_view& fmtp) {
  while (!fmtp.empty()) {
    const auto item = trimmed(fmtp.substr(0, fmtp.find(';')));
    fmtp.remove_prefix(std::min(fmtp.size(), fmtp.find(';') == std::string_view::npos ? fmtp.size() : fmtp.find(';') + 1));
    const auto equals = item.find('=');
    if (equals != std::string_view::npos && equals != 0) return {trimmed(item.substr(0, equals)), trimmed(item.substr(equals + 1))};
  }
  return {};
}

// RFC 7587 6.1, as the receiver's wishes.
void read_opus(std::string_view fmtp, CodecChoice& choice) {
  for (auto item = take_parameter(fmtp); !item.name.empty(); item = take_parameter(fmtp)) {
    const auto value = parse_number(item.value, 510'000);
    if (!value) continue;
    if (same_text(item.name, "stereo")) choice.opus_stereo = *value == 1;
    if (same_text(item.name, "useinbandfec")) choice.opus_inband_fec = *value == 1;
    if (same_text(item.name, "maxaveragebitrate")) choice.opus_max_average_bitrate = static_cast<std::uint32_t>(*value);
    if (same_text(item.name, "maxplaybackrate")) choice.opus_max_playback_rate_hz = static_cast<std::uint32_t>(*value);
  }
}

void read_g729(std::string_view fmtp, CodecChoice& choice) {
  for (auto item = take_parameter(fmtp); !item.name.empty(); item = take_parameter(fmtp)) {
    if (same_text(item.name, "annexb")) choice.annex_b = !same_text(item.value, "no");
  }
}

void read_formats(const MediaDescription& m, RemoteAudio& audio) {
  std::string_view formats = m.formats;
  for (std::size_t left = kSdpFormatsMax; left > 0 && !formats.empty(); --left) {
    const auto number = parse_number(take_word(formats), 127);
    if (!number) continue;
    const auto payload = static_cast<std::uint8_t>(*number);
    const auto rtpmap = of_payload(m, "rtpmap", payload);
    if (same_text(rtpmap, "telephone-event/8000") && !audio.event_8k) audio.event_8k = payload;
    if (same_text(rtpmap, "telephone-event/48000") && !audio.event_48k) audio.event_48k = payload;
    const bool noise = rtpmap.empty() ? payload == kNoisePayload : same_text(rtpmap, kNoiseName);
    if (noise && !audio.noise) audio.noise = payload;
    const auto codec = codec_of(payload, rtpmap);
    if (!codec) continue;
    RemoteCodec found;
    found.choice.codec = *codec;
    found.choice.send_payload = payload;
    if (*codec == Codec::kOpus) read_opus(of_payload(m, "fmtp", payload), found.choice);
    if (*codec == Codec::kG729) read_g729(of_payload(m, "fmtp", payload), found.choice);
    audio.codecs.push_back(found);
  }
}

Direction read_direction(const Description& d, const MediaDescription& m) {
  for (const auto* attributes : {&m.attributes, &d.attributes}) {
    for (const auto& a : *attributes) {
      for (const auto direction : {Direction::kSendRecv, Direction::kSendOnly, Direction::kRecvOnly, Direction::kInactive}) {
        if (a.name == direction_name(direction)) return direction;
      }
    }
  }
  return Direction::kSendRecv;
}

// candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host ...
std::optional<IceCandidate> read_candidate(std::string_view value) {
  IceCandidate c;
  c.foundation = take_word(value);
  const auto component = parse_number(take_word(value), 256);
  c.transport = take_word(value);
  const auto priority = parse_number(take_word(value), UINT32_MAX);
  c.address = take_word(value);
  const auto port = parse_number(take_word(value), 65535);
  if (!component || !priority || !port || c.address.empty() || take_word(value) != "typ") return std::nullopt;
  c.type = take_word(value);
  c.component = static_cast<std::uint16_t>(*component);
  c.priority = static_cast<std::uint32_t>(*priority);
  c.port = static_cast<std::uint16_t>(*port);
  return c;
}

std::optional<IceParameters> read_ice(const Description& d, const MediaDescription& m) {
  const auto ufrag = attribute(d, m, "ice-ufrag");
  const auto pwd = attribute(d, m, "ice-pwd");
  if (!ufrag || !pwd || ufrag->size() < 4 || pwd->size() < 22 || ufrag->size() > 256 || pwd->size() > 256) return std::nullopt;
  IceParameters ice;
  ice.ufrag = *ufrag;
  ice.pwd = *pwd;
  ice.lite = attribute(d, m, "ice-lite").has_value();
  for (const auto& a : m.attributes) {
    if (a.name != "candidate" || ice.candidates.size() >= kIceCandidatesMax) continue;
    if (auto candidate = read_candidate(a.value)) ice.candidates.push_back(std::move(*candidate));
  }
  return ice;
}

void read_security(const Description& d, const MediaDescription& m, RemoteAudio& audio) {
  audio.secure_profile = m.protocol.find("SAVP") != std::string_view::npos;
  if (const auto value = attribute(d, m, "fingerprint")) {
    std::string_view rest = *value;
    Fingerprint fingerprint;
    for (const char c : take_word(rest)) fingerprint.hash.push_back(lower(c));
    fingerprint.value = trimmed(rest);
    audio.fingerprint = std::move(fingerprint);
  }
  audio.crypto = read_crypto(m);
  for (const char c : attribute(d, m, "setup").value_or("")) audio.setup.push_back(lower(c));
}

// RFC 8866 6.4: what they would like, and what they can take at most.
std::uint16_t read_ptime(const MediaDescription& m) {
  std::uint16_t wanted = RemoteAudio{}.ptime_ms;
  const auto ptime = parse_number(attribute(m, "ptime").value_or(""), 120);
  if (ptime && *ptime >= 10) wanted = static_cast<std::uint16_t>(*ptime);
  const auto most = parse_number(attribute(m, "maxptime").value_or(""), 1000);
  return most && *most >= 10 ? std::min(wanted, static_cast<std::uint16_t>(*most)) : wanted;
}

}  // namespace

std::optional<RemoteAudio> read_audio(const Description& d, const MediaDescription& m) {
  const bool rtp = m.protocol == "RTP/AVP" || m.protocol == "RTP/AVPF" || m.protocol == "RTP/SAVP" ||
                   m.protocol == "RTP/SAVPF" || m.protocol == "UDP/TLS/RTP/SAVP" || m.protocol == "UDP/TLS/RTP/SAVPF";
  if (m.media != "audio" || !rtp || m.port == 0 || d.address_of(m).empty()) return std::nullopt;
  RemoteAudio audio;
  audio.address = d.address_of(m);
  audio.port = m.port;
  audio.zero_address = audio.address == "0.0.0.0" || audio.address == "::";
  read_formats(m, audio);
  audio.direction = read_direction(d, m);
  audio.rtcp_mux = attribute(m, "rtcp-mux").has_value();
  audio.rtcp_port = static_cast<std::uint16_t>(audio.rtcp_mux ? m.port : m.port + 1);
  if (const auto rtcp = attribute(m, "rtcp"); rtcp && !audio.rtcp_mux) {
    std::string_view rest = *rtcp;
    if (const auto port = parse_number(take_word(rest), 65535)) audio.rtcp_port = static_cast<std::uint16_t>(*port);
  }
  audio.ptime_ms = read_ptime(m);
  read_security(d, m, audio);
  audio.ice = read_ice(d, m);
  // A browser that hides its addresses writes 0.0.0.0 beside its candidates.
  if (audio.ice) audio.zero_address = false;
  audio.mid = attribute(m, "mid").value_or("");
  return audio;
}

void write_audio(std::string& out, const LocalAudio& audio, const Capabilities& ours) {
  const auto line = [&](std::string_view name, std::string_view value = {}) {
    out.append("a=").append(name);
    if (!value.empty()) out.append(":").append(value);
    out.append("\r\n");
  };
  std::string rtpmaps;
  out.append("m=audio ").append(std::to_string(ours.port)).append(" ").append(audio.protocol);
  const auto format = [&](std::uint8_t payload, std::string_view rtpmap, std::string_view fmtp) {
    const std::string number = std::to_string(payload);
    out.append(" ").append(number);
    rtpmaps.append("a=rtpmap:").append(number).append(" ").append(rtpmap).append("\r\n");
    if (!fmtp.empty()) rtpmaps.append("a=fmtp:").append(number).append(" ").append(fmtp).append("\r\n");
  };
  for (const auto& [codec, payload] : audio.codecs) {
    format(payload, rtpmap_name(codec), fmtp_of(codec, audio.annex_b));
  }
  if (audio.noise) format(*audio.noise, kNoiseName, "");
  if (audio.event_48k) format(*audio.event_48k, "telephone-event/48000", "0-15");
  if (audio.event_8k) format(*audio.event_8k, "telephone-event/8000", "0-15");
  out.append("\r\n").append(rtpmaps);
  line("ptime", std::to_string(ours.ptime_ms));
  line(direction_name(audio.direction));
  if (audio.rtcp_mux) line("rtcp-mux");
  for (const auto& crypto : audio.crypto) line("crypto", write_crypto(crypto));
  if (!audio.mid.empty()) line("mid", audio.mid);
  if (!audio.setup.empty()) {
    line("setup", audio.setup);
    line("fingerprint", ours.fingerprint->hash + " " + ours.fingerprint->value);
    line("msid", "peal audio");  // Without it a browser gives the page a track in no stream (RFC 8830).
  }
  if (audio.ice) {
    line("ice-ufrag", ours.ice_ufrag);
    line("ice-pwd", ours.ice_pwd);
    // RFC 8445 5.1.2.1: host, best local preference, component 1.
    line("candidate", "1 1 udp 2130706431 " + ours.address + " " + std::to_string(ours.port) + " typ host");
    line("end-of-candidates");
  }
}

}  // namespace peal::sip::sdp
