#include "media/plane/stream.hpp"

#include <algorithm>

#include "media/rtp/rtcp.hpp"

namespace peal::media::plane {
namespace {

constexpr std::uint64_t kBeatsPerTick = 5;  // 100 ms.
constexpr std::uint64_t kBeatsPerReport = kRtcpInterval / kBeat;

}  // namespace

void Stream::secure_with(const secure::ChannelSetup& setup, std::int64_t now_ms) {
  if (secure_ && secure_->same_peer(setup)) return;
  secure_ = std::make_unique<secure::SecureChannel>(*identity_.dtls, identity_.ice, setup, now_ms);
  remote_ = secure_->remote();
}

void Stream::secure_by_keys(const Endpoint& signalled) {
  secure::SrtpKeys keys;
  keys.profile = parameters_.srtp_profile;
  std::ranges::copy(parameters_.srtp_send_key, keys.send.begin());
  std::ranges::copy(parameters_.srtp_receive_key, keys.receive.begin());
  if (!secure_ || !secure_->goes_on(keys, signalled)) secure_ = std::make_unique<secure::SecureChannel>(keys, signalled);
  remote_ = secure_->remote();
}

void Stream::take_secure(std::span<std::uint8_t> datagram, const Endpoint& source, Beat& beat) {
  const auto before = secure_->state();
  switch (rtp::kind_of(datagram)) {
    case rtp::DatagramKind::kStun: {
      const auto reply = secure_->take_stun(datagram, source, beat.now_ms);
      if (reply.empty()) refuse(beat);
      if (!reply.empty()) send_datagram(reply, source);
      break;
    }
    case rtp::DatagramKind::kDtls: secure_->take_dtls(datagram, source); break;
    case rtp::DatagramKind::kRtp: {
      secure::SrtpSession* const srtp = secure_->srtp();
      const bool report = rtp::is_rtcp(datagram);
      const auto size = srtp == nullptr ? std::nullopt
                        : report        ? srtp->unprotect_rtcp(datagram)
                                        : srtp->unprotect(datagram);
      const auto packet = size && !report ? rtp::parse(datagram.first(*size)) : std::nullopt;
      if (size && report) {
        take_rtcp(datagram.first(*size));
      } else if (packet && take_rtp(*packet, beat)) {
        secure_->authenticated(source, beat.now_ms);
      } else {
        refuse(beat);
      }
      return follow_channel(before, beat);
    }
    case rtp::DatagramKind::kUnknown: refuse(beat); break;
  }
  send_handshake(beat);
  follow_channel(before, beat);
}

void Stream::follow_channel(secure::SecureChannel::State before, Beat& beat) {
  remote_ = secure_->remote();
  if (secure_->state() == before) return;
  if (secure_->state() == secure::SecureChannel::State::kEstablished) beat.events.push_back(DtlsEstablished{id_});
  if (secure_->state() == secure::SecureChannel::State::kFailed) {
    beat.events.push_back(DtlsFailed{id_, secure_->failure()});
  }
}

void Stream::send_handshake(Beat&) {
  for (const auto& datagram : secure_->take_outgoing()) send_datagram(datagram, secure_->remote());
}

void Stream::keep(Beat& beat) {
  // Streams take their turns on different beats.
  const std::uint64_t turn = beat.number + id_.value;
  if (turn % kBeatsPerTick == 0) {
    watch_idle(beat);
    if (secure_) {
      const auto before = secure_->state();
      secure_->tick(beat.now_ms);
      send_handshake(beat);
      follow_channel(before, beat);
    }
  }
  if (turn % kBeatsPerReport == 0 && configured_ && (parameters_.rtcp_mux || parameters_.security == Security::kDtls)) send_report(beat);
}

void Stream::take_rtcp(std::span<const std::uint8_t> compound) {
  const auto heard = rtp::parse_compound(compound, sender_.ssrc());
  if (!heard) return;
  const std::int64_t now = base::unix_millis(base::live_now());
  if (heard->sender_report) {
    heard_report_ = *heard->sender_report;
    heard_report_ms_ = now;
  }
  if (heard->last_report) {
    // RFC 3550 6.4.1: arrival minus LSR minus DLSR, all in 1/65536 s.
    const std::uint32_t trip = rtp::ntp_middle(now) - *heard->last_report - heard->since_report;
    if (trip < 10 * 65'536) round_trip_ms_ = trip * 1000.0 / 65'536;
  }
}

void Stream::send_report(Beat&) {
  if (!remote_.valid() || (secure_ && (secure_->srtp() == nullptr || !secure_->consents()))) return;
  const std::int64_t now = base::unix_millis(base::live_now());
  rtp::Report report;
  report.ssrc = sender_.ssrc();
  report.cname = identity_.cname;
  report.unix_ms = now;
  report.timestamp = sender_.timeline();
  report.packets_sent = static_cast<std::uint32_t>(sent_);
  report.bytes_sent = static_cast<std::uint32_t>(sent_bytes_);
  if (receiver_.started()) {
    report.about_other = true;
    report.other_ssrc = receiver_.ssrc();
    report.fraction_lost = receiver_.take_fraction_lost();
    report.lost = static_cast<std::uint32_t>(receiver_.lost());
    report.highest_sequence = receiver_.highest_extended();
    report.jitter_ticks = static_cast<std::uint32_t>(receiver_.jitter_ticks());
    report.last_report = heard_report_;
    if (heard_report_ != 0) report.since_report = static_cast<std::uint32_t>((now - heard_report_ms_) * 65'536 / 1000);
  }
  alignas(8) std::array<std::uint8_t, rtp::kReportBytesMax + secure::SrtpSession::kOverheadMax> datagram;
  std::size_t size = rtp::write_report(report, datagram);
  if (secure_) {
    const auto sealed = secure_->srtp()->protect_rtcp(datagram, size);
    if (!sealed) return;
    size = *sealed;
  }
  send_datagram(std::span(datagram).first(size), remote_);
}

}  // namespace peal::media::plane
