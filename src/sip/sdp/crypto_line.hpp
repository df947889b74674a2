#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sip/sdp/description.hpp"
#include "sip/sdp/media.hpp"

/// Inside this folder only: a=crypto (RFC 4568).
namespace peal::sip::sdp {

/// The lines of one media section that we can do, in their order. One with an
/// unknown suite, an MKI, several keys or a session parameter that we must
/// understand and do not is left out (RFC 4568 5.1.2, 6.3).
[[nodiscard]] std::vector<Crypto> read_crypto(const MediaDescription& m);
/// "1 AES_CM_128_HMAC_SHA1_80 inline:..."
[[nodiscard]] std::string write_crypto(const Crypto& crypto);

/// Their line that an answer takes, and ours of its suite with its tag.
struct CryptoPair {
  Crypto theirs, ours;
};
[[nodiscard]] std::optional<CryptoPair> choose_crypto(const std::vector<Crypto>& theirs, const std::vector<Crypto>& ours);
/// Of an answer to our lines: the tag must be one of ours, with its suite.
[[nodiscard]] std::optional<CryptoPair> match_crypto(const std::vector<Crypto>& theirs, const std::vector<Crypto>& ours);

}  // namespace peal::sip::sdp
