#include "media/secure/dtls_session.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>

#include "base/assert.hpp"
#include "media/limits.hpp"

namespace peal::media::secure {
namespace {

constexpr long kMtu = 1'200;  // Fits every path a browser takes.
constexpr unsigned kFirstRetryMicros = 200'000;
constexpr unsigned kLastRetryMicros = 3'000'000;
constexpr std::size_t kKeyBytes = 16;
// An alert in the clear may be forged, and then the handshake goes on and ends
// well; a peer that has really given up says nothing more.
constexpr unsigned kTicksAfterAlert = 30;  // 3 s.

using Outgoing = std::vector<std::vector<std::uint8_t>>;

// A BIO for which one write is one datagram; OpenSSL has none that keeps
// boundaries without a socket.
int write_datagram(BIO* bio, const char* data, int length) {
  auto* const out = static_cast<Outgoing*>(BIO_get_data(bio));
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(data);
  out->emplace_back(bytes, bytes + length);
  return length;
}

long control(BIO*, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH: return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU: return kMtu;
    default: return 0;
  }
}

int create(BIO* bio) {
  BIO_set_init(bio, 1);
  return 1;
}

const BIO_METHOD* datagram_method() {
  static const BIO_METHOD* const kMethod = [] {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "peal datagrams");
    PEAL_ASSERT(method != nullptr);
    BIO_meth_set_write(method, write_datagram);
    BIO_meth_set_ctrl(method, control);
    BIO_meth_set_create(method, create);
    return method;
  }();
  return kMethod;
}

unsigned retry_time(SSL*, unsigned before) {
  return before == 0 ? kFirstRetryMicros : std::min(before * 2, kLastRetryMicros);
}

std::string openssl_reason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason != nullptr ? reason : "the handshake was refused";
}

}  // namespace

DtlsSession::DtlsSession(const DtlsIdentity& identity, DtlsRole role, Fingerprint expected)
    : ssl_(SSL_new(identity.context())), role_(role), gate_(role), expected_(std::move(expected)) {
  PEAL_ASSERT(ssl_ != nullptr);
  BIO* const in = BIO_new(BIO_s_mem());
  BIO* const out = BIO_new(datagram_method());
  PEAL_ASSERT(in != nullptr && out != nullptr);
  BIO_set_mem_eof_return(in, -1);
  BIO_set_data(out, &outgoing_);
  SSL_set_bio(ssl_, in, out);
  SSL_set_mtu(ssl_, kMtu);
  DTLS_set_timer_cb(ssl_, retry_time);
  if (role_ == DtlsRole::kActive) {
    SSL_set_connect_state(ssl_);
  } else {
    SSL_set_accept_state(ssl_);
  }
}

DtlsSession::~DtlsSession() { SSL_free(ssl_); }

void DtlsSession::start() {
  if (role_ == DtlsRole::kActive && state_ == State::kHandshake) advance();
}

void DtlsSession::receive(std::span<const std::uint8_t> datagram) {
  if (state_ == State::kFailed) return;
  const auto admitted = gate_.admit(datagram);
  if (admitted.empty()) return;
  BIO_write(SSL_get_rbio(ssl_), admitted.data(), static_cast<int>(admitted.size()));
  if (state_ == State::kHandshake) {
    advance();
    return;
  }
  // After the handshake only a repeated flight or an alert comes: reading lets
  // OpenSSL answer the first and drop the rest.
  ERR_clear_error();
  std::array<std::uint8_t, kDatagramBytesMax> ignored;
  while (SSL_read(ssl_, ignored.data(), static_cast<int>(ignored.size())) > 0) {
  }
}

void DtlsSession::tick() {
  if (state_ != State::kHandshake) return;
  ERR_clear_error();
  if (gate_.alert() && ++ticks_since_alert_ > kTicksAfterAlert) {
    return fail(std::string("The other side refused the DTLS handshake: ") + SSL_alert_desc_string_long(*gate_.alert()) + ".");
  }
  if (DTLSv1_handle_timeout(ssl_) < 0) fail("The other side did not answer the DTLS handshake.");
}

std::vector<std::vector<std::uint8_t>> DtlsSession::take_outgoing() {
  for (const auto& datagram : outgoing_) gate_.sent(datagram);
  return std::exchange(outgoing_, {});
}

void DtlsSession::advance() {
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_);
  if (done == 1) {
    finish();
    return;
  }
  const int error = SSL_get_error(ssl_, done);
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) fail("DTLS: " + openssl_reason() + ".");
}

void DtlsSession::finish() {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl_), X509_free);
  if (!certificate || !matches(expected_, *certificate)) {
    fail("The certificate of the other side is not the one whose fingerprint was signalled.");
    return;
  }
  const SRTP_PROTECTION_PROFILE* profile = SSL_get_selected_srtp_profile(ssl_);
  if (profile == nullptr) {
    fail("The other side offers no SRTP profile that is accepted here.");
    return;
  }
  const bool gcm = profile->id == SRTP_AEAD_AES_128_GCM;
  keys_.profile = gcm ? SrtpProfile::kAeadAes128Gcm : SrtpProfile::kAes128CmSha1_80;
  const std::size_t salt = gcm ? 12 : 14;
  // RFC 5764 4.2: client key, server key, client salt, server salt.
  std::array<std::uint8_t, 2 * (kKeyBytes + 14)> material{};
  constexpr std::string_view kLabel = "EXTRACTOR-dtls_srtp";
  const int exported = SSL_export_keying_material(ssl_, material.data(), 2 * (kKeyBytes + salt), kLabel.data(),
                                                  kLabel.size(), nullptr, 0, 0);
  PEAL_ASSERT(exported == 1);
  auto& client = role_ == DtlsRole::kActive ? keys_.send : keys_.receive;
  auto& server = role_ == DtlsRole::kActive ? keys_.receive : keys_.send;
  std::copy_n(material.data(), kKeyBytes, client.data());
  std::copy_n(material.data() + kKeyBytes, kKeyBytes, server.data());
  std::copy_n(material.data() + 2 * kKeyBytes, salt, client.data() + kKeyBytes);
  std::copy_n(material.data() + 2 * kKeyBytes + salt, salt, server.data() + kKeyBytes);
  OPENSSL_cleanse(material.data(), material.size());
  state_ = State::kEstablished;
  gate_.finish();
}

void DtlsSession::fail(std::string reason) {
  state_ = State::kFailed;
  failure_ = std::move(reason);
}

}  // namespace peal::media::secure
