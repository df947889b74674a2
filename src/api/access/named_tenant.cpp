#include "api/access/named_tenant.hpp"

namespace peal::api {

base::Result<core::TenantId> named_tenant(const core::Settings& settings, const Identity& identity, const std::string& key) {
  if (key.empty()) {
    if (identity.kind != Identity::Kind::kControl || settings.centres.size() == 1) return identity.tenant;
    return base::fail(base::ErrorCode::kBadInput,
                      settings.centres.empty() ? "There is no tenant yet; apply a settings file first."
                                               : "There are several tenants; name one.",
                      "tenant");
  }
  for (const auto& centre : settings.centres) {
    const bool own = identity.kind == Identity::Kind::kControl || centre.tenant == identity.tenant;
    if (own && centre.key == key) return centre.tenant;
  }
  return base::fail(base::ErrorCode::kNotFound, "There is no such tenant.", "tenant");
}

}  // namespace peal::api
