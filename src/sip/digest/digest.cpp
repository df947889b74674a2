#include "sip/digest/digest.hpp"

#include <openssl/evp.h>

#include "base/assert.hpp"

namespace peal::sip {

std::string_view digest_algorithm_name(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::kMd5 ? "MD5" : "SHA-256";
}

std::string digest_hash(DigestAlgorithm algorithm, std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw;
  unsigned size = 0;
  const EVP_MD* kind = algorithm == DigestAlgorithm::kMd5 ? EVP_md5() : EVP_sha256();
  PEAL_ASSERT(EVP_Digest(text.data(), text.size(), raw.data(), &size, kind, nullptr) == 1);
  std::string hex;
  hex.reserve(size * 2);
  for (unsigned i = 0; i < size; ++i) {
    hex.push_back(kHexDigits[raw[i] >> 4]);
    hex.push_back(kHexDigits[raw[i] & 15]);
  }
  return hex;
}

std::string digest_response(DigestAlgorithm algorithm, const DigestInput& in) {
  const auto join = [](std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const auto part : parts) {
      if (!text.empty()) text.push_back(':');
      text.append(part);
    }
    return text;
  };
  const std::string ha2 = digest_hash(algorithm, join({in.method, in.uri}));
  if (in.qop.empty()) return digest_hash(algorithm, join({in.ha1, in.nonce, ha2}));
  return digest_hash(algorithm, join({in.ha1, in.nonce, in.nc, in.cnonce, in.qop, ha2}));
}

DigestSecret digest_secret(const std::string& user, const std::string& realm, const std::string& password) {
  const std::string text = user + ":" + realm + ":" + password;
  return {digest_hash(DigestAlgorithm::kMd5, text), digest_hash(DigestAlgorithm::kSha256, text)};
}

}  // namespace peal::sip
