#pragma once

#include <string>
#include <string_view>

#include "settings/mistake.hpp"

/// Mistakes in settings in words for the field they stand at, Chinese and English.
namespace peal::api {

/// The sentence of the rule; where a rule has none, the English text of the mistake.
[[nodiscard]] std::string mistake_text(const settings::Mistake& mistake, std::string_view language);

}  // namespace peal::api
