#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

/// What a customer says about themselves on a company's page. Nobody has
/// checked that it is true; here it is checked to be harmless and readable.
namespace peal::api {

/// The name without blanks around it; empty stays empty. kBadInput: it is not a
/// name but holds line breaks, control characters or marks that turn the
/// direction of the text around it.
[[nodiscard]] base::Result<std::string> visitor_name(std::string_view typed);

/// The number in E.164, as the caller of a SIP call from it would be known;
/// empty stays empty. kBadInput: no telephone number as dialled in `country`.
[[nodiscard]] base::Result<std::string> visitor_number(std::string_view typed, std::string_view country);

}  // namespace peal::api
