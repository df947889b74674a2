#include "sip/message/uri.hpp"

#include <algorithm>

#include "sip/message/token.hpp"

namespace peal::sip {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool good_escapes(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    if (i + 2 >= text.size() || !is(text[i + 1], kHex) || !is(text[i + 2], kHex)) return false;
    i += 2;
  }
  return true;
}

// Each character is looked at once: every message has half a dozen of these.
bool parse_user(std::string_view info, Uri& uri) {
  uri.has_user = true;
  std::size_t colon = std::string_view::npos;
  bool escaped = false;
  for (std::size_t i = 0; i < info.size(); ++i) {
    if (!is(info[i], kUserPart)) return false;
    if (info[i] == ':' && colon == std::string_view::npos) colon = i;
    escaped = escaped || info[i] == '%';
  }
  uri.user = info.substr(0, colon);
  if (colon != std::string_view::npos) uri.password = info.substr(colon + 1);
  return !uri.user.empty() && (!escaped || good_escapes(info));
}

bool take_host_port(std::string_view& text, Uri& uri) {
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return false;
    uri.host = text.substr(1, end - 1);
    if (!parse_address(uri.host, 0)) return false;
    text.remove_prefix(end + 1);
  } else {
    uri.host = take(text, kHostPart);
    if (uri.host.empty()) return false;
  }
  if (text.empty() || text.front() != ':') return true;
  text.remove_prefix(1);
  const auto port = parse_number(take(text, kDigit), 65535);
  if (!port || *port == 0) return false;
  uri.port = static_cast<std::uint16_t>(*port);
  return true;
}

// RFC 3261 19.1.1: userinfo ends at '@', which nothing else may contain.
bool parse_sip(std::string_view rest, Uri& uri) {
  if (const auto at = rest.find('@'); at != std::string_view::npos) {
    if (!parse_user(rest.substr(0, at), uri)) return false;
    rest.remove_prefix(at + 1);
  }
  if (!take_host_port(rest, uri)) return false;
  if (rest.empty()) return true;
  if (rest.front() == ';') {
    const auto end = std::min(rest.find('?'), rest.size());
    uri.params = rest.substr(1, end - 1);
    if (!all(uri.params, kUriAny) || !good_escapes(uri.params) || !well_formed_parameters(uri.params)) return false;
    rest.remove_prefix(end);
  }
  if (rest.empty()) return true;
  uri.headers = rest.substr(1);
  return rest.front() == '?' && all(uri.headers, kUriAny) && good_escapes(uri.headers);
}

// `sip:user@host:port` and less, as nearly all are written, in one pass. False for
// all others: the grammar decides about them.
bool read_plain(std::string_view text, Uri& uri) {
  constexpr std::string_view kScheme = "sip:";
  constexpr std::size_t kPortDigits = 5;
  if (!text.starts_with(kScheme)) return false;
  uri.scheme = text.substr(0, kScheme.size() - 1);
  std::size_t from = kScheme.size();
  std::size_t at = from;
  while (at < text.size() && is(text[at], kUserPart) && text[at] != ':' && text[at] != '%') ++at;
  if (at < text.size() && text[at] == '@' && at > from) {
    uri.user = text.substr(from, at - from);
    uri.has_user = true;
    from = at + 1;
  }
  at = from;
  while (at < text.size() && is(text[at], kHostPart)) ++at;
  if (at == from) return false;
  uri.host = text.substr(from, at - from);
  if (at == text.size()) return true;
  if (text[at] != ':' || text.size() - at - 1 > kPortDigits) return false;
  const auto port = parse_number(text.substr(at + 1), 65535);
  if (!port || *port == 0) return false;
  uri.port = static_cast<std::uint16_t>(*port);
  return true;
}

bool same_escaped(std::string_view a, std::string_view b, bool with_case) {
  std::size_t i = 0;
  std::size_t j = 0;
  const auto next = [](std::string_view text, std::size_t& at) {
    if (text[at] == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0) {
      const int value = hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]);
      at += 3;
      return static_cast<char>(value);
    }
    return text[at++];
  };
  while (i < a.size() && j < b.size()) {
    const char x = next(a, i);
    const char y = next(b, j);
    if (with_case ? x != y : lower(x) != lower(y)) return false;
  }
  return i == a.size() && j == b.size();
}

// Parameters in both must match; these four must match also when one side lacks them.
bool must_be_in_both(std::string_view name) {
  return same_text(name, "user") || same_text(name, "ttl") || same_text(name, "method") || same_text(name, "maddr") ||
         same_text(name, "transport");
}

// A name that stands twice, which RFC 3261 25.1 forbids, means its first value,
// as everywhere else here: a contact that differs from itself could never be refreshed.
bool params_agree(std::string_view mine, std::string_view theirs) {
  for (auto rest = mine; const auto parameter = next_parameter(rest);) {
    const auto own = find_parameter(mine, parameter->name);
    const auto other = find_parameter(theirs, parameter->name);
    if (!other && must_be_in_both(parameter->name)) return false;
    if (own && other && !same_escaped(*own, *other, false)) return false;
  }
  return true;
}

}  // namespace

bool Uri::sip() const { return same_text(scheme, "sip") || sips(); }
bool Uri::sips() const { return same_text(scheme, "sips"); }
std::optional<std::string_view> Uri::param(std::string_view name) const { return find_parameter(params, name); }
std::string_view Uri::without_headers() const {
  return headers.empty() ? text : text.substr(0, static_cast<std::size_t>(headers.data() - text.data()) - 1);
}
std::string_view Uri::bare() const {
  if (!sip()) return text.substr(0, text.find_first_of(";?"));
  return params.empty() ? without_headers() : text.substr(0, static_cast<std::size_t>(params.data() - text.data()) - 1);
}
std::string Uri::user_text() const { return unescape(user); }

Transport Uri::transport() const {
  if (const auto named = param("transport")) {
    if (const auto known = parse_transport(*named)) {
      // RFC 3261 19.1.2 and 26.2.2: a SIPS URI is never reached in the clear, whatever it says.
      if (sips() && (*known == Transport::kTcp || *known == Transport::kUdp)) return Transport::kTls;
      if (sips() && *known == Transport::kWs) return Transport::kWss;
      return *known;
    }
  }
  return sips() ? Transport::kTls : Transport::kUdp;
}

std::optional<Flow> Uri::numeric_flow() const {
  if (!sip()) return std::nullopt;
  const Transport by = transport();
  const std::uint16_t usual = by == Transport::kTls ? 5061 : by == Transport::kWs ? 80 : by == Transport::kWss ? 443 : 5060;
  const auto address = parse_address(param("maddr").value_or(host), port == 0 ? usual : port);
  if (!address) return std::nullopt;
  return Flow{by, 0, *address};
}

bool read_uri(std::string_view text, Uri& uri) {
  uri.text = text;
  if (read_plain(text, uri)) return true;
  uri = {};
  uri.text = text;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  uri.scheme = text.substr(0, colon);
  const auto rest = text.substr(colon + 1);
  for (std::size_t i = 0; i < uri.scheme.size(); ++i) {
    const char c = lower(uri.scheme[i]);
    const bool letter = c >= 'a' && c <= 'z';
    if (!letter && (i == 0 || !(is(c, kDigit) || c == '+' || c == '-' || c == '.'))) return false;
  }
  if (uri.sip()) return parse_sip(rest, uri);
  uri.host = rest;
  return all(rest, kUriAny);
}

std::optional<Uri> parse_uri(std::string_view text) {
  std::optional<Uri> uri(std::in_place);
  if (!read_uri(text, *uri)) uri.reset();
  return uri;
}

bool equivalent(const Uri& a, const Uri& b) {
  if (!same_text(a.scheme, b.scheme)) return false;
  if (!a.sip()) return a.host == b.host;
  return a.has_user == b.has_user && same_escaped(a.user, b.user, true) && same_escaped(a.password, b.password, true) &&
         same_text(a.host, b.host) && a.port == b.port && params_agree(a.params, b.params) &&
         params_agree(b.params, a.params) && a.headers == b.headers;
}

std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out.push_back(text[i]);
    } else {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return out;
}

std::string escape_user(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is(c, kUserPart) && c != '%' && c != ':') {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHexDigits[byte >> 4]);
      out.push_back(kHexDigits[byte & 15]);
    }
  }
  return out;
}

}  // namespace peal::sip
