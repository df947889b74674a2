#include "api/service/settings_mirror.hpp"

#include <algorithm>

namespace peal::api {

void SettingsMirror::set(std::shared_ptr<const core::Settings> settings) {
  if (settings == nullptr) return;
  const std::lock_guard lock(mutex_);
  settings_ = std::move(settings);
}

std::shared_ptr<const core::Settings> SettingsMirror::all() const {
  const std::lock_guard lock(mutex_);
  return settings_;
}

std::shared_ptr<const core::Centre> SettingsMirror::centre(core::TenantId tenant) const {
  const auto settings = all();
  const auto found = std::ranges::find(settings->centres, tenant, &core::Centre::tenant);
  if (found == settings->centres.end()) return nullptr;
  return {settings, &*found};
}

std::pair<std::shared_ptr<const core::Centre>, const core::Number*> SettingsMirror::number(
    std::string_view digits) const {
  const auto settings = all();
  for (const auto& centre : settings->centres) {
    const auto found = std::ranges::find(centre.numbers, digits, &core::Number::digits);
    if (found != centre.numbers.end()) return {{settings, &centre}, &*found};
  }
  return {nullptr, nullptr};
}

void SettingsMirror::set_tenants(std::vector<settings::Tenant> tenants, settings::TurnSecrets turn_secrets) {
  auto shared = std::make_shared<const std::vector<settings::Tenant>>(std::move(tenants));
  const std::lock_guard lock(mutex_);
  tenants_ = std::move(shared);
  turn_secrets_ = std::move(turn_secrets);
}

std::shared_ptr<const settings::Tenant> SettingsMirror::tenant(core::TenantId id) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(*tenants_, id, &settings::Tenant::id);
  if (found == tenants_->end()) return nullptr;
  return {tenants_, &*found};
}

std::string SettingsMirror::country(core::TenantId id) const {
  const auto found = tenant(id);
  return found == nullptr ? settings::Tenant{}.country : found->country;
}

std::vector<std::string> SettingsMirror::allowed_origins() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& tenant : *tenants_) all.insert(all.end(), tenant.allowed_origins.begin(), tenant.allowed_origins.end());
  return all;
}

std::vector<std::string> SettingsMirror::allowed_origins(core::TenantId id) const {
  const auto found = tenant(id);
  return found == nullptr ? std::vector<std::string>{} : found->allowed_origins;
}

std::optional<TurnServer> SettingsMirror::turn(core::TenantId id) const {
  const auto found = tenant(id);
  if (found == nullptr || found->turn.urls.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto secret = turn_secrets_.find(id);
  if (secret == turn_secrets_.end()) return std::nullopt;
  return TurnServer{found->turn, secret->second};
}

}  // namespace peal::api
