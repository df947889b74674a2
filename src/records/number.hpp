#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace peal::records {

/// The number in E.164 ("+8613810298208") when it is a valid telephone number as
/// dialled in `country` (ISO 3166-1 alpha-2); else nothing. Any thread.
[[nodiscard]] std::optional<std::string> telephone_number(std::string_view number, std::string_view country);

/// A caller's number in E.164 ("+8613810298208") when it is a valid number as
/// dialled in `country` (ISO 3166-1 alpha-2); else the text without blanks and
/// punctuation, so that extensions and SIP names stay what they are. Any thread.
[[nodiscard]] std::string normalise_number(std::string_view number, std::string_view country);

/// A valid number as one dials it within `country`: "01088880000" for a line of
/// the country itself, "0014155550123" for one abroad; else nothing. Any thread.
[[nodiscard]] std::optional<std::string> national_number(std::string_view number, std::string_view country);

/// What a number costs and where it leads, as far as the numbering plans say.
struct NumberKind {
  std::string e164;        ///< Empty when it is outside the plan: 10086, 114.
  std::string country;     ///< ISO 3166-1 alpha-2; empty for networks that belong to none.
  bool premium = false;
  bool satellite = false;
  bool emergency = false;  ///< In the country where it is dialled.
};
/// Nothing for what is no telephone number at all: "*21*...", too many digits. Any thread.
[[nodiscard]] std::optional<NumberKind> number_kind(std::string_view number, std::string_view country);

/// Where a number in E.164 belongs, in the language given ("北京市", "Beijing");
/// empty when it is not known. Any thread.
[[nodiscard]] std::string number_place(std::string_view e164, std::string_view language);

}  // namespace peal::records
