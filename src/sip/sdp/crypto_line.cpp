#include "sip/sdp/crypto_line.hpp"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

#include "sip/limits.hpp"
#include "sip/message/token.hpp"

namespace peal::sip::sdp {
namespace {

constexpr CryptoSuite kSuites[] = {CryptoSuite::kAesCm128HmacSha1_80, CryptoSuite::kAeadAes128Gcm, CryptoSuite::kAeadAes256Gcm};
constexpr std::string_view kSuiteNames[] = {"AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM", "AEAD_AES_256_GCM"};
constexpr std::size_t kKeyTextMax = 64;

std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > kKeyTextMax) return std::nullopt;
  std::array<unsigned char, kKeyTextMax> room{};
  const int size = EVP_DecodeBlock(room.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  const auto padding = static_cast<std::size_t>(std::ranges::count(text.substr(text.size() - 2), '='));
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(room.data()), static_cast<std::size_t>(size) - padding);
}

std::string to_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

// "inline:KEY", "inline:KEY|2^20". A lifetime is only a bound, of which no call
// of ours comes near; a key name (MKI) would change every packet.
std::optional<std::string> read_key(std::string_view text) {
  constexpr std::string_view kInline = "inline:";
  if (!same_text(text.substr(0, kInline.size()), kInline)) return std::nullopt;
  text.remove_prefix(kInline.size());
  const auto bar = text.find('|');
  if (bar != std::string_view::npos && text.find(':', bar) != std::string_view::npos) return std::nullopt;
  return from_base64(text.substr(0, bar));
}

// RFC 4568 6.3: what has no minus before it must be understood. A window size
// asks for no more than what we have; an order of FEC without FEC says nothing.
bool bearable(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto one = take_word(parameters);
    if (!one.empty() && one.front() != '-' && !one.starts_with("WSH=") && !one.starts_with("FEC_ORDER=")) return false;
    if (one.empty()) break;
  }
  return true;
}

std::optional<Crypto> read_line(std::string_view value) {
  Crypto crypto;
  const auto tag = parse_number(take_word(value), 999'999'999);
  const auto suite = take_word(value);
  const auto named = std::ranges::find_if(kSuiteNames, [&](auto name) { return same_text(name, suite); });
  const auto key = read_key(take_word(value));
  if (!tag || named == std::end(kSuiteNames) || !key || !bearable(value)) return std::nullopt;
  crypto.tag = static_cast<std::uint32_t>(*tag);
  crypto.suite = kSuites[named - std::begin(kSuiteNames)];
  crypto.key = *key;
  return crypto.key.size() == key_bytes(crypto.suite) ? std::optional(crypto) : std::nullopt;
}

}  // namespace

std::vector<Crypto> read_crypto(const MediaDescription& m) {
  std::vector<Crypto> all;
  for (const auto& a : m.attributes) {
    if (a.name != "crypto" || all.size() >= kCryptoLinesMax) continue;
    if (auto crypto = read_line(a.value)) all.push_back(std::move(*crypto));
  }
  return all;
}

std::string write_crypto(const Crypto& crypto) {
  std::string line = std::to_string(crypto.tag) + " ";
  return line.append(kSuiteNames[static_cast<std::size_t>(crypto.suite)]).append(" inline:").append(to_base64(crypto.key));
}

std::optional<CryptoPair> choose_crypto(const std::vector<Crypto>& theirs, const std::vector<Crypto>& ours) {
  for (const auto& offered : theirs) {
    const auto own = std::ranges::find(ours, offered.suite, &Crypto::suite);
    if (own == ours.end()) continue;
    CryptoPair pair{offered, *own};
    pair.ours.tag = offered.tag;
    return pair;
  }
  return std::nullopt;
}

std::optional<CryptoPair> match_crypto(const std::vector<Crypto>& theirs, const std::vector<Crypto>& ours) {
  if (theirs.size() != 1) return std::nullopt;
  const auto own = std::ranges::find(ours, theirs.front().tag, &Crypto::tag);
  if (own == ours.end() || own->suite != theirs.front().suite) return std::nullopt;
  return CryptoPair{theirs.front(), *own};
}

}  // namespace peal::sip::sdp
