#pragma once

#include <string>

#include "settings/store.hpp"

namespace peal::app {

/// The tenant with this key; the only one where `key` is empty. kBadInput, kNotFound.
[[nodiscard]] base::Result<settings::Tenant> named_tenant(settings::Store& store, const std::string& key);

}  // namespace peal::app
