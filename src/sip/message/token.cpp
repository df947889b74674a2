#include "sip/message/token.hpp"

#include <array>

namespace peal::sip {

namespace {

constexpr bool alphanumeric(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool among(unsigned char c, std::string_view set) {
  return c != 0 && set.find(static_cast<char>(c)) != std::string_view::npos;
}

constexpr std::size_t kDigitsThatFit = 19;  // Of any number below 2^64.

constexpr std::uint8_t classes_of(unsigned char c) {
  std::uint8_t bits = 0;
  const bool unreserved = alphanumeric(c) || among(c, "-_.!~*'()");
  if (alphanumeric(c) || among(c, "-.!%*_+`'~")) bits |= kToken;
  if (among(c, " \t\r\n")) bits |= kSpace;
  if (c >= '0' && c <= '9') bits |= kDigit;
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) bits |= kHex;
  if (unreserved || among(c, "%&=+$,;?/:")) bits |= kUserPart;
  if (unreserved || among(c, "%[]/:&+$")) bits |= kUriParam;
  if (alphanumeric(c) || among(c, "-._")) bits |= kHostPart;
  if (c > 0x20 && c < 0x7f && !among(c, "<>\"")) bits |= kUriAny;
  return bits;
}

}  // namespace

constexpr std::array<std::uint8_t, 256> kCharClasses = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < table.size(); ++c) table[c] = classes_of(static_cast<unsigned char>(c));
  return table;
}();

std::optional<std::string_view> take_quoted(std::string_view& text) {
  if (text.empty() || text.front() != '"') return std::nullopt;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      const auto taken = text.substr(0, i + 1);
      text.remove_prefix(i + 1);
      return taken;
    }
  }
  return std::nullopt;
}

std::string unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string out;
  const auto inner = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '\\' && i + 1 < inner.size()) ++i;
    out.push_back(inner[i]);
  }
  return out;
}

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t max) {
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  if (text.size() <= kDigitsThatFit) {
    for (const char c : text) {
      const auto digit = static_cast<std::uint64_t>(static_cast<unsigned char>(c)) - '0';
      if (digit > 9) return std::nullopt;
      value = value * 10 + digit;
    }
    return value <= max ? std::optional(value) : std::nullopt;
  }
  const std::uint64_t tens = max / 10;
  for (const char c : text) {
    const auto digit = static_cast<std::uint64_t>(static_cast<unsigned char>(c)) - '0';
    if (digit > 9) return std::nullopt;
    if (value > tens || (value == tens && digit > max % 10)) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

}  // namespace peal::sip
