#include "media/secure/fingerprint.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "base/assert.hpp"

namespace peal::media::secure {
namespace {

const EVP_MD* digest_named(std::string_view name) {
  if (name == "sha-256") return EVP_sha256();
  if (name == "sha-384") return EVP_sha384();
  if (name == "sha-512") return EVP_sha512();
  return nullptr;
}

std::vector<std::uint8_t> digest_of(const X509& certificate, const EVP_MD* hash) {
  std::vector<std::uint8_t> out(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  const int done = X509_digest(&certificate, hash, out.data(), &length);
  PEAL_ASSERT(done == 1);
  out.resize(length);
  return out;
}

}  // namespace

std::string Fingerprint::text() const {
  std::string out = hash;
  char before = ' ';
  for (const std::uint8_t byte : digest) {
    out += fmt::format("{}{:02X}", before, byte);
    before = ':';
  }
  return out;
}

base::Result<Fingerprint> parse_fingerprint(std::string_view text) {
  const auto bad = [](const char* why) { return base::fail(base::ErrorCode::kBadInput, why, "fingerprint"); };
  Fingerprint out;
  const auto space = text.find(' ');
  out.hash = std::string(text.substr(0, space));
  std::ranges::transform(out.hash, out.hash.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const EVP_MD* hash = digest_named(out.hash);
  if (hash == nullptr || space == std::string_view::npos) return bad("The fingerprint's hash is not SHA-256, 384 or 512.");
  std::string_view rest = text.substr(space + 1);
  while (!rest.empty()) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + std::min<std::size_t>(rest.size(), 2), byte, 16);
    if (error != std::errc{} || end != rest.data() + 2) return bad("The fingerprint is not pairs of hexadecimal digits.");
    out.digest.push_back(static_cast<std::uint8_t>(byte));
    rest.remove_prefix(2);
    if (rest.empty()) break;
    if (rest.front() != ':') return bad("The fingerprint's pairs are not joined by colons.");
    rest.remove_prefix(1);
  }
  if (out.digest.size() != static_cast<std::size_t>(EVP_MD_get_size(hash))) return bad("The fingerprint has the wrong length.");
  return out;
}

Fingerprint fingerprint_of(const X509& certificate) { return {"sha-256", digest_of(certificate, EVP_sha256())}; }

bool matches(const Fingerprint& expected, const X509& certificate) {
  const EVP_MD* hash = digest_named(expected.hash);
  if (hash == nullptr) return false;
  const auto actual = digest_of(certificate, hash);
  return actual.size() == expected.digest.size() &&
         CRYPTO_memcmp(actual.data(), expected.digest.data(), actual.size()) == 0;
}

}  // namespace peal::media::secure
