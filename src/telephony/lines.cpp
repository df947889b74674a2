#include "telephony/lines.hpp"

#include <algorithm>

#include "net/address.hpp"

namespace peal::telephony {
namespace {

using sip::sdp::Agreed;
using sip::sdp::Direction;

std::optional<sip::sdp::Fingerprint> split_fingerprint(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  return sip::sdp::Fingerprint{std::string(text.substr(0, space)), std::string(text.substr(space + 1))};
}

// A phone behind a NAT signs in from its public address and writes its private
// one into SDP. It has shown its password, so its sound may go where it signs
// in from; strangers never get this.
std::string reachable_address(const Line& line, const std::string& signalled) {
  if (!line.device) return signalled;
  const auto written = net::Address::parse_ip(signalled);
  const auto seen = net::Address::parse_ip(line.peer.host());
  const bool behind_nat = written && seen && written->is_internal() && !seen->is_internal();
  return behind_nat ? line.peer.host() : signalled;
}

base::Seconds idle_after(const Board& board, const Line& line, const Agreed& agreed) {
  const bool they_send = agreed.direction == Direction::kSendRecv || agreed.direction == Direction::kRecvOnly;
  if (!they_send) return base::Seconds{0};
  return line.webrtc ? board.config.browser_silence_max : board.config.silence_max;
}

media::SrtpProfile srtp_profile(sip::sdp::CryptoSuite suite) {
  switch (suite) {
    case sip::sdp::CryptoSuite::kAeadAes128Gcm: return media::SrtpProfile::kAeadAes128Gcm;
    case sip::sdp::CryptoSuite::kAeadAes256Gcm: return media::SrtpProfile::kAeadAes256Gcm;
    case sip::sdp::CryptoSuite::kAesCm128HmacSha1_80: break;
  }
  return media::SrtpProfile::kAes128CmSha1_80;
}

void add_security(media::StreamParameters& to, const Agreed& agreed) {
  if (agreed.security == sip::sdp::Security::kSdes) {
    to.security = media::Security::kKeys;
    to.srtp_profile = srtp_profile(agreed.send_crypto->suite);
    to.srtp_send_key = agreed.send_crypto->key;
    to.srtp_receive_key = agreed.receive_crypto->key;
  }
  if (agreed.security != sip::sdp::Security::kDtlsSrtp) return;
  to.security = media::Security::kDtls;
  to.dtls_role = agreed.dtls_client ? media::DtlsRole::kActive : media::DtlsRole::kPassive;
  if (agreed.remote_fingerprint) {
    to.remote_fingerprint = agreed.remote_fingerprint->hash + " " + agreed.remote_fingerprint->value;
  }
  if (agreed.remote_ice) {
    to.remote_ice_ufrag = agreed.remote_ice->ufrag;
    to.remote_ice_pwd = agreed.remote_ice->pwd;
  }
}

media::StreamParameters stream_parameters(const Board& board, const Line& line, const Agreed& agreed) {
  media::StreamParameters to;
  to.codec = media_codec(agreed.codec.codec);
  to.send_payload_type = agreed.codec.send_payload;
  to.receive_payload_type = agreed.codec.receive_payload;
  for (const auto& other : agreed.also_receive) {
    to.also_receive.push_back({media_codec(other.codec), other.receive_payload});
  }
  to.ptime_ms = agreed.ptime_ms;
  to.send_noise_type = agreed.noise_send_payload;
  to.receive_noise_type = agreed.noise_receive_payload;
  to.takes_annex_b = agreed.codec.annex_b;
  to.send_event_type = agreed.event_send_payload;
  to.receive_event_type = agreed.event_receive_payload;
  to.event_clock_rate = agreed.event_clock_hz;
  to.remote_address = reachable_address(line, agreed.remote_address);
  to.remote_port = agreed.remote_port;
  to.send = agreed.direction == Direction::kSendRecv || agreed.direction == Direction::kSendOnly;
  to.receive = agreed.direction == Direction::kSendRecv || agreed.direction == Direction::kRecvOnly;
  to.rtcp_mux = agreed.rtcp_mux;
  to.learn_port = line.device && !line.webrtc;
  to.detect_tone_digits = !agreed.event_receive_payload.has_value();
  to.idle_after = idle_after(board, line, agreed);
  add_security(to, agreed);
  return to;
}

// Towards a carrier only what all of them have: with every codec and its keys an
// INVITE grows beyond the 1,300 bytes of a datagram (RFC 3261 18.1.1).
std::vector<sip::sdp::Codec> usual_codecs(const Board& board, const Line& line) {
  auto codecs = board.config.codecs;
  if (!line.trunk.valid() || line.incoming) return codecs;
  std::erase_if(codecs, [](auto codec) { return codec == sip::sdp::Codec::kG722 || codec == sip::sdp::Codec::kG729; });
  return codecs;
}

}  // namespace

media::Codec media_codec(sip::sdp::Codec codec) {
  switch (codec) {
    case sip::sdp::Codec::kPcmu: return media::Codec::kPcmu;
    case sip::sdp::Codec::kPcma: break;
    case sip::sdp::Codec::kOpus: return media::Codec::kOpus;
    case sip::sdp::Codec::kG722: return media::Codec::kG722;
    case sip::sdp::Codec::kG729: return media::Codec::kG729;
  }
  return media::Codec::kPcma;
}

base::Result<Line> open_line(Board& board, std::uint64_t affinity) {
  Line line;
  line.stream = media::StreamId{board.next_name()};
  auto address = board.media.open_stream(line.stream, {.affinity = affinity});
  if (!address) {
    board.meters.refused_ports.add();
    return base::fail(base::ErrorCode::kOverloaded, "No RTP port is left; widen --rtp.");
  }
  count_streams(board);
  line.address = std::move(*address);
  line.session.id = static_cast<std::uint64_t>(base::unix_millis(board.now())) * 1000 + line.stream.value % 1000;
  return line;
}

void count_streams(Board& board) {
  board.meters.streams.set(static_cast<double>(board.media.open_streams()));
  board.meters.ports.set(static_cast<double>(board.media.free_ports()));
}

void carry(Board& board, Line& line, core::TrunkId trunk, bool incoming) {
  line.trunk = trunk;
  line.incoming = incoming;
  board.trunks.began(trunk, incoming);
  if (!incoming) board.outside.began(trunk.tenant, board.now());
}

void close_line(Board& board, const Line& line) {
  board.media.close_stream(line.stream);
  if (!line.trunk.valid()) return;
  board.trunks.ended(line.trunk, line.incoming);
  if (!line.incoming) board.outside.ended(line.trunk.tenant, board.now());
}

sip::sdp::Capabilities capabilities(const Board& board, const Line& line, std::optional<sip::sdp::Codec> first) {
  sip::sdp::Capabilities ours;
  const bool ipv6 = line.ipv6 && !line.address.address_v6.empty();
  ours.address = ipv6 ? line.address.address_v6 : line.address.address;
  ours.port = line.address.port;
  // A trunk's own order is the customer's wish and no matter of what is cheap.
  if (line.trunk.valid()) ours.codecs = board.trunks.codecs(line.trunk);
  if (!ours.codecs.empty()) first.reset();
  else ours.codecs = usual_codecs(board, line);
  if (first) std::ranges::stable_partition(ours.codecs, [&](auto codec) { return codec == *first; });
  // A browser that is quiet in G.711 sends on, and its idle time counts on that.
  ours.comfort_noise = !line.webrtc;
  ours.security = line.webrtc ? sip::sdp::Security::kDtlsSrtp : sip::sdp::Security::kNone;
  ours.ice = line.webrtc;
  ours.fingerprint = split_fingerprint(line.address.fingerprint);
  ours.ice_ufrag = line.address.ice_ufrag;
  ours.ice_pwd = line.address.ice_pwd;
  ours.crypto = line.crypto;
  ours.crypto_required = line.crypto_required;
  return ours;
}

base::Status apply_agreed(Board& board, Leg& leg, Line& line, const sip::sdp::Agreed& agreed) {
  auto parameters = stream_parameters(board, line, agreed);
  if (auto done = board.media.configure(line.stream, parameters); !done) return done;
  leg.codec = agreed.codec.codec;
  leg.held_by_peer = agreed.held_by_peer;
  return {};
}

base::Status apply_early(Board& board, const Line& line, const sip::sdp::Agreed& agreed) {
  auto parameters = stream_parameters(board, line, agreed);
  parameters.send = false;
  parameters.idle_after = base::Seconds{0};  // Many carriers ring in silence.
  return board.media.configure(line.stream, parameters);
}

}  // namespace peal::telephony
