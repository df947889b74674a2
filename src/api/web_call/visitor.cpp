#include "api/web_call/visitor.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "records/number.hpp"

namespace peal::api {
namespace {

// Words of some scripts, and some emoji, are joined or kept apart by these two.
constexpr UChar32 kNonJoiner = 0x200C;
constexpr UChar32 kJoiner = 0x200D;

bool is_harmless(UChar32 character) {
  if (character < 0) return false;  // Not UTF-8.
  switch (u_charType(character)) {
    case U_FORMAT_CHAR: return character == kJoiner || character == kNonJoiner;
    case U_CONTROL_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SURROGATE: return false;
    default: return true;
  }
}

std::string_view trimmed(std::string_view text) {
  // Ideographic spaces too, which Chinese keyboards make.
  constexpr std::string_view kIdeographic = "\u3000";
  for (;;) {
    if (text.starts_with(' ')) text.remove_prefix(1);
    else if (text.ends_with(' ')) text.remove_suffix(1);
    else if (text.starts_with(kIdeographic)) text.remove_prefix(kIdeographic.size());
    else if (text.ends_with(kIdeographic)) text.remove_suffix(kIdeographic.size());
    else return text;
  }
}

}  // namespace

base::Result<std::string> visitor_name(std::string_view typed) {
  const auto name = trimmed(typed);
  const auto size = static_cast<std::int32_t>(name.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(name.data(), at, size, character);
    if (!is_harmless(character)) {
      return base::fail(base::ErrorCode::kBadInput, "The name holds characters that no name has.", "api.not_a_name");
    }
  }
  return std::string(name);
}

base::Result<std::string> visitor_number(std::string_view typed, std::string_view country) {
  const auto number = trimmed(typed);
  if (number.empty()) return std::string{};
  if (auto whole = records::telephone_number(number, country)) return *std::move(whole);
  return base::fail(base::ErrorCode::kBadInput, "This is not a telephone number.", "api.not_a_number");
}

}  // namespace peal::api
