#include <fmt/format.h>

#include "base/log.hpp"
#include "settings/entities.hpp"
#include "settings/limits.hpp"
#include "settings/sealing.hpp"
#include "settings/store.hpp"

/// What we show to carriers. Unlike a phone's password it is needed in the clear
/// (docs/decisions/0009), so it is sealed by a key that the database never sees.
namespace peal::settings {
namespace {

using base::ErrorCode;
using base::fail;

// Bound to its trunk: a row that was copied to another trunk does not open there.
std::string bound_to(core::TrunkId trunk) { return fmt::format("trunk {} {}", trunk.tenant.value, trunk.value); }

}  // namespace

base::Status Store::set_trunk_password(core::TrunkId trunk, std::string_view password, std::string_view key, core::Time now) {
  if (password.size() > kMostPasswordBytes || password.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    return fail(ErrorCode::kBadInput, fmt::format("A trunk's password is one line of at most {} bytes.", kMostPasswordBytes), "password");
  }
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)
                  ->query("SELECT key FROM setting WHERE tenant = ? AND kind = ? AND id = ? AND until IS NULL", trunk.tenant,
                          Kind::kTrunk, trunk);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotFound, "There is no such trunk.");
  auto done = password.empty()
                  ? (*connection)->execute("DELETE FROM setting_trunk_password WHERE tenant = ? AND trunk = ?", trunk.tenant, trunk)
                  : (*connection)
                        ->execute(
                            "INSERT INTO setting_trunk_password (tenant, trunk, sealed, changed) VALUES (?, ?, ?, ?) "
                            "ON CONFLICT (tenant, trunk) DO UPDATE SET sealed = excluded.sealed, changed = excluded.changed",
                            trunk.tenant, trunk, db::to_base64(seal(password, key, bound_to(trunk))), now);
  if (!done) return fail(done.error());
  return {};
}

base::Result<std::map<core::TrunkId, std::string>> Store::trunk_passwords(std::string_view key) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)->query("SELECT tenant, trunk, sealed FROM setting_trunk_password");
  if (!rows) return fail(rows.error());
  std::map<core::TrunkId, std::string> found;
  for (const auto& row : *rows) {
    const core::TrunkId trunk{core::TenantId{static_cast<std::uint32_t>(row.integer(0))}, static_cast<std::uint64_t>(row.integer(1))};
    if (auto plain = unseal(db::from_base64(row.text(2)), key, bound_to(trunk))) {
      found.emplace(trunk, *std::move(plain));
    } else {
      base::log(base::LogLevel::kError, "settings", "trunk_password_unreadable",
                {{"trunk", base::to_text(trunk)}, {"error", "it was sealed with the master.key of another data folder; set it again"}});
    }
  }
  return found;
}

}  // namespace peal::settings
