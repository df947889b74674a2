#include <algorithm>

#include "sip/message/token.hpp"
#include "sip/sdp/audio_line.hpp"
#include "sip/sdp/crypto_line.hpp"
#include "sip/sdp/session_text.hpp"

// Answering their offer: RFC 3264 6, RFC 8842 5.3, RFC 8839 4.2.2, RFC 9143 7.3.
namespace peal::sip::sdp {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

bool sealed(const RemoteAudio& theirs, const Capabilities& ours) {
  const bool by_dtls = theirs.secure_profile && theirs.fingerprint && ours.fingerprint;
  return by_dtls || choose_crypto(theirs.crypto, ours.crypto).has_value();
}

bool can_take(const RemoteAudio& theirs, const Capabilities& ours) { return same_network(theirs, ours) && can_seal_as(theirs, ours); }

// Digits and dots alone.
bool numeric_v4(std::string_view address) { return address.find_first_not_of("0123456789.") == std::string_view::npos; }

// First of ours that they have too.
const RemoteCodec* choose(const RemoteAudio& theirs, const Capabilities& ours) {
  for (const Codec wanted : ours.codecs) {
    const auto found = std::ranges::find_if(theirs.codecs, [&](const auto& c) { return c.choice.codec == wanted; });
    if (found != theirs.codecs.end()) return &*found;
  }
  return nullptr;
}

// Digits at the codec's own clock; at 8 kHz beside Opus when there is no better.
void choose_events(const RemoteAudio& theirs, const Capabilities& ours, Agreed& agreed) {
  if (!ours.telephone_event) return;
  const bool wide = clock_hz(agreed.codec.codec) == 48000 && theirs.event_48k;
  const auto payload = wide ? theirs.event_48k : theirs.event_8k;
  agreed.event_clock_hz = wide ? 48000 : 8000;
  agreed.event_send_payload = agreed.event_receive_payload = payload;
}

void choose_noise(const RemoteAudio& theirs, const Capabilities& ours, Agreed& agreed) {
  if (!ours.comfort_noise || !lacks_noise(agreed.codec.codec)) return;
  agreed.noise_send_payload = agreed.noise_receive_payload = theirs.noise;
}

bool bundles(const Description& d, std::string_view mid) {
  for (const auto& a : d.attributes) {
    if (a.name != "group") continue;
    std::string_view rest = a.value;
    if (take_word(rest) != "BUNDLE") continue;
    while (!rest.empty()) {
      if (take_word(rest) == mid) return true;
    }
  }
  return false;
}

void note_lines(Session& session, const Description& offer) {
  session.lines.clear();
  for (const auto& m : offer.media) {
    session.lines.push_back({std::string(m.media), std::string(m.protocol), std::string(m.formats),
                             std::string(attribute(m, "mid").value_or(""))});
  }
}

// Their numbers become ours too, so that no later offer of ours maps one anew.
void note_payloads(Session& session, const RemoteAudio& theirs) {
  for (const auto& codec : theirs.codecs) {
    const auto known = std::ranges::find_if(session.payloads, [&](const auto& p) { return p.first == codec.choice.codec; });
    if (known == session.payloads.end()) session.payloads.emplace_back(codec.choice.codec, codec.choice.send_payload);
  }
  if (theirs.event_8k && session.event_payload_8k == 0) session.event_payload_8k = *theirs.event_8k;
  if (theirs.event_48k && session.event_payload_48k == 0) session.event_payload_48k = *theirs.event_48k;
}

std::string write_answer(Session& session, const Capabilities& ours, const Description& offer, const RemoteAudio& theirs,
                         const Agreed& agreed) {
  const bool ice = agreed.remote_ice.has_value();
  const bool bundle = !theirs.mid.empty() && bundles(offer, theirs.mid);
  std::string body = session_head(ours, ice, bundle ? std::string_view(theirs.mid) : std::string_view{});
  for (std::uint32_t i = 0; i < session.lines.size(); ++i) {
    if (i != session.audio_line) {
      write_refused(body, session.lines[i]);
      continue;
    }
    LocalAudio audio;
    audio.protocol = session.lines[i].protocol;
    audio.codecs = {{agreed.codec.codec, agreed.codec.receive_payload}};
    if (agreed.event_receive_payload) (agreed.event_clock_hz == 48000 ? audio.event_48k : audio.event_8k) = agreed.event_receive_payload;
    audio.noise = agreed.noise_receive_payload;
    audio.annex_b = agreed.codec.annex_b;  // RFC 4856 2.1.9, RFC 7261 3: "no" is answered with "no".
    audio.direction = agreed.direction;
    audio.rtcp_mux = agreed.rtcp_mux;
    if (agreed.security == Security::kDtlsSrtp) audio.setup = agreed.dtls_client ? "active" : "passive";
    if (agreed.send_crypto) audio.crypto = {*agreed.send_crypto};
    audio.ice = ice;
    audio.mid = theirs.mid;
    write_audio(body, audio, ours);
  }
  return finish_description(session, ours, std::move(body));
}

}  // namespace

namespace {

// What both sides come to on one line of the offer that we can take.
Agreed agree(const RemoteAudio& theirs, const RemoteCodec& codec, const Capabilities& ours) {
  Agreed agreed;
  agreed.codec = codec.choice;
  agreed.codec.receive_payload = codec.choice.send_payload;  // RFC 3264 6.1: the same number both ways.
  choose_events(theirs, ours, agreed);
  choose_noise(theirs, ours, agreed);
  agree_direction(theirs, ours, agreed);
  copy_transport(theirs, agreed);
  const bool by_dtls = theirs.secure_profile && theirs.fingerprint && ours.fingerprint;
  if (auto keys = by_dtls ? std::nullopt : choose_crypto(theirs.crypto, ours.crypto)) {
    agreed.security = Security::kSdes;
    agreed.receive_crypto = std::move(keys->theirs);
    agreed.send_crypto = std::move(keys->ours);
  }
  if (by_dtls) {
    agreed.security = Security::kDtlsSrtp;
    agreed.remote_fingerprint = theirs.fingerprint;
    agreed.dtls_client = theirs.setup == "passive";
  }
  if (!ours.ice_ufrag.empty()) agreed.remote_ice = theirs.ice;
  return agreed;
}

void note_session(Session& session, const Description& offer, const RemoteAudio& theirs, const Agreed& agreed) {
  note_lines(session, offer);
  note_payloads(session, theirs);
  session.security = agreed.security;
  session.ice = agreed.remote_ice.has_value();
  session.dtls_client = agreed.dtls_client;
  session.agreed = true;
}

struct LineOfOffer {
  const Description& offer;
  std::uint32_t at;
};
Answer take_line(Session& session, const Capabilities& ours, const LineOfOffer& line, const RemoteAudio& theirs, const RemoteCodec& codec) {
  Answer answer;
  answer.media = agree(theirs, codec, ours);
  session.audio_line = line.at;
  note_session(session, line.offer, theirs, answer.media);
  answer.sdp = write_answer(session, ours, line.offer, theirs, answer.media);
  return answer;
}

// RFC 3264 8.2: a stream that was there is switched off with port 0, and so is
// ours. The call stays, silent, until another offer brings a stream back.
std::optional<Answer> answer_switched_off(Session& session, const Capabilities& ours, const Description& offer) {
  if (!session.agreed || offer.media[session.audio_line].port != 0) return std::nullopt;
  MediaDescription line = offer.media[session.audio_line];
  line.port = 9;  // Any but 0, so that the line can be read.
  const auto theirs = read_audio(offer, line);
  const RemoteCodec* codec = theirs && can_take(*theirs, ours) ? choose(*theirs, ours) : nullptr;
  if (codec == nullptr) return std::nullopt;
  Answer answer;
  answer.media = agree(*theirs, *codec, ours);
  answer.media.direction = Direction::kInactive;
  answer.media.held_by_peer = true;
  note_session(session, offer, *theirs, answer.media);
  std::string body = session_head(ours, false, {});
  for (const SessionLine& refused : session.lines) write_refused(body, refused);
  answer.sdp = finish_description(session, ours, std::move(body));
  return answer;
}

}  // namespace

bool can_seal_as(const RemoteAudio& theirs, const Capabilities& ours) {
  return sealed(theirs, ours) || (!theirs.secure_profile && !ours.crypto_required);
}

// A server with one family of addresses cannot send to the other (RFC 3264 6:
// what cannot be taken is refused). With ICE the candidates say where to go.
bool same_network(const RemoteAudio& theirs, const Capabilities& ours) {
  const bool by_ice = theirs.ice && !ours.ice_ufrag.empty();
  if (by_ice || theirs.zero_address || ours.address.empty()) return true;
  const bool ours_v6 = ours.address.find(':') != std::string::npos;
  if (theirs.address.find(':') != std::string::npos) return ours_v6;
  return !ours_v6 || !numeric_v4(theirs.address);
}

Result<Answer> answer_offer(Session& session, const Capabilities& ours, std::string_view text) {
  const auto offer = parse_description(text);
  if (!offer) return fail(offer.error());
  if (offer->media.size() < session.lines.size()) return fail(ErrorCode::kBadInput, "The offer lost media lines (RFC 3264 8).");
  // Sound in two forms, plain and sealed, is one choice: the sealed one wins where it can.
  const bool may_seal = !ours.crypto.empty() || ours.fingerprint.has_value();
  for (const bool only_sealed : {true, false}) {
    if (only_sealed && !may_seal) continue;
    for (std::uint32_t i = 0; i < offer->media.size(); ++i) {
      const auto theirs = read_audio(*offer, offer->media[i]);
      if (only_sealed && (!theirs || !sealed(*theirs, ours))) continue;
      const RemoteCodec* codec = theirs && can_take(*theirs, ours) ? choose(*theirs, ours) : nullptr;
      if (codec != nullptr) return take_line(session, ours, {*offer, i}, *theirs, *codec);
    }
  }
  if (auto silent = answer_switched_off(session, ours, *offer)) return std::move(*silent);
  return fail(ErrorCode::kUnsupportedMedia, "No audio line of the offer can be taken.");
}

std::string refuse_all(std::string_view text) {
  const auto offer = parse_description(text);
  if (!offer) return {};
  Session session;
  session.id = 1;
  Capabilities ours;
  ours.address = "0.0.0.0";
  note_lines(session, *offer);
  std::string body = session_head(ours, false, {});
  for (const auto& line : session.lines) write_refused(body, line);
  return finish_description(session, ours, std::move(body));
}

bool at_ipv6(std::string_view text) {
  const auto description = parse_description(text);
  if (!description) return false;
  const auto audio = std::ranges::find(description->media, "audio", &MediaDescription::media);
  return audio != description->media.end() && description->address_of(*audio).find(':') != std::string_view::npos;
}

bool wants_webrtc(std::string_view text) {
  const auto offer = parse_description(text);
  if (!offer) return false;
  return std::ranges::any_of(offer->media, [&](const auto& m) {
    const auto audio = read_audio(*offer, m);
    return audio && audio->secure_profile && audio->fingerprint && audio->ice;
  });
}

}  // namespace peal::sip::sdp
