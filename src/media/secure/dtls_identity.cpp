#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "media/secure/dtls_session.hpp"

namespace peal::media::secure {
namespace {

constexpr long kDaysValid = 3'650;  // Nobody checks it: the fingerprint is the proof (RFC 8827 6.5).

template <auto Function>
struct Free {
  template <class T>
  void operator()(T* p) const {
    Function(p);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;

Certificate make_certificate(EVP_PKEY* key) {
  Certificate certificate(X509_new());
  std::uint64_t serial = 0;
  if (!certificate || RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return nullptr;
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86'400);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDaysValid * 86'400);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("peal"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  if (X509_sign(certificate.get(), key, EVP_sha256()) == 0) return nullptr;
  return certificate;
}

// Any certificate may be shown; DtlsSession compares its fingerprint.
int accept_for_fingerprint(int, X509_STORE_CTX*) { return 1; }

bool prepare(SSL_CTX* context, X509* certificate, EVP_PKEY* key) {
  SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_for_fingerprint);
  // This function answers 0 for success, unlike its neighbours.
  return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
         SSL_CTX_use_certificate(context, certificate) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1 &&
         SSL_CTX_set_tlsext_use_srtp(context, "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80") == 0;
}

}  // namespace

base::Result<std::unique_ptr<DtlsIdentity>> DtlsIdentity::make() {
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const Certificate certificate = key ? make_certificate(key.get()) : nullptr;
  std::unique_ptr<DtlsIdentity> identity(new DtlsIdentity);
  identity->context_ = SSL_CTX_new(DTLS_method());
  if (!certificate || identity->context_ == nullptr || !prepare(identity->context_, certificate.get(), key.get())) {
    return base::fail(base::ErrorCode::kInternal, "OpenSSL could not make the certificate for browsers' sound.");
  }
  identity->fingerprint_ = fingerprint_of(*certificate);
  identity->fingerprint_text_ = identity->fingerprint_.text();
  return identity;
}

DtlsIdentity::~DtlsIdentity() { SSL_CTX_free(context_); }

}  // namespace peal::media::secure
