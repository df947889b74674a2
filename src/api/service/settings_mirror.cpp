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

}  // namespace peal::api
