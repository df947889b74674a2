#pragma once

#include <string>

#include "core/centre.hpp"

namespace peal::telephony {

/// What a tenant's callers hear instead of a bare 503 while the switch is
/// overloaded; without a text they hear what their carrier makes of the 503.
struct BusyText {
  core::Translated text;
  std::string language;  ///< Of the tenant: the one that is spoken, when there is a text in it.
};

}  // namespace peal::telephony
