#pragma once

#include <cstdint>
#include <string_view>

namespace peal::api {

/// What a SIP refusal means to a person who looks for the cause, and where to
/// look; empty for a status that refuses nothing.
[[nodiscard]] std::string_view status_meaning(std::uint16_t status, std::string_view language);

}  // namespace peal::api
