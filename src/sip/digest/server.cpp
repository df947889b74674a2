#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/assert.hpp"
#include "sip/digest/digest.hpp"
#include "sip/digest/parse.hpp"
#include "sip/message/token.hpp"
#include "sip/message/writer.hpp"

namespace peal::sip {

using base::Time;

namespace {

constexpr std::size_t kUsedNoncesMax = 100'000;

std::string hmac_hex(const std::array<std::uint8_t, 32>& key, std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw;
  unsigned size = 0;
  PEAL_ASSERT(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                   reinterpret_cast<const unsigned char*>(text.data()), text.size(), raw.data(), &size) != nullptr);
  std::string hex;
  for (unsigned i = 0; i < 16; ++i) {
    hex.push_back(kHexDigits[raw[i] >> 4]);
    hex.push_back(kHexDigits[raw[i] & 15]);
  }
  return hex;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<std::uint32_t> parse_nc(std::string_view text) {
  if (text.size() != 8 || !all(text, kHex)) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text) value = value * 16 + static_cast<std::uint32_t>(is(c, kDigit) ? c - '0' : lower(c) - 'a' + 10);
  return value;
}

// Phones that know MD5 only and give up at the first challenge with another
// algorithm, where RFC 7616 3.7 lets them pass it over: baresip before its
// third series ("Register: Function not implemented").
bool stops_at_new_algorithms(std::string_view user_agent) {
  constexpr std::string_view kName = "baresip v";
  return user_agent.starts_with(kName) && user_agent.size() > kName.size() + 1 && user_agent[kName.size()] < '3' &&
         user_agent[kName.size() + 1] == '.';
}

}  // namespace

DigestServer::DigestServer(const std::array<std::uint8_t, 32>& secret, std::string realm)
    : key_(secret), realm_(std::move(realm)) {}

std::string DigestServer::signed_nonce(std::string_view stamp, std::string_view source) const {
  const std::string text(stamp);
  return text + "." + hmac_hex(key_, "nonce:" + text + ":" + realm_ + ":" + std::string(source));
}

std::optional<Time> DigestServer::nonce_time(std::string_view nonce, std::string_view source) const {
  const auto dot = nonce.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto stamp = nonce.substr(0, dot);
  const auto millis = parse_number(stamp.substr(0, stamp.find('-')), INT64_MAX);
  if (!millis || !same_secret(nonce, signed_nonce(stamp, source))) return std::nullopt;
  return base::from_unix_millis(static_cast<std::int64_t>(*millis));
}

bool DigestServer::first_use(std::string_view nonce, std::string_view nc, Time now) {
  // RFC 2617 without qop has no count: one use, or whoever saw it could repeat it.
  const auto count = nc.empty() ? std::optional<std::uint32_t>(1) : parse_nc(nc);
  if (!count) return false;
  if (used_.size() >= kUsedNoncesMax) {
    std::erase_if(used_, [&](const auto& entry) { return now - entry.second.second > kNonceLife; });
    if (used_.size() >= kUsedNoncesMax) return false;
  }
  auto [entry, fresh] = used_.try_emplace(std::string(nonce), 0U, now);
  if (*count <= entry->second.first) return false;
  entry->second.first = *count;
  return true;
}

DigestServer::Verdict DigestServer::check(const Message& request, std::string_view source, const Lookup& lookup, Time now) {
  for (std::size_t i = 0; i < request.field_count(); ++i) {
    if (request.field_name(i) != HeaderName::kAuthorization) continue;
    const auto shown = parse_digest(request.field_value(i));
    if (!shown || !shown->known_algorithm() || shown->realm != realm_) continue;
    // RFC 3261 22.3 has one for each realm: of a hundred, each with another
    // password, only the first is looked at.
    return judge(request, *shown, source, lookup, now);
  }
  return {};
}

DigestServer::Verdict DigestServer::judge(const Message& request, const DigestFields& shown, std::string_view source, const Lookup& lookup,
                                          Time now) {
  const auto algorithm = *shown.known_algorithm();
  const auto made = nonce_time(shown.nonce, source);
  // RFC 7616 3.3: a nonce that is none of ours, as after a restart, is stale; the phone tries again by itself.
  Verdict verdict{made ? Finding::kWrong : Finding::kStale, shown.username_view};
  if (!shown.qop.empty() && shown.qop != "auth") return verdict;
  const auto secret = lookup(realm_, shown.username);
  // A stand-in of the right size keeps the work equal for unknown users.
  const std::string nobody = hmac_hex(key_, "nobody") + hmac_hex(key_, "here");
  std::string_view ha1 = nobody;
  if (secret) ha1 = algorithm == DigestAlgorithm::kMd5 ? secret->ha1_md5 : secret->ha1_sha256;
  const auto expected =
      digest_response(algorithm, {ha1, shown.nonce, shown.nc, shown.cnonce, shown.qop, request.method_text(), shown.uri});
  const bool right = same_secret(expected, shown.response) && secret && !ha1.empty();
  if (!made || !right) return verdict;
  const bool fresh = now - *made <= kNonceLife && *made <= now + base::Seconds{5} && first_use(shown.nonce, shown.nc, now);
  verdict.finding = fresh ? Finding::kRight : Finding::kStale;
  return verdict;
}

void DigestServer::write_challenges(const Message& request, std::string_view source, Time now, bool stale, std::string& out) {
  Writer writer(out);
  // The count tells two phones apart that are challenged in one millisecond:
  // with one nonce for both, the second would look like a replay of the first.
  const std::string nonce = signed_nonce(std::to_string(base::unix_millis(now)) + "-" + std::to_string(++challenges_), source);
  const bool only_md5 = stops_at_new_algorithms(request.header(HeaderName::kUserAgent));
  for (const auto algorithm : {DigestAlgorithm::kSha256, DigestAlgorithm::kMd5}) {
    if (only_md5 && algorithm != DigestAlgorithm::kMd5) continue;
    std::string value = "Digest realm=\"" + realm_ + "\", nonce=\"" + nonce + "\", algorithm=";
    value.append(digest_algorithm_name(algorithm)).append(", qop=\"auth\"");
    if (stale) value.append(", stale=true");
    writer.field(HeaderName::kWwwAuthenticate, value);
  }
}

}  // namespace peal::sip
