#pragma once

#include <cstdint>
#include <string_view>

#include "api/json/json_writer.hpp"
#include "core/diversion.hpp"

namespace peal::api {

struct DiversionShown {
  std::string_view by;
  core::DiversionReason reason = core::DiversionReason::kUnknown;
  std::string_view first_called;
  std::uint32_t times = 0;
};
/// Who sent a call on, or null for one that nobody did.
void write_diversion(JsonWriter& out, const DiversionShown& diversion);

}  // namespace peal::api
