#include "net/tls_session.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/assert.hpp"
#include "net/address.hpp"

namespace peal::net {
namespace {

constexpr std::size_t kRecordBytes = 16 << 10;  // RFC 8446 5.1.

std::string_view text_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

bool same_host(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// RFC 5922 7.1: a SIP URI without a user names a SIP domain.
bool names_domain(X509* certificate, std::string_view domain) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)), GENERAL_NAMES_free);
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const auto uri = text_of(name->d.uniformResourceIdentifier);
    if (uri.size() > 4 && same_host(uri.substr(0, 4), "sip:") && same_host(uri.substr(4), domain)) return true;
  }
  return false;
}

// Host names follow RFC 6125: a wildcard for the whole left-most label is taken,
// since carriers show such certificates, although RFC 5922 7.2 would not.
bool speaks_for(X509* certificate, const std::string& name) {
  const auto ip = Address::parse_ip(name);
  if (ip && name != "localhost") return X509_check_ip_asc(certificate, ip->ip_text().c_str(), 0) == 1;
  // RFC 5922 7.1: the subject counts only where there are no alternative names at
  // all; OpenSSL by itself takes it where none of them is a host.
  const bool has_names = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) >= 0;
  const unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | (has_names ? X509_CHECK_FLAG_NEVER_CHECK_SUBJECT : 0);
  return names_domain(certificate, name) || X509_check_host(certificate, name.data(), name.size(), flags, nullptr) == 1;
}

std::string handshake_failure(SSL* ssl) {
  const auto code = ERR_peek_last_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  const auto verdict = SSL_get_verify_result(ssl);
  if (verdict != X509_V_OK) return X509_verify_cert_error_string(verdict);
  return reason != nullptr ? reason : "the connection was closed";
}

}  // namespace

TlsSession TlsSession::accept(std::shared_ptr<const TlsContext> context) { return {std::move(context), {}, false}; }

TlsSession TlsSession::connect(std::shared_ptr<const TlsContext> context, std::vector<TlsNames> wanted) {
  return {std::move(context), std::move(wanted), true};
}

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context, std::vector<TlsNames> wanted, bool client)
    : context_(std::move(context)), wanted_(std::move(wanted)), ssl_(SSL_new(context_->native())) {
  PEAL_ASSERT(ssl_ != nullptr);
  SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  if (!client) {
    SSL_set_accept_state(ssl_);
    return;
  }
  SSL_set_connect_state(ssl_);
  for (const auto& name : wanted_.empty() ? TlsNames{} : wanted_.front()) {
    if (Address::parse_ip(name) && name != "localhost") continue;  // RFC 6066 3: no addresses there.
    SSL_set_tlsext_host_name(ssl_, name.c_str());
    break;
  }
  shake_hands();
}

TlsSession::TlsSession(TlsSession&& other) noexcept
    : context_(std::move(other.context_)),
      wanted_(std::move(other.wanted_)),
      ssl_(std::exchange(other.ssl_, nullptr)),
      state_(other.state_),
      distrusted_(other.distrusted_),
      failure_(std::move(other.failure_)) {}

TlsSession::~TlsSession() { SSL_free(ssl_); }

void TlsSession::fail_with(std::string words) {
  state_ = State::kBroken;
  failure_ = std::move(words);
}

void TlsSession::shake_hands() {
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_);
  if (done == 1) {
    state_ = State::kOpen;
    return check_names();
  }
  if (SSL_get_error(ssl_, done) == SSL_ERROR_WANT_READ) return;
  distrusted_ = SSL_get_verify_result(ssl_) != X509_V_OK;
  fail_with(handshake_failure(ssl_));
  ERR_clear_error();
}

void TlsSession::check_names() {
  if (wanted_.empty()) return;
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl_), X509_free);
  for (const auto& names : wanted_) {
    const bool fits = certificate && std::ranges::any_of(names, [&](const auto& name) { return speaks_for(certificate.get(), name); });
    if (fits) continue;
    distrusted_ = true;
    return fail_with(fmt::format("it is not for {}", fmt::join(names, " or ")));
  }
}

TlsSession::State TlsSession::receive(std::string_view wire, std::string& text) {
  if (state_ == State::kClosed || state_ == State::kBroken) return state_;
  BIO_write(SSL_get_rbio(ssl_), wire.data(), static_cast<int>(wire.size()));
  if (state_ == State::kHandshake) shake_hands();
  while (state_ == State::kOpen) {
    std::array<char, kRecordBytes> room;
    ERR_clear_error();
    const int got = SSL_read(ssl_, room.data(), static_cast<int>(room.size()));
    if (got > 0) {
      text.append(room.data(), static_cast<std::size_t>(got));
      continue;
    }
    const int why = SSL_get_error(ssl_, got);
    if (why == SSL_ERROR_WANT_READ) break;
    if (why == SSL_ERROR_ZERO_RETURN) state_ = State::kClosed;
    else fail_with(handshake_failure(ssl_));
    ERR_clear_error();
  }
  return state_;
}

void TlsSession::send(std::string_view text) {
  PEAL_ASSERT(state_ == State::kOpen);
  if (text.empty()) return;
  ERR_clear_error();
  // Memory takes everything, so a write that does not end is a broken session.
  const int put = SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
  if (put == static_cast<int>(text.size())) return;
  fail_with(handshake_failure(ssl_));
  ERR_clear_error();
}

void TlsSession::close() {
  if (state_ == State::kOpen) SSL_shutdown(ssl_);
}

std::string TlsSession::take_outgoing() {
  BIO* out = SSL_get_wbio(ssl_);
  std::string bytes(BIO_ctrl_pending(out), '\0');
  if (!bytes.empty()) BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

}  // namespace peal::net
