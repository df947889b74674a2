#include <fmt/format.h>

#include "base/log.hpp"
#include "settings/entities.hpp"
#include "settings/limits.hpp"
#include "settings/sealing.hpp"
#include "settings/store.hpp"

/// What we share with a tenant's TURN server. Credentials are made of it, so it
/// is needed in the clear and sealed as the passwords of trunks are.
namespace peal::settings {
namespace {

using base::ErrorCode;
using base::fail;

// Bound to its tenant: a row that was copied to another one does not open there.
std::string bound_to(core::TenantId tenant) { return fmt::format("turn {}", tenant.value); }

// Whoever is given one credential may try secrets against it at leisure.
bool long_enough(std::string_view secret) {
  return secret.size() >= kLeastTurnSecretBytes && secret.size() <= kMostPasswordBytes &&
         secret.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace

base::Status Store::set_turn_secret(core::TenantId tenant, std::string_view secret, std::string_view key, core::Time now) {
  if (!secret.empty() && !long_enough(secret)) {
    return fail(ErrorCode::kBadInput,
                fmt::format("The secret of a TURN server is one line of {} to {} bytes.", kLeastTurnSecretBytes, kMostPasswordBytes), "secret");
  }
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)->query("SELECT key FROM setting_tenant WHERE id = ?", tenant);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotFound, "There is no such tenant.");
  auto done = secret.empty()
                  ? (*connection)->execute("DELETE FROM setting_turn_secret WHERE tenant = ?", tenant)
                  : (*connection)
                        ->execute(
                            "INSERT INTO setting_turn_secret (tenant, sealed, changed) VALUES (?, ?, ?) "
                            "ON CONFLICT (tenant) DO UPDATE SET sealed = excluded.sealed, changed = excluded.changed",
                            tenant, db::to_base64(seal(secret, key, bound_to(tenant))), now);
  if (!done) return fail(done.error());
  return {};
}

base::Result<TurnSecrets> Store::turn_secrets(std::string_view key) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)->query("SELECT tenant, sealed FROM setting_turn_secret");
  if (!rows) return fail(rows.error());
  TurnSecrets found;
  for (const auto& row : *rows) {
    const core::TenantId tenant{static_cast<std::uint32_t>(row.integer(0))};
    if (auto plain = unseal(db::from_base64(row.text(1)), key, bound_to(tenant))) {
      found.emplace(tenant, *std::move(plain));
    } else {
      base::log(base::LogLevel::kError, "settings", "turn_secret_unreadable",
                {{"tenant", fmt::format("{}", tenant.value)}, {"error", "it was sealed with the master.key of another data folder; set it again"}});
    }
  }
  return found;
}

}  // namespace peal::settings
