#include "telephony/numbers.hpp"

#include <algorithm>
#include <cctype>

#include "sip/message/privacy.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {
namespace {

bool visual_separator(char c) { return c == '-' || c == '.' || c == '(' || c == ')' || c == ' '; }
bool phone_digit(char c) { return (c >= '0' && c <= '9') || c == '*' || c == '#'; }

bool telephone_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  return std::ranges::any_of(text, phone_digit) &&
         std::ranges::all_of(text, [](char c) { return phone_digit(c) || visual_separator(c); });
}

bool same_text(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, [](unsigned char c) { return std::tolower(c); },
                            [](unsigned char c) { return std::tolower(c); });
}

// Length of the UTF-8 character at `at`, 0 when it is not one (RFC 3629 4).
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xc0) != 0x80) return 0;
  }
  return length;
}

bool withheld(const sip::NameAddr& from, std::string_view privacy) {
  // RFC 3323 4.1.1.3: the anonymous URI.
  if (same_text(from.uri.host, "anonymous.invalid") || same_text(from.uri.user, "anonymous")) return true;
  return sip::read_privacy(privacy).withholds();
}

}  // namespace

std::string number_in(const sip::Uri& uri) {
  std::string text = same_text(uri.scheme, "tel") ? std::string(uri.host) : uri.user_text();
  text = text.substr(0, text.find(';'));
  if (telephone_number(text)) std::erase_if(text, visual_separator);
  return text;
}

base::Result<std::string> dialled_number(const sip::Uri& uri) {
  auto number = number_in(uri);
  if (number.empty()) return base::fail(base::ErrorCode::kBadInput, "The Request-URI names no number.");
  if (number.size() > kDialledMaxBytes) return base::fail(base::ErrorCode::kTooLarge, "The number is too long.");
  return number;
}

CallerShown caller_shown(const sip::NameAddr& from, const std::optional<sip::NameAddr>& asserted,
                         std::string_view privacy) {
  CallerShown shown;
  auto number = bounded_text(number_in(asserted ? asserted->uri : from.uri), kCallerMaxBytes);
  // An anonymous From beside an asserted identity is a caller who withholds it also without a Privacy field.
  if (withheld(asserted ? *asserted : from, privacy) || (asserted && withheld(from, {}))) {
    if (asserted && !withheld(*asserted, {})) shown.withheld = std::move(number);
    return shown;
  }
  shown.number = std::move(number);
  // The network's identity seldom has a name; then the caller's own words serve.
  shown.name = asserted ? asserted->display_text() : std::string{};
  if (shown.name.empty()) shown.name = from.display_text();
  shown.name = bounded_text(std::move(shown.name), kCallerNameMaxBytes);
  if (shown.name == shown.number) shown.name.clear();
  return shown;
}

std::string bounded_text(std::string text, std::size_t most) {
  std::size_t at = 0;
  std::size_t keep = 0;
  while (at < text.size()) {
    const auto length = character_length(text, at);
    if (length == 0) return {};
    at += length;
    if (at <= most) keep = at;
  }
  text.resize(keep);
  std::erase_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  return text;
}

}  // namespace peal::telephony
