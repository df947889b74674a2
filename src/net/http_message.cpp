#include "net/http_message.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "net/limits.hpp"

namespace peal::net {
namespace {

using base::ErrorCode;
using base::fail;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_any_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
  return -1;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes what is before `mark` off `rest`, and the mark with it.
std::string_view take_until(std::string_view& rest, char mark) {
  const auto at = rest.find(mark);
  const auto part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return part;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    const auto segment = take_until(path, '/');
    if (segment == "." || segment == "..") return true;
  }
  return false;
}

// Digits only; a number too large for 64 bits is as good as the largest one.
std::optional<std::uint64_t> digits(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return UINT64_MAX;
  return error == std::errc{} ? std::optional{value} : std::nullopt;
}

// "https://pbx.example:443" and "https://pbx.example" are one origin.
std::string normal_origin(std::string_view scheme, std::string_view host) {
  std::string origin{scheme};
  origin += "://";
  for (const char c : host) origin += lower(c);
  const std::string_view usual = scheme == "https" ? ":443" : ":80";
  if (origin.ends_with(usual)) origin.resize(origin.size() - usual.size());
  return origin;
}

std::string normal_origin(std::string_view origin) {
  const auto mark = origin.find("://");
  if (mark == std::string_view::npos) return {};
  return normal_origin(origin.substr(0, mark), origin.substr(mark + 3));
}

}  // namespace

bool HttpPairs::same(std::string_view a, std::string_view b) const {
  return names_ == Names::kExact ? a == b : same_any_case(a, b);
}

std::string_view HttpPairs::get(std::string_view name) const {
  for (const auto& [key, value] : items_) {
    if (same(key, name)) return value;
  }
  return {};
}

bool HttpPairs::has(std::string_view name) const {
  return std::ranges::any_of(items_, [&](const auto& item) { return same(item.first, name); });
}

std::vector<std::string_view> HttpPairs::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : items_) {
    if (same(key, name)) values.push_back(value);
  }
  return values;
}

HttpResponse HttpResponse::text(std::uint16_t status, std::string body) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body), {}};
}

HttpResponse HttpResponse::json(std::uint16_t status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body), {}};
}

HttpResponse HttpResponse::of_file(std::string path) {
  HttpResponse response;
  response.with("Content-Type", std::string{content_type_of(path)});
  response.file = std::move(path);
  return response;
}

HttpResponse HttpResponse::problem(const base::Error& error) {
  return problem(base::error_row(error.code).http_status, error);
}

HttpResponse HttpResponse::problem(std::uint16_t status, const base::Error& error) {
  const auto& row = base::error_row(error.code);
  auto body = fmt::format(R"({{"type":"about:blank","title":{},"status":{},"detail":{},"code":{})",
                          json_quoted(status_text(status)), status, json_quoted(error.message), json_quoted(row.name));
  if (!error.where.empty()) body += ",\"where\":" + json_quoted(error.where);
  return {status, {{"Content-Type", "application/problem+json"}}, body + "}", {}};
}

bool same_origin(const HttpRequest& request) {
  if (!request.headers.has("Origin")) return true;
  const auto here = normal_origin(request.secure ? "https" : "http", request.headers.get("Host"));
  return normal_origin(request.headers.get("Origin")) == here;
}

bool origin_among(const HttpRequest& request, const std::vector<std::string>& allowed) {
  const auto origin = normal_origin(request.headers.get("Origin"));
  return !origin.empty() && std::ranges::any_of(allowed, [&](const auto& one) { return normal_origin(one) == origin; });
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    plain += c;
  }
  return plain;
}

// RFC 3986 2.3: all but unreserved characters.
std::string percent_encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain =
        (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) encoded += c;
    else encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

base::Result<HttpPairs> parse_query(std::string_view text) {
  HttpPairs pairs;
  while (!text.empty()) {
    auto value = take_until(text, '&');
    if (value.empty()) continue;
    const auto name = percent_decode(take_until(value, '='), true);
    const auto plain = percent_decode(value, true);
    if (!name || !plain) return fail(ErrorCode::kBadInput, "A percent escape in the query is broken.", "query");
    if (pairs.size() >= kHttpFieldsMax) {
      return fail(ErrorCode::kTooMany, fmt::format("The query has more than {} parameters.", kHttpFieldsMax), "query");
    }
    pairs.add(*name, *plain);
  }
  return pairs;
}

base::Status parse_target(std::string_view target, HttpRequest& into) {
  into.target = target;
  // RFC 9112 3.2.2: a server must understand the absolute form too.
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto slash = target.find_first_of("/?", scheme.size());
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
    break;
  }
  if (target == "*") {
    into.path = "*";
    return {};
  }
  auto rest = target;
  const auto path = take_until(rest, '?');
  const auto plain = percent_decode(path, false);
  if (!path.starts_with('/') || target.find('#') != std::string_view::npos || !plain || has_dot_segment(*plain)) {
    return fail(ErrorCode::kBadInput, "The target is not a path, or an escape or a segment of it is not allowed.",
                "target");
  }
  into.path = *plain;
  auto query = parse_query(rest);
  if (!query) return fail(std::move(query.error()));
  into.query = std::move(*query);
  return {};
}

HttpPairs parse_cookies(std::string_view header) {
  HttpPairs cookies;
  while (!header.empty() && cookies.size() < kHttpFieldsMax) {
    const auto pair = trimmed(take_until(header, ';'));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    auto value = trimmed(pair.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    cookies.add(std::string{trimmed(pair.substr(0, equals))}, std::string{value});
  }
  return cookies;
}

base::Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (header.size() < kUnit.size() || !same_any_case(header.substr(0, kUnit.size()), kUnit)) return std::nullopt;
  const auto range = trimmed(header.substr(kUnit.size()));
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = digits(range.substr(0, dash));
  const auto last = digits(range.substr(dash + 1));
  const bool open_end = dash + 1 == range.size();
  const auto outside = [] { return fail(ErrorCode::kBadInput, "The file has no such range.", "Range"); };
  if (dash == 0) {  // The last so many bytes.
    if (!last) return std::nullopt;
    if (*last == 0 || size == 0) return outside();
    return ByteRange{size - std::min(*last, size), size - 1};
  }
  if (!first || (!last && !open_end) || (last && *last < *first)) return std::nullopt;
  if (*first >= size) return outside();
  return ByteRange{*first, last ? std::min(*last, size - 1) : size - 1};
}

}  // namespace peal::net
