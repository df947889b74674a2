#include "app/serve/stores.hpp"

#include <vector>

#include <fmt/format.h>

#include "db/schema.hpp"
#include "journal/projector.hpp"
#include "records/audit.hpp"
#include "records/customers.hpp"

namespace peal::app {
namespace {

std::vector<db::SchemaChange> whole_schema() {
  std::vector<db::SchemaChange> changes;
  for (const auto part : {settings::settings_schema(), records::records_schema(), journal::projection_schema()})
    changes.insert(changes.end(), part.begin(), part.end());
  return changes;
}

}  // namespace

std::string database_address(const DataFolder& folder, const std::string& wanted) {
  return wanted.empty() ? "sqlite:" + folder.database().string() : wanted;
}

base::Result<std::unique_ptr<db::Pool>> open_database(const std::string& address) {
  const auto parsed = db::parse_address(address);
  if (!parsed) return base::fail(parsed.error());
  auto pool = db::Pool::open(*parsed);
  if (!pool) return base::fail(pool.error());
  auto connection = (*pool)->borrow();
  if (!connection) return base::fail(connection.error());
  if (auto status = db::migrate(**connection, whole_schema()); !status) return base::fail(status.error());
  return pool;
}

}  // namespace peal::app
