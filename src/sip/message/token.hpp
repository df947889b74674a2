#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace peal::sip {

/// Character classes of RFC 3261 25.1, one bit each.
enum CharClass : std::uint8_t {
  kToken = 1,        ///< token
  kSpace = 2,        ///< SP, HTAB, and the CR and LF of a fold
  kDigit = 4,
  kHex = 8,
  kUserPart = 16,    ///< unreserved, user-unreserved, '%' and the ':' before a password
  kUriParam = 32,    ///< paramchar and '%'
  kHostPart = 64,    ///< alphanumeric, '-', '.', and '_' as seen in the field
  kUriAny = 128,     ///< Anything a Request-URI may hold: no space, no control, no '<', '>', '"'
  kWord = kToken | kUriParam,  ///< Of a parameter, in a URI or a header: one class or the other.
};

/// The classes of each character, as bits. In the header, since every byte of a
/// message is asked about several times.
extern const std::array<std::uint8_t, 256> kCharClasses;

[[nodiscard]] inline bool is(char c, CharClass char_class) { return (kCharClasses[static_cast<unsigned char>(c)] & char_class) != 0; }

/// Every character is of that class; false for the empty text.
[[nodiscard]] inline bool all(std::string_view text, CharClass char_class) {
  for (const char c : text) {
    if (!is(c, char_class)) return false;
  }
  return !text.empty();
}

/// Whether a CR or an LF is in it. Two searches of a whole text: one for either
/// of them looks the set up for each character, which was a twelfth of a call.
[[nodiscard]] constexpr bool has_line_end(std::string_view text) {
  return text.find('\n') != std::string_view::npos || text.find('\r') != std::string_view::npos;
}

[[nodiscard]] constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Equal without case (ASCII only, never the locale).
[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

inline void skip_spaces(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is(text[n], kSpace)) ++n;
  text.remove_prefix(n);
}

/// Without spaces, tabs and line ends at both ends.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  skip_spaces(text);
  while (!text.empty() && is(text.back(), kSpace)) text.remove_suffix(1);
  return text;
}

/// Takes the longest run of the class off the front.
inline std::string_view take(std::string_view& text, CharClass char_class) {
  std::size_t n = 0;
  while (n < text.size() && is(text[n], char_class)) ++n;
  const std::string_view taken(text.data(), n);
  text.remove_prefix(n);
  return taken;
}
/// Takes a quoted string with its quotes off the front; nothing when it is not
/// closed. Backslash escapes any one character (RFC 3261 25.1 quoted-pair).
[[nodiscard]] std::optional<std::string_view> take_quoted(std::string_view& text);

/// What a quoted string says: without its quotes, and each quoted-pair as the
/// character it stands for. A text without quotes is as it is.
[[nodiscard]] std::string unquoted(std::string_view text);

/// Digits only, at least one, and it fits.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t max);

}  // namespace peal::sip
