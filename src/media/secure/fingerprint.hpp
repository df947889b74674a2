#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

using X509 = struct x509_st;

namespace peal::media::secure {

/// The value of a=fingerprint (RFC 8122 5): a hash's name and the certificate's hash.
struct Fingerprint {
  std::string hash;  ///< "sha-256", "sha-384" or "sha-512".
  std::vector<std::uint8_t> digest;
  [[nodiscard]] std::string text() const;
};

/// Error: kBadInput for weaker hashes (RFC 8122 5 forbids MD5) and wrong lengths.
[[nodiscard]] base::Result<Fingerprint> parse_fingerprint(std::string_view text);
[[nodiscard]] Fingerprint fingerprint_of(const X509& certificate);
/// Constant in time.
[[nodiscard]] bool matches(const Fingerprint& expected, const X509& certificate);

}  // namespace peal::media::secure
