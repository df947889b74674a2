#include "app/named_tenant.hpp"

namespace peal::app {

base::Result<settings::Tenant> named_tenant(settings::Store& store, const std::string& key) {
  if (!key.empty()) return store.find_tenant(key);
  auto all = store.tenants();
  if (!all) return base::fail(all.error());
  if (all->size() == 1) return std::move(all->front());
  return base::fail(base::ErrorCode::kBadInput, all->empty() ? "There is no tenant yet; apply a settings file first."
                                                             : "There are several tenants; name one with --tenant.");
}

}  // namespace peal::app
