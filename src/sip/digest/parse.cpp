#include "sip/digest/parse.hpp"

#include "sip/limits.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {

namespace {

std::string* member(DigestFields& fields, std::string_view name) {
  struct Row {
    std::string_view name;
    std::string DigestFields::* member;
  };
  constexpr Row kRows[] = {{"realm", &DigestFields::realm},       {"nonce", &DigestFields::nonce},
                           {"opaque", &DigestFields::opaque},     {"username", &DigestFields::username},
                           {"uri", &DigestFields::uri},           {"response", &DigestFields::response},
                           {"cnonce", &DigestFields::cnonce},     {"nc", &DigestFields::nc},
                           {"qop", &DigestFields::qop},           {"algorithm", &DigestFields::algorithm},
                           {"stale", &DigestFields::stale}};
  for (const auto& row : kRows) {
    if (same_text(row.name, name)) return &(fields.*row.member);
  }
  return nullptr;
}

}  // namespace

std::optional<DigestAlgorithm> DigestFields::known_algorithm() const {
  if (algorithm.empty() || same_text(algorithm, "MD5")) return DigestAlgorithm::kMd5;
  if (same_text(algorithm, "SHA-256")) return DigestAlgorithm::kSha256;
  return std::nullopt;
}

std::optional<DigestFields> parse_digest(std::string_view value) {
  std::string_view rest = trimmed(value);
  if (!same_text(take(rest, kToken), "Digest") || rest.empty() || !is(rest.front(), kSpace)) return std::nullopt;
  DigestFields fields;
  while (true) {
    skip_spaces(rest);
    const auto name = take(rest, kToken);
    skip_spaces(rest);
    if (name.empty() || rest.empty() || rest.front() != '=') return std::nullopt;
    rest.remove_prefix(1);
    skip_spaces(rest);
    std::string* to = member(fields, name);
    if (!rest.empty() && rest.front() == '"') {
      const auto quoted = take_quoted(rest);
      if (!quoted || quoted->size() > kDigestFieldMaxBytes) return std::nullopt;
      if (to != nullptr) *to = unquoted(*quoted);
      if (to == &fields.username) fields.username_view = quoted->substr(1, quoted->size() - 2);
    } else {
      const auto word = take(rest, kToken);
      if (word.empty() || word.size() > kDigestFieldMaxBytes) return std::nullopt;
      if (to != nullptr) *to = word;
      if (to == &fields.username) fields.username_view = word;
    }
    skip_spaces(rest);
    if (rest.empty()) return fields;
    if (rest.front() != ',') return std::nullopt;
    rest.remove_prefix(1);
  }
}

}  // namespace peal::sip
