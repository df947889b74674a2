#include "trace/secrets.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string_view>

#include "sip/message/header_name.hpp"
#include "sip/message/token.hpp"

namespace peal::trace {
namespace {

constexpr char kStar = '*';

/// A line that may be written over.
struct Line {
  char* begin;
  char* end;
  [[nodiscard]] std::string_view view() const { return {begin, static_cast<std::size_t>(end - begin)}; }
};

void cover(char* from, char* to) {
  for (char* c = from; c < to; ++c) {
    if (*c != '\r' && *c != '\n') *c = kStar;
  }
}

// `needle` is in lower case.
bool contains(std::string_view text, std::string_view needle) {
  const auto same = [](char a, char b) { return sip::lower(a) == b; };
  return std::search(text.begin(), text.end(), needle.begin(), needle.end(), same) != text.end();
}
bool ends_in(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && sip::same_text(text.substr(text.size() - word.size()), word);
}

constexpr std::array<std::string_view, 3> kSecretParameters{"token", "password", "secret"};
constexpr std::array<std::string_view, 4> kProofs{"response", "cnonce", "rspauth", "nextnonce"};

// `name=value` wherever it stands; the value ends at a delimiter, a quoted one at its quote.
void cover_values(const Line& line, std::span<const std::string_view> names) {
  const auto view = line.view();
  for (std::size_t at = 0; (at = view.find('=', at)) != std::string_view::npos;) {
    const auto before = view.substr(0, at++);
    if (std::ranges::none_of(names, [&](std::string_view name) { return ends_in(before, name); })) continue;
    std::size_t end = at;
    if (at < view.size() && view[at] == '"') {
      ++at;
      end = std::min(view.find('"', at), view.size());
    } else {
      end = std::min(view.find_first_of(";,&?>\" \t", at), view.size());
    }
    cover(line.begin + at, line.begin + end);
    at = end;
  }
}

// "sip:alice:password@host" (RFC 3261 19.1.1).
void cover_uri_passwords(const Line& line) {
  const auto view = line.view();
  for (std::size_t at = 0; (at = view.find("sip", at)) != std::string_view::npos;) {
    at += 3;
    if (at < view.size() && view[at] == 's') ++at;
    if (at >= view.size() || view[at] != ':') continue;
    const auto end = std::min(view.find_first_of("<> \t\",", ++at), view.size());
    const auto sign = view.substr(at, end - at).find('@');
    if (sign == std::string_view::npos) continue;
    const auto colon = view.substr(at, sign).find(':');
    if (colon != std::string_view::npos) cover(line.begin + at + colon + 1, line.begin + at + sign);
    at += sign;
  }
}

bool proves_identity(std::string_view name) {
  return sip::same_text(name, "authorization") || sip::same_text(name, "proxy-authorization") ||
         sip::same_text(name, "authentication-info") || sip::same_text(name, "proxy-authentication-info");
}

// The fields of the RFCs keep none; those that somebody invented may.
bool named_secret(std::string_view name) {
  if (sip::parse_header_name(name) != sip::HeaderName::kOther) return false;
  constexpr std::array<std::string_view, 5> kWords{"token", "secret", "password", "cookie", "api-key"};
  return std::ranges::any_of(kWords, [&](std::string_view word) { return contains(name, word); });
}

void cover_proof(const Line& value) {
  const auto first = value.view().find_first_not_of(" \t");
  if (first == std::string_view::npos) return;
  const auto text = value.view().substr(first);
  // Authentication-Info has no scheme, only parameters.
  const bool digest = sip::same_text(text.substr(0, 7), "digest ") || text.substr(0, text.find(' ')).find('=') != std::string_view::npos;
  if (!digest) {
    const auto space = std::min(text.find(' '), text.size());
    return cover(value.begin + first + space + (space < text.size() ? 1 : 0), value.end);
  }
  cover_values(value, kProofs);
}

enum class FieldKind { kPlain, kProof, kSecret };

// Goes through the head; returns whether the body is of pressed keys.
class HeadReader {
 public:
  void line(const Line& line) {
    const auto view = line.view();
    const bool folded = !view.empty() && (view[0] == ' ' || view[0] == '\t');
    const auto colon = folded ? 0 : view.find(':');
    Line value = line;
    if (!folded && !first_ && colon != std::string_view::npos) {
      const auto name = sip::trimmed(view.substr(0, colon));
      kind_ = proves_identity(name) ? FieldKind::kProof : named_secret(name) ? FieldKind::kSecret : FieldKind::kPlain;
      value.begin += colon + 1;
      const bool type = sip::same_text(name, "content-type") || sip::same_text(name, "c");
      if (type) keys_ = contains(value.view(), "dtmf") || contains(value.view(), "digit") || contains(value.view(), "telephone-event");
    }
    first_ = false;
    switch (kind_) {
      case FieldKind::kProof: return folded ? cover_values(value, kProofs) : cover_proof(value);
      case FieldKind::kSecret: return cover(value.begin, value.end);
      case FieldKind::kPlain: break;
    }
    cover_values(line, kSecretParameters);
    cover_uri_passwords(line);
  }
  [[nodiscard]] bool body_of_keys() const { return keys_; }

 private:
  FieldKind kind_ = FieldKind::kPlain;
  bool first_ = true;
  bool keys_ = false;
};

void cover_body_line(const Line& line, bool keys) {
  const auto view = line.view();
  const auto rest = [&](std::size_t from) { cover(line.begin + std::min(from, view.size()), line.end); };
  if (view.starts_with("a=crypto:")) {
    const auto inline_key = view.find("inline:");
    if (inline_key != std::string_view::npos) rest(inline_key + 7);
  } else if (view.starts_with("a=ice-pwd:")) {
    rest(10);
  } else if (view.starts_with("a=key-mgmt:")) {
    rest(11);
  } else if (view.starts_with("k=")) {
    rest(2);
  } else if (sip::same_text(view.substr(0, 6), "signal") || sip::same_text(view.substr(0, 2), "d=")) {
    rest(view.find_first_of("=:") == std::string_view::npos ? 6 : view.find_first_of("=:") + 1);
  } else if (keys && !sip::same_text(view.substr(0, 8), "duration")) {
    rest(0);
  }
}

}  // namespace

void hide_secrets(char* text, std::size_t size) {
  HeadReader head;
  bool in_body = false;
  char* const end = text + size;
  for (char* at = text; at < end;) {
    auto* newline = static_cast<char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    char* stop = newline == nullptr ? end : newline;
    if (stop > at && stop[-1] == '\r') --stop;
    if (in_body) cover_body_line({at, stop}, head.body_of_keys());
    else if (stop == at && at != text) in_body = true;
    else head.line({at, stop});
    at = newline == nullptr ? end : newline + 1;
  }
}

}  // namespace peal::trace
