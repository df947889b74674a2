#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sip/digest/secret.hpp"

namespace peal::sip {

/// The fields of a Digest challenge or of credentials (RFC 7616 3.3, 3.4),
/// quotes removed. Missing ones are empty.
struct DigestFields {
  std::string realm, nonce, opaque, username, uri, response, cnonce, nc, qop, algorithm, stale;
  std::string_view username_view;  ///< In the parsed text, between its quotes.

  /// Nothing for an algorithm we do not have (SHA-512-256, -sess).
  [[nodiscard]] std::optional<DigestAlgorithm> known_algorithm() const;
};

/// Nothing when the scheme is not Digest or the list is malformed.
[[nodiscard]] std::optional<DigestFields> parse_digest(std::string_view value);

}  // namespace peal::sip
