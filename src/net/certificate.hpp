#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/limits.hpp"

namespace peal::net {

/// PEM files: the chain, own certificate first, and its private key.
struct CertificateFiles {
  std::string certificate;
  std::string key;
};

struct CertificateInfo {
  base::Time not_before;
  base::Time not_after;
  std::string subject;             ///< Common name.
  std::vector<std::string> hosts;  ///< Subject alternative names, DNS and IP.
  bool self_signed = false;
  std::string sha256;  ///< "AB:CD:...", as browsers and phones show it.
};

/// Reads the certificate, checks that the key belongs to it. Errors in words:
/// kNotFound, kPermission, kBadInput with the file's name.
[[nodiscard]] base::Result<CertificateInfo> read_certificate(const CertificateFiles& files);

/// Makes a P-256 key and a self-signed certificate for localhost, 127.0.0.1,
/// ::1 and `hosts` (names or IP addresses), valid for kCertificateDays; both
/// files get mode 0600 and replace older ones whole. Errors: kStorage, kPermission.
[[nodiscard]] base::Status make_self_signed(const CertificateFiles& files, const std::vector<std::string>& hosts,
                                            base::Time now);

/// What is in the files, made first when they are absent, and made anew when
/// they are ours (self-signed) and have less than kCertificateRenewDays left
/// or lack one of `hosts` or the key. Those of someone else are never replaced.
[[nodiscard]] base::Result<CertificateInfo> ensure_certificate(const CertificateFiles& files,
                                                               const std::vector<std::string>& hosts, base::Time now);

}  // namespace peal::net
