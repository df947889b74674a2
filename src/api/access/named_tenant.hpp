#pragma once

#include <string>

#include "api/access/identity.hpp"
#include "base/result.hpp"
#include "core/centre.hpp"

namespace peal::api {

/// The tenant that the caller works in. The owner of the data folder may name
/// any by its `key`, and must where there are several. Errors: kBadInput, kNotFound.
[[nodiscard]] base::Result<core::TenantId> named_tenant(const core::Settings& settings, const Identity& identity, const std::string& key);

}  // namespace peal::api
