#pragma once

#include <cstdint>
#include <optional>
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
};
[[nodiscard]] bool is(char c, CharClass char_class);
/// Every character is of that class; false for the empty text.
[[nodiscard]] bool all(std::string_view text, CharClass char_class);

/// Whether a CR or an LF is in it. Two searches of a whole text: one for either
/// of them looks the set up for each character, which was a twelfth of a call.
[[nodiscard]] constexpr bool has_line_end(std::string_view text) {
  return text.find('\n') != std::string_view::npos || text.find('\r') != std::string_view::npos;
}

/// Equal without case (ASCII only, never the locale).
[[nodiscard]] bool same_text(std::string_view a, std::string_view b);
[[nodiscard]] constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Without spaces, tabs and line ends at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
void skip_spaces(std::string_view& text);
/// Takes the longest run of the class off the front.
std::string_view take(std::string_view& text, CharClass char_class);
/// Takes a quoted string with its quotes off the front; nothing when it is not
/// closed. Backslash escapes any one character (RFC 3261 25.1 quoted-pair).
[[nodiscard]] std::optional<std::string_view> take_quoted(std::string_view& text);

/// Digits only, at least one, and it fits.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t max);

}  // namespace peal::sip
