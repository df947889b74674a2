#include "settings/store.hpp"

#include <fmt/format.h>

#include "settings/entities.hpp"
#include "settings/stored_rows.hpp"

namespace peal::settings {

using base::ErrorCode;
using base::fail;

std::string_view role_name(Role role) {
  switch (role) {
    case Role::kAgent:
      return "agent";
    case Role::kSupervisor:
      return "supervisor";
    case Role::kAdministrator:
      return "administrator";
  }
  return "agent";
}

std::optional<Role> parse_role(std::string_view name) {
  for (const Role role : {Role::kAgent, Role::kSupervisor, Role::kAdministrator}) {
    if (role_name(role) == name) return role;
  }
  return std::nullopt;
}

base::Result<core::Settings> Store::current() {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  // One transaction: a revision made meanwhile is seen whole or not at all.
  auto work = db::Transaction::begin(**connection);
  if (!work) return fail(work.error());
  core::Settings settings;
  auto revision = newest_revision(**connection);
  if (!revision) return fail(revision.error());
  settings.revision = *revision;
  auto all = load_all(**connection);
  if (!all) return fail(all.error());
  if (auto done = work->commit(); !done) return fail(done.error());
  for (const auto& entities : *all) {
    auto centre = to_centre(entities);
    if (!centre) return fail(centre.error());
    settings.centres.push_back(std::move(*centre));
  }
  return settings;
}

base::Result<std::vector<Tenant>> Store::tenants() {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows =
      (*connection)
          ->query(
              "SELECT t.id, t.key, s.body FROM setting_tenant t JOIN setting s ON s.tenant = t.id AND s.kind = ? "
              "WHERE s.until IS NULL ORDER BY t.id",
              Kind::kTenant);
  if (!rows) return fail(rows.error());
  std::vector<Tenant> found;
  for (const auto& row : *rows) {
    auto body = decode<TenantBody>(db::from_base64(row.text(2)));
    if (!body) return fail(body.error());
    found.push_back({core::TenantId{static_cast<std::uint32_t>(row.integer(0))}, row.text(1), body->name,
                     body->time_zone, body->language, body->country, body->allowed_origins, body->outside, body->never_banned,
                     body->strangers, body->busy_announcement, body->turn});
  }
  return found;
}

base::Result<Tenant> Store::find_tenant(std::string_view key) {
  auto all = tenants();
  if (!all) return fail(all.error());
  for (auto& tenant : *all) {
    if (tenant.key == key) return std::move(tenant);
  }
  return fail(ErrorCode::kNotFound, fmt::format("There is no tenant '{}'.", key));
}

namespace {

base::Result<std::vector<User>> read_users(db::Connection& connection, core::TenantId tenant, std::string_view where,
                                           const db::Value& value) {
  auto rows = connection.query(
      fmt::format("SELECT s.body, p.hash FROM setting s LEFT JOIN setting_password p ON p.tenant = s.tenant AND "
                  "p.user_id = s.id WHERE s.tenant = ? AND s.kind = ? AND s.until IS NULL {} ORDER BY s.place",
                  where),
      tenant, Kind::kUser, value);
  if (!rows) return fail(rows.error());
  std::vector<User> users;
  for (const auto& row : *rows) {
    auto body = decode<UserBody>(db::from_base64(row.text(0)));
    if (!body) return fail(body.error());
    users.push_back({body->id, body->key, body->name, body->role, body->agent, body->language, !row.is_null(1)});
  }
  return users;
}

}  // namespace

base::Result<std::vector<User>> Store::users(core::TenantId tenant) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  return read_users(**connection, tenant, "AND s.id > ?", std::int64_t{0});
}

base::Result<User> Store::find_user(core::UserId user) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto found = read_users(**connection, user.tenant, "AND s.id = ?", db::to_value(user));
  if (!found) return fail(found.error());
  if (found->empty()) return fail(ErrorCode::kNotFound, "There is no such user any more.");
  return std::move(found->front());
}

}  // namespace peal::settings
