#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "net/certificate.hpp"

struct ssl_ctx_st;

namespace peal::net {

/// What TLS connections of one kind share: a certificate to show, and whom to
/// trust. TLS 1.2 and 1.3 only, without renegotiation and compression. A
/// connection keeps its context, so a new one never disturbs those that stand.
class TlsContext {
 public:
  /// For connections that come. Clients show no certificate. Errors as read_certificate.
  [[nodiscard]] static base::Result<std::shared_ptr<const TlsContext>> server(const CertificateFiles& own);
  /// For connections we make. `authorities` are certificates in PEM form that
  /// alone are trusted; empty: those of the system. `own` is shown to servers
  /// that ask (mutual TLS); nullptr: none. Error: kBadInput.
  [[nodiscard]] static base::Result<std::shared_ptr<const TlsContext>> client(const std::string& authorities,
                                                                              const CertificateFiles* own);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  [[nodiscard]] ssl_ctx_st* native() const { return context_; }

 private:
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}

  ssl_ctx_st* context_;
};

}  // namespace peal::net
