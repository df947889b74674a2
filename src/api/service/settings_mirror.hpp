#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/centre.hpp"
#include "settings/store.hpp"

namespace peal::api {

/// A tenant's, with what it shares with us.
struct TurnServer {
  settings::TurnServers servers;
  std::string secret;
};

/// The settings that the core works by, for every thread of this room.
class SettingsMirror {
 public:
  void set(std::shared_ptr<const core::Settings> settings);
  /// Never null.
  [[nodiscard]] std::shared_ptr<const core::Settings> all() const;
  /// Null: no such tenant. The pointer keeps its revision alive.
  [[nodiscard]] std::shared_ptr<const core::Centre> centre(core::TenantId tenant) const;
  /// The centre and number that `digits` reach; both null when nobody has it.
  [[nodiscard]] std::pair<std::shared_ptr<const core::Centre>, const core::Number*> number(
      std::string_view digits) const;

  /// What the core has no use for: country, web sites and TURN servers of each tenant.
  void set_tenants(std::vector<settings::Tenant> tenants, settings::TurnSecrets turn_secrets);
  /// How short telephone numbers of the tenant are read (ISO 3166-1 alpha-2).
  [[nodiscard]] std::string country(core::TenantId tenant) const;
  /// Web sites that may carry the widget: of all tenants, or of one.
  [[nodiscard]] std::vector<std::string> allowed_origins() const;
  [[nodiscard]] std::vector<std::string> allowed_origins(core::TenantId tenant) const;
  /// Nothing where the tenant has none, or its secret was not set: a browser
  /// refuses to make a call when it is given a server without a credential.
  [[nodiscard]] std::optional<TurnServer> turn(core::TenantId tenant) const;

 private:
  // Null: no such tenant.
  [[nodiscard]] std::shared_ptr<const settings::Tenant> tenant(core::TenantId id) const;

  mutable std::mutex mutex_;
  std::shared_ptr<const core::Settings> settings_ = std::make_shared<core::Settings>();
  std::shared_ptr<const std::vector<settings::Tenant>> tenants_ = std::make_shared<std::vector<settings::Tenant>>();
  settings::TurnSecrets turn_secrets_;
};

}  // namespace peal::api
