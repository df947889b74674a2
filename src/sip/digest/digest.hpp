#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"
#include "sip/digest/secret.hpp"
#include "sip/message/message.hpp"

namespace peal::sip {

struct DigestFields;

[[nodiscard]] std::string_view digest_algorithm_name(DigestAlgorithm algorithm);  ///< "MD5", "SHA-256".
/// Lower-case hexadecimal of the hash.
[[nodiscard]] std::string digest_hash(DigestAlgorithm algorithm, std::string_view text);

/// What enters the response (RFC 7616 3.4.1). Without qop it is RFC 2617's older form.
struct DigestInput {
  std::string_view ha1, nonce, nc, cnonce, qop, method, uri;
};
[[nodiscard]] std::string digest_response(DigestAlgorithm algorithm, const DigestInput& input);

/// Digest as a server: RFC 7616 and 8760, and RFC 2617 for old phones. Nonces
/// carry their time and an HMAC over it and the source they were given to, so none
/// is stored until its password was right; then the highest nc is, and a replay
/// looks stale. `source` is any text that stands for who asks.
class DigestServer {
 public:
  DigestServer(const std::array<std::uint8_t, 32>& secret, std::string realm);

  using Finding = DigestFinding;
  struct Verdict {
    Finding finding = Finding::kNone;
    std::string_view user;  ///< In the message; also when the password was wrong.
  };
  using Lookup = std::function<std::optional<DigestSecret>(std::string_view realm, std::string_view user)>;
  /// Looks at the first Authorization field of our realm. A wrong user takes the same work as a wrong password.
  [[nodiscard]] Verdict check(const Message& request, std::string_view source, const Lookup& lookup, base::Time now);
  /// Appends WWW-Authenticate lines, SHA-256 before MD5 (RFC 8760 2.4); MD5 alone
  /// for a phone whose User-Agent is known to give up at any other.
  void write_challenges(const Message& request, std::string_view source, base::Time now, bool stale, std::string& out);
  [[nodiscard]] const std::string& realm() const { return realm_; }

 private:
  /// `stamp` and its signature; a stamp is "milliseconds-count".
  [[nodiscard]] std::string signed_nonce(std::string_view stamp, std::string_view source) const;
  [[nodiscard]] std::optional<base::Time> nonce_time(std::string_view nonce, std::string_view source) const;
  /// What one proof for our realm, with an algorithm of ours, comes to.
  [[nodiscard]] Verdict judge(const Message& request, const DigestFields& shown, std::string_view source, const Lookup& lookup, base::Time now);
  [[nodiscard]] bool first_use(std::string_view nonce, std::string_view nc, base::Time now);

  std::array<std::uint8_t, 32> key_;
  std::string realm_;
  std::uint64_t challenges_ = 0;
  std::unordered_map<std::string, std::pair<std::uint32_t, base::Time>> used_;  ///< Nonce: highest nc, and when it was made.
};

/// In whose name a 401 or 407 asks for a password that is not meant for it: the
/// first realm of its challenges, when `credentials` are for none of them.
[[nodiscard]] std::optional<std::string> foreign_realm(const Message& response, const Credentials& credentials);

/// Digest as a client: the Authorization or Proxy-Authorization line for a
/// request that got 401 or 407. Nothing when the challenge cannot be met or the
/// same credentials were just refused (`tried` and not stale).
[[nodiscard]] std::optional<std::string> answer_challenge(const Message& response, const Credentials& credentials,
                                                          std::string_view method, std::string_view uri,
                                                          std::string_view cnonce, bool tried);

}  // namespace peal::sip
