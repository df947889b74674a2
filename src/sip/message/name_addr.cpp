#include "sip/message/name_addr.hpp"

#include <utility>

#include "sip/message/token.hpp"

namespace peal::sip {

namespace {

// display-name without quotes: tokens with white space between (RFC 3261 25.1).
std::string_view take_tokens(std::string_view& rest) {
  const std::string_view all_of_it = rest;
  while (!rest.empty() && (is(rest.front(), kToken) || is(rest.front(), kSpace))) rest.remove_prefix(1);
  return trimmed(all_of_it.substr(0, all_of_it.size() - rest.size()));
}

bool take_params(std::string_view rest, NameAddr& address) {
  skip_spaces(rest);
  if (rest.empty()) return true;
  if (rest.front() != ';') return false;
  address.params = trimmed(rest.substr(1));
  bool tagged = false;
  rest = address.params;
  for (std::size_t left = kParametersMax; left > 0; --left) {
    const auto parameter = next_parameter(rest);
    if (!parameter) return false;
    if (!tagged && same_text(parameter->name, "tag")) {
      address.tag_param = parameter->value;
      tagged = true;
    }
    if (rest.empty()) return true;
  }
  return false;
}

bool read_bracketed(std::string_view rest, NameAddr& address) {
  const auto end = rest.find('>');
  if (end == std::string_view::npos || !read_uri(rest.substr(1, end - 1), address.uri)) return false;
  address.bracketed = true;
  return take_params(rest.substr(end + 1), address);
}

bool read_bare(std::string_view value, NameAddr& address) {
  address.display = {};
  const auto end = value.find_first_of("; \t");
  if (!read_uri(value.substr(0, end), address.uri)) return false;
  if (address.uri.text.find_first_of("?,") != std::string_view::npos) return false;
  return end == std::string_view::npos || take_params(value.substr(end), address);
}

bool read_name_addr(std::string_view rest, NameAddr& address) {
  if (rest.starts_with('<')) return read_bracketed(rest, address);
  if (rest.starts_with('"')) {
    const auto quoted = take_quoted(rest);
    if (!quoted) return false;
    address.display = *quoted;
    skip_spaces(rest);
    return rest.starts_with('<') && read_bracketed(rest, address);
  }
  const std::string_view bare = rest;
  address.display = take_tokens(rest);
  return rest.starts_with('<') ? read_bracketed(rest, address) : read_bare(bare, address);
}

}  // namespace

std::string NameAddr::display_text() const {
  std::string_view raw = display;
  const bool quoted = raw.size() >= 2 && raw.front() == '"';
  if (quoted) raw = raw.substr(1, raw.size() - 2);
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (quoted && c == '\\' && i + 1 < raw.size()) c = raw[++i];
    else if (is(c, kSpace)) {
      if (!out.empty() && out.back() == ' ' && !quoted) continue;
      c = ' ';
    }
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out.push_back(c);
  }
  return out;
}

std::optional<NameAddr> parse_name_addr(std::string_view value) {
  std::optional<NameAddr> address(std::in_place);
  if (!read_name_addr(trimmed(value), *address)) address.reset();
  return address;
}

std::optional<std::string_view> next_list_value(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  if (rest.find(',') == std::string_view::npos) return trimmed(std::exchange(rest, {}));
  std::size_t i = 0;
  while (i < rest.size() && rest[i] != ',') {
    if (rest[i] == '"') {
      std::string_view from = rest.substr(i);
      const auto quoted = take_quoted(from);
      i = quoted ? i + quoted->size() : rest.size();
    } else if (rest[i] == '<') {
      const auto end = rest.find('>', i);
      i = end == std::string_view::npos ? rest.size() : end + 1;
    } else {
      ++i;
    }
  }
  const auto value = trimmed(rest.substr(0, i));
  rest.remove_prefix(i < rest.size() ? i + 1 : i);
  return value;
}

std::string write_name_addr(std::string_view display, std::string_view uri) {
  std::string out;
  out.reserve(display.size() + uri.size() + 6);
  if (!display.empty()) {
    out.push_back('"');
    for (const char c : display) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) continue;
      if (c == '"' || c == '\\') out.push_back('\\');
      out.push_back(c);
    }
    out.append("\" ");
  }
  out.push_back('<');
  out.append(uri);
  out.push_back('>');
  return out;
}

}  // namespace peal::sip
