#include <algorithm>

#include "sip/digest/digest.hpp"
#include "sip/digest/parse.hpp"
#include "sip/message/token.hpp"
#include "sip/message/writer.hpp"

namespace peal::sip {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('"');
  return out;
}

bool offers_auth(std::string_view qop) {
  while (const auto value = next_list_value(qop)) {
    if (same_text(*value, "auth")) return true;
  }
  return false;
}

HeaderName challenge_fields(const Message& response) {
  return response.status() == 407 ? HeaderName::kProxyAuthenticate : HeaderName::kWwwAuthenticate;
}

// Compared without case: realms are host names as a rule, and those of two
// servers that differ by case alone are not told apart by people either.
bool realm_is_for(const Credentials& credentials, std::string_view realm) {
  return credentials.realms.empty() ||
         std::ranges::any_of(credentials.realms, [&](const std::string& ours) { return same_text(ours, realm); });
}

// The first challenge we can meet: servers put the best one first (RFC 8760 2.4).
std::optional<DigestFields> pick(const Message& response, HeaderName name, const Credentials& credentials) {
  for (std::size_t i = 0; i < response.field_count(); ++i) {
    if (response.field_name(i) != name) continue;
    auto fields = parse_digest(response.field_value(i));
    if (!fields || !fields->known_algorithm()) continue;
    if (!realm_is_for(credentials, fields->realm)) continue;
    if (!fields->qop.empty() && !offers_auth(fields->qop)) continue;
    return fields;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> foreign_realm(const Message& response, const Credentials& credentials) {
  std::optional<std::string> first;
  for (std::size_t i = 0; i < response.field_count(); ++i) {
    if (response.field_name(i) != challenge_fields(response)) continue;
    auto fields = parse_digest(response.field_value(i));
    if (!fields) continue;
    if (realm_is_for(credentials, fields->realm)) return std::nullopt;
    if (!first) first = std::move(fields->realm);
  }
  return first;
}

std::optional<std::string> answer_challenge(const Message& response, const Credentials& credentials, std::string_view method,
                                            std::string_view uri, std::string_view cnonce, bool tried) {
  const bool proxy = response.status() == 407;
  const auto challenge = pick(response, challenge_fields(response), credentials);
  if (!challenge || (tried && !same_text(challenge->stale, "true"))) return std::nullopt;
  const DigestAlgorithm algorithm = *challenge->known_algorithm();
  const std::string ha1 = digest_hash(algorithm, credentials.user + ":" + challenge->realm + ":" + credentials.password);
  const std::string_view qop = challenge->qop.empty() ? "" : "auth";
  const std::string_view nc = "00000001";  // A new cnonce each time, so each count starts again.
  std::string value = "Digest username=" + quoted(credentials.user) + ", realm=" + quoted(challenge->realm) +
                      ", nonce=" + quoted(challenge->nonce) + ", uri=" + quoted(uri) + ", response=" +
                      quoted(digest_response(algorithm, {ha1, challenge->nonce, nc, cnonce, qop, method, uri})) +
                      ", algorithm=" + std::string(digest_algorithm_name(algorithm));
  if (!qop.empty()) value.append(", qop=auth, nc=").append(nc).append(", cnonce=").append(quoted(cnonce));
  if (!challenge->opaque.empty()) value.append(", opaque=").append(quoted(challenge->opaque));
  std::string line;
  Writer(line).field(proxy ? HeaderName::kProxyAuthorization : HeaderName::kAuthorization, value);
  return line;
}

}  // namespace peal::sip
