#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"
#include "db/connection.hpp"

namespace peal::db {

/// One step of the schema, of one room. Once released it never changes: its
/// checksum is kept, and a database made by other text is refused. `sql` holds
/// statements that end in ";" at the end of a line. These words differ between
/// the databases and are replaced:
///   CLUSTERED   after a table's bracket: the table lies in the order of its
///               primary key (SQLite's WITHOUT ROWID), nothing on PostgreSQL
struct SchemaChange {
  std::string_view room;  ///< "journal"
  int number = 0;         ///< 1, 2, 3 ... without a gap in the room.
  std::string_view name;  ///< "call_detail"
  std::string_view sql;
};

/// Applies what is missing, each change in its own transaction, in the order
/// given. kConflict when an applied change reads differently now, or the
/// database is of a newer release.
[[nodiscard]] base::Status migrate(Connection& connection, std::span<const SchemaChange> changes);

}  // namespace peal::db
