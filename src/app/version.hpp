#pragma once

#include <string_view>

namespace peal::app {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace peal::app
