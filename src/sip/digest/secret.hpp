#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fields.hpp"

namespace peal::sip {

/// What the credentials of a request came to. A stale nonce (too old, used
/// before, or given to somebody at another address) says nothing about the
/// password: only an answer to a challenge that went to this very source can be wrong.
enum class DigestFinding : std::uint8_t { kNone, kWrong, kStale, kRight };

enum class DigestAlgorithm : std::uint8_t { kMd5, kSha256 };

/// What a server keeps of a password: H(user:realm:password) in hexadecimal for
/// each algorithm (RFC 7616 3.4.2); an empty one cannot be used. As secret as
/// the password within its realm.
struct DigestSecret {
  std::string ha1_md5;
  std::string ha1_sha256;
  PEAL_FIELDS(DigestSecret, ha1_md5, ha1_sha256)
};

/// Both hashes of a password that is known, as when a phone's account is made.
[[nodiscard]] DigestSecret digest_secret(const std::string& user, const std::string& realm, const std::string& password);

/// What we show a trunk or an outside registrar.
struct Credentials {
  std::string user;
  std::string password;
  std::vector<std::string> realms;  ///< Answer only these; empty answers any.
  PEAL_FIELDS(Credentials, user, password, realms)
};

}  // namespace peal::sip
