#include "records/audit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "records/limits.hpp"
#include "records/new_id.hpp"

namespace peal::records {

using base::fail;

base::Status Audit::add(AuditEntry entry) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto work = db::Transaction::begin(**connection);
  if (!work) return fail(work.error());
  auto last = (*connection)->query("SELECT MAX(id) FROM audit WHERE tenant = ?", entry.tenant);
  if (!last) return fail(last.error());
  entry.id = new_id(static_cast<std::uint64_t>(last->front().integer(0)), entry.at, shard_);
  auto done =
      (*connection)
          ->execute(
              "INSERT INTO audit (tenant, id, at, user_id, action, object, source, detail) VALUES (?, ?, ?, ?, ?, ?, "
              "?, ?)",
              entry.tenant, entry.id, entry.at, entry.user, entry.action, entry.object, entry.source, entry.detail);
  if (!done) return fail(done.error());
  return work->commit();
}

base::Result<std::vector<AuditEntry>> Audit::list(core::TenantId tenant, const Filter& filter) {
  std::string where;
  std::vector<db::Value> values{db::to_value(tenant)};
  const auto add = [&](const char* condition, db::Value value) {
    where += std::string(" AND ") + condition;
    values.push_back(std::move(value));
  };
  if (filter.user) add("user_id = ?", db::to_value(*filter.user));
  if (!filter.action.empty()) add("action = ?", filter.action);
  if (!filter.object.empty()) add("object = ?", filter.object);
  if (filter.from) add("at >= ?", db::to_value(*filter.from));
  if (filter.before) add("at < ?", db::to_value(*filter.before));
  if (filter.older_than) add("id < ?", db::to_value(*filter.older_than));
  values.emplace_back(static_cast<std::int64_t>(std::min(filter.most, kMostPageRows)));
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)
                  ->fetch(fmt::format("SELECT id, at, user_id, action, object, source, detail FROM audit WHERE tenant "
                                      "= ?{} ORDER BY id DESC LIMIT ?",
                                      where),
                          values);
  if (!rows) return fail(rows.error());
  std::vector<AuditEntry> entries;
  for (const auto& row : *rows) {
    entries.push_back({static_cast<std::uint64_t>(row.integer(0)), tenant, row.time(1), row.id<core::UserId>(tenant, 2),
                       row.text(3), row.text(4), row.text(5), row.text(6)});
  }
  return entries;
}

}  // namespace peal::records
