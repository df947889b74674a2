#include "media/secure/secure_channel.hpp"

#include <algorithm>

#include "base/metrics.hpp"

namespace peal::media::secure {
namespace {

constexpr std::int64_t kConnectMsMax = 20'000;
// After sound has flowed this long nobody repeats a flight: the 40 KB of the
// handshake are given back.
constexpr std::int64_t kKeepHandshakeMs = 5'000;
constexpr std::int64_t kConsentMsMax = 30'000;  // RFC 7675 5.1.

}  // namespace

SecureChannel::SecureChannel(const DtlsIdentity& identity, const IceCredentials& local, const ChannelSetup& setup,
                             std::int64_t now_ms)
    : setup_(setup), stun_(local, setup.remote_ufrag), since_ms_(now_ms), consent_ms_(now_ms) {
  dtls_.emplace(identity, setup.role, setup.fingerprint);
  if (ice()) return;
  remote_ = setup.signalled;
  started_ = true;
  dtls_->start();
}

SecureChannel::SecureChannel(const SrtpKeys& keys, const Endpoint& signalled)
    : keys_(keys), stun_({}, {}), remote_(signalled), started_(true), state_(State::kEstablished) {
  setup_.signalled = signalled;
  srtp_.emplace(keys);
}

bool SecureChannel::goes_on(const SrtpKeys& keys, const Endpoint& signalled) {
  if (!keys_ || !(*keys_ == keys)) return false;
  // An address that packets have proved is better than the same one signalled again.
  if (!(signalled == setup_.signalled)) remote_ = signalled;
  setup_.signalled = signalled;
  return true;
}

bool SecureChannel::same_peer(const ChannelSetup& setup) const {
  return !keys_ && setup.role == setup_.role && setup.fingerprint.digest == setup_.fingerprint.digest &&
         setup.remote_ufrag == setup_.remote_ufrag && (ice() || setup.signalled == setup_.signalled);
}

std::vector<std::uint8_t> SecureChannel::take_stun(Bytes datagram, const Endpoint& source, std::int64_t now_ms) {
  if (!ice()) return {};
  auto outcome = stun_.receive(datagram, source);
  if (!outcome.authentic) return std::move(outcome.reply);
  note_validated(source);
  renew_consent(now_ms);
  if (outcome.nominated || (!nominated_ && !remote_.valid())) remote_ = source;
  nominated_ = nominated_ || outcome.nominated;
  if (!started_) {
    started_ = true;
    dtls_->start();
  }
  return std::move(outcome.reply);
}

void SecureChannel::note_validated(const Endpoint& source) {
  if (validated(source)) return;
  validated_[validated_next_] = source;
  validated_next_ = (validated_next_ + 1) % validated_.size();
}

void SecureChannel::renew_consent(std::int64_t now_ms) {
  consent_ms_ = now_ms;
  consents_ = true;
}

bool SecureChannel::validated(const Endpoint& source) const {
  return std::ranges::find(validated_, source) != validated_.end();
}

void SecureChannel::take_dtls(Bytes datagram, const Endpoint& source) {
  if (!dtls_ || !(ice() ? validated(source) : source == remote_)) return;
  dtls_->receive(datagram);
  follow_dtls();
}

void SecureChannel::follow_dtls() {
  if (state_ != State::kConnecting) return;
  if (dtls_->state() == DtlsSession::State::kEstablished) {
    srtp_.emplace(dtls_->keys());
    state_ = State::kEstablished;
  } else if (dtls_->state() == DtlsSession::State::kFailed) {
    state_ = State::kFailed;
    failure_ = dtls_->failure();
  }
}

void SecureChannel::tick(std::int64_t now_ms) {
  if (dtls_) {
    dtls_->tick();
    follow_dtls();
  }
  if (state_ == State::kConnecting && now_ms - since_ms_ > kConnectMsMax) {
    state_ = State::kFailed;
    failure_ = started_ ? "The DTLS handshake did not end in time." : "No connectivity check of the browser arrived.";
  }
  if (ice() && consents_ && now_ms - consent_ms_ > kConsentMsMax) {
    static base::Counter& lost = base::counter("peal_media_consent_lost_total", "Streams to which nothing is sent any more: no check for 30 s.");
    lost.add();
    consents_ = false;
  }
  if (dtls_ && first_packet_ms_ && now_ms - *first_packet_ms_ > kKeepHandshakeMs) dtls_.reset();
}

std::vector<std::vector<std::uint8_t>> SecureChannel::take_outgoing() {
  if (!dtls_ || !remote_.valid()) return {};
  return dtls_->take_outgoing();
}

void SecureChannel::authenticated(const Endpoint& source, std::int64_t now_ms) {
  if (!first_packet_ms_) first_packet_ms_ = now_ms;
  renew_consent(now_ms);
  if (!ice()) remote_ = source;
}

}  // namespace peal::media::secure
