#pragma once

#include <string>
#include <string_view>

#include "core/trunk.hpp"

namespace peal::telephony {

/// A telephone number in its forms; `e164` and `national` are empty when it is
/// not a valid one, such as an extension.
struct NumberForms {
  std::string as_is;
  std::string e164;      ///< "+8613810298208"
  std::string national;  ///< As dialled within the tenant's country: "13810298208", "01088880000", "0014155550123".
};

/// The number as the trunk wants it. What is no telephone number keeps its form.
[[nodiscard]] std::string written(const core::NumberRule& rule, const NumberForms& number);

}  // namespace peal::telephony
