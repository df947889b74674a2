#include "net/tls_context.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace peal::net {
namespace {

using base::ErrorCode;
using base::fail;

// The last reason OpenSSL gave, in its words.
std::string openssl_reason() {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return reason != nullptr ? reason : "no reason given";
}

void restrict_context(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // Renegotiation lets a peer make us work for nothing (RFC 8446 has none at all).
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // An idle connection then holds 34 KB less.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

base::Status show(SSL_CTX* context, const CertificateFiles& own) {
  // Says in words what the calls below would say in numbers.
  if (const auto info = read_certificate(own); !info) return fail(info.error());
  if (SSL_CTX_use_certificate_chain_file(context, own.certificate.c_str()) == 1 &&
      SSL_CTX_use_PrivateKey_file(context, own.key.c_str(), SSL_FILETYPE_PEM) == 1) {
    return {};
  }
  return fail(ErrorCode::kBadInput,
              fmt::format("The certificate {} cannot be used: {}.", own.certificate, openssl_reason()), own.certificate);
}

// The system's folder of authorities is read certificate by certificate as it
// is needed. The one large file beside it would be read whole, on our loop, so
// it is only taken where the environment names one (as OpenSSL's tools do).
base::Status trust_system(SSL_CTX* context) {
  const char* file = std::getenv("SSL_CERT_FILE");
  const bool done = SSL_CTX_set_default_verify_dir(context) == 1 &&
                    (file == nullptr || SSL_CTX_load_verify_file(context, file) == 1);
  if (done) return {};
  return fail(ErrorCode::kBadInput, fmt::format("The system's certificate authorities cannot be read: {}.", openssl_reason()));
}

base::Status trust(SSL_CTX* context, const std::string& authorities) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(authorities.data(), static_cast<int>(authorities.size())), BIO_free);
  int count = 0;
  for (;; ++count) {
    const std::unique_ptr<X509, decltype(&X509_free)> one(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), X509_free);
    if (!one) break;
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one.get()) != 1) break;
  }
  const auto last = ERR_peek_last_error();
  const bool at_end = ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
  if (count > 0 && at_end) {
    ERR_clear_error();
    return {};
  }
  return fail(ErrorCode::kBadInput, fmt::format("The certificates to trust are not in PEM form: {}.", openssl_reason()));
}

}  // namespace

base::Result<std::shared_ptr<const TlsContext>> TlsContext::server(const CertificateFiles& own) {
  const std::shared_ptr<TlsContext> made(new TlsContext(SSL_CTX_new(TLS_server_method())));
  restrict_context(made->native());
  if (auto shown = show(made->native(), own); !shown) return fail(shown.error());
  return made;
}

base::Result<std::shared_ptr<const TlsContext>> TlsContext::client(const std::string& authorities, const CertificateFiles* own) {
  const std::shared_ptr<TlsContext> made(new TlsContext(SSL_CTX_new(TLS_client_method())));
  restrict_context(made->native());
  SSL_CTX_set_verify(made->native(), SSL_VERIFY_PEER, nullptr);
  const auto trusted = authorities.empty() ? trust_system(made->native()) : trust(made->native(), authorities);
  if (!trusted) return fail(trusted.error());
  if (own == nullptr) return made;
  if (auto shown = show(made->native(), *own); !shown) return fail(shown.error());
  return made;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

}  // namespace peal::net
