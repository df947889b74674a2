#pragma once

#include <string_view>

namespace peal::api {

/// api/openapi.yaml of this release, carried in the program.
[[nodiscard]] std::string_view openapi_text();

}  // namespace peal::api
