#include <algorithm>

#include "sip/sdp/audio_line.hpp"
#include "sip/sdp/crypto_line.hpp"
#include "sip/sdp/session_text.hpp"

// Our offers and their answers: RFC 3264 5, 7 and 8, RFC 8842 5.2 and 5.4.
namespace peal::sip::sdp {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

LocalAudio audio_of(Session& session, const Capabilities& ours) {
  const SessionLine& line = session.lines[session.audio_line];
  LocalAudio audio;
  audio.protocol = line.protocol;
  bool wide = false;
  bool narrow = false;
  for (const Codec codec : ours.codecs) {
    audio.codecs.emplace_back(codec, payload_for(session, codec));
    (clock_hz(codec) == 48000 ? wide : narrow) = true;
  }
  if (ours.telephone_event && wide) audio.event_48k = event_payload_for(session, 48000);
  if (ours.telephone_event && narrow) audio.event_8k = event_payload_for(session, 8000);
  if (ours.comfort_noise && std::ranges::any_of(ours.codecs, lacks_noise)) audio.noise = kNoisePayload;
  audio.direction = ours.direction;
  // RFC 8842 5.5: actpass also in later offers; the association's roles stay unless it is made anew.
  if (session.security == Security::kDtlsSrtp) audio.setup = "actpass";
  audio.rtcp_mux = session.security == Security::kDtlsSrtp || session.ice;
  if (session.security != Security::kDtlsSrtp) audio.crypto = ours.crypto;
  audio.ice = session.ice;
  audio.mid = line.mid;
  return audio;
}

void agree_codecs(const RemoteAudio& theirs, Session& session, const Capabilities& ours, Agreed& agreed) {
  bool first = true;
  for (const auto& codec : theirs.codecs) {
    if (std::ranges::find(ours.codecs, codec.choice.codec) == ours.codecs.end()) continue;
    CodecChoice choice = codec.choice;
    choice.receive_payload = payload_for(session, choice.codec);
    if (first) agreed.codec = choice;
    else agreed.also_receive.push_back(choice);
    first = false;
  }
  if (theirs.noise && ours.comfort_noise && lacks_noise(agreed.codec.codec)) {
    agreed.noise_send_payload = theirs.noise;
    agreed.noise_receive_payload = kNoisePayload;
  }
  const bool wide = clock_hz(agreed.codec.codec) == 48000 && theirs.event_48k;
  const auto payload = wide ? theirs.event_48k : theirs.event_8k;
  if (!payload || !ours.telephone_event) return;
  agreed.event_clock_hz = wide ? 48000 : 8000;
  agreed.event_send_payload = payload;
  agreed.event_receive_payload = event_payload_for(session, agreed.event_clock_hz);
}

}  // namespace

std::string make_offer(Session& session, const Capabilities& ours) {
  if (session.lines.empty()) {
    session.security = ours.security;
    session.ice = ours.ice;
    const bool dtls = ours.security == Security::kDtlsSrtp;
    // Keys beside plain RTP/AVP are an offer that may be passed over, which RFC
    // 4568 has no words for and most phones and carriers understand.
    const std::string_view protocol = dtls ? "UDP/TLS/RTP/SAVPF" : ours.crypto_required ? "RTP/SAVP" : "RTP/AVP";
    session.lines.push_back({"audio", std::string(protocol), {}, dtls ? "0" : ""});
    session.audio_line = 0;
  }
  const LocalAudio audio = audio_of(session, ours);
  std::string body = session_head(ours, session.ice, audio.mid);
  for (std::uint32_t i = 0; i < session.lines.size(); ++i) {
    if (i == session.audio_line) write_audio(body, audio, ours);
    else write_refused(body, session.lines[i]);
  }
  return finish_description(session, ours, std::move(body));
}

Result<Agreed> accept_answer(Session& session, const Capabilities& ours, std::string_view text) {
  const auto answer = parse_description(text);
  if (!answer) return fail(answer.error());
  if (answer->media.size() != session.lines.size()) {
    return fail(ErrorCode::kBadInput, "The answer has another number of media lines (RFC 3264 6).");
  }
  const auto theirs = read_audio(*answer, answer->media[session.audio_line]);
  if (!theirs) return fail(ErrorCode::kUnsupportedMedia, "The audio line was refused.");
  const bool secure = session.security == Security::kDtlsSrtp;
  auto keys = secure ? std::nullopt : match_crypto(theirs->crypto, ours.crypto);
  const bool protected_otherwise = secure ? !theirs->secure_profile || !theirs->fingerprint
                                          : !keys && (theirs->secure_profile || ours.crypto_required);
  if (protected_otherwise) {
    return fail(ErrorCode::kUnsupportedMedia, "The answer protects the media otherwise than it was offered.");
  }
  const bool any = std::ranges::any_of(theirs->codecs, [&](const auto& c) {
    return std::ranges::find(ours.codecs, c.choice.codec) != ours.codecs.end();
  });
  if (!any) return fail(ErrorCode::kUnsupportedMedia, "The answer has no codec of the offer.");
  Agreed agreed;
  agree_codecs(*theirs, session, ours, agreed);
  agree_direction(*theirs, ours, agreed);
  copy_transport(*theirs, agreed);
  agreed.security = secure ? Security::kDtlsSrtp : keys ? Security::kSdes : Security::kNone;
  if (keys) {
    agreed.receive_crypto = std::move(keys->theirs);
    agreed.send_crypto = std::move(keys->ours);
  }
  session.security = agreed.security;
  if (secure) {
    agreed.remote_fingerprint = theirs->fingerprint;
    agreed.dtls_client = theirs->setup == "passive";
  }
  if (session.ice) agreed.remote_ice = theirs->ice;
  session.dtls_client = agreed.dtls_client;
  session.agreed = true;
  return agreed;
}

}  // namespace peal::sip::sdp
