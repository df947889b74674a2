#pragma once

#include <string>
#include <string_view>

namespace peal::torture {

/// The bytes of one file of tests/fixtures/sip-torture.
[[nodiscard]] std::string fixture(std::string_view file);

}  // namespace peal::torture
