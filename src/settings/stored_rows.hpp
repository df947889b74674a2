#pragma once

#include <vector>

#include "db/connection.hpp"
#include "settings/document.hpp"
#include "settings/entities.hpp"

/// Settings as rows.
namespace peal::settings {

/// 0 when there is none yet.
[[nodiscard]] base::Result<std::uint64_t> newest_revision(db::Connection& connection);
/// What is in force of every tenant, by tenant.
[[nodiscard]] base::Result<std::vector<Entities>> load_all(db::Connection& connection);
[[nodiscard]] base::Result<Entities> load_tenant(db::Connection& connection, core::TenantId tenant);
/// The tenant with the key; the id is the next free one, and `fresh`, when there is none.
struct TenantPlace {
  core::TenantId id;
  bool fresh = false;
};
[[nodiscard]] base::Result<TenantPlace> place_tenant(db::Connection& connection, const std::string& key);
/// Ids of all keys ever used.
[[nodiscard]] base::Status know_ids(db::Connection& connection, core::TenantId tenant, IdBook& ids);

/// Ends and adds rows at `revision` so that `wanted` is in force; says what
/// changed. Changed flows get their next version.
[[nodiscard]] base::Result<std::vector<std::string>> write_changes(db::Connection& connection, const Entities& present,
                                                                   Entities wanted, std::uint64_t revision);
/// Writes the revision itself. kConflict: another program made the same number at the same moment.
[[nodiscard]] base::Status note_revision(db::Connection& connection, std::uint64_t revision, std::string_view by,
                                         core::Time now, const std::vector<std::string>& changes);

}  // namespace peal::settings
