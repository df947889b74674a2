#include "db/errors.hpp"

#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace peal::db {
namespace {

using base::Error;
using base::ErrorCode;

// Only what the database itself said: its context lists the parameters, which
// may be personal.
std::string said(const soci::soci_error& thrown) {
  std::string text = thrown.get_error_message();
  if (const auto detail = text.find("DETAIL:"); detail != std::string::npos) text.resize(detail);
  for (char& c : text) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  const auto doubled = std::ranges::unique(text, [](char a, char b) { return a == ' ' && b == ' '; });
  text.erase(doubled.begin(), doubled.end());
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
  return text;
}

Error sqlite_error(const soci::sqlite3_soci_error& thrown, const Address& address) {
  const std::string text = said(thrown);
  const auto& file = address.target;
  switch (thrown.result() & 0xff) {  // https://www.sqlite.org/rescode.html, primary codes
    case 19:
      if (text.find("UNIQUE") != std::string::npos || text.find("PRIMARY KEY") != std::string::npos) {
        return {ErrorCode::kAlreadyExists, fmt::format("The database has such a row already: {}.", text), ""};
      }
      return {ErrorCode::kConflict, fmt::format("The database refused the change: {}.", text), ""};
    case 13:
      return {ErrorCode::kStorageFull, fmt::format("The disk of {} is full; free some space on it.", file), ""};
    case 5:
    case 6:
      return {ErrorCode::kUnavailable, fmt::format("{} is locked by another program; close what has it open.", file),
              ""};
    case 8:
    case 3:
      return {ErrorCode::kPermission,
              fmt::format("{} or its folder cannot be written; give the user who runs Peal the right to.", file), ""};
    case 14:
      return {ErrorCode::kUnavailable,
              fmt::format("The database file {} cannot be opened; see that its folder exists and may be written by the "
                          "user who runs Peal.",
                          file),
              ""};
    case 11:
    case 26:
      return {ErrorCode::kCorrupt,
              fmt::format("{} is damaged or is no SQLite database; put it back from a backup.", file), ""};
    default:
      return {ErrorCode::kStorage, fmt::format("The database {} failed: {}.", file, text), ""};
  }
}

Error postgresql_error(const soci::soci_error& thrown, const Address&, std::string_view state) {
  const std::string text = said(thrown);
  // https://www.postgresql.org/docs/15/errcodes-appendix.html
  if (state == "23505")
    return {ErrorCode::kAlreadyExists, fmt::format("The database has such a row already: {}.", text), ""};
  if (state.starts_with("23") || state.starts_with("40")) {
    return {ErrorCode::kConflict, fmt::format("The database refused the change: {}.", text), ""};
  }
  if (state == "53100")
    return {ErrorCode::kStorageFull, "The disk of the PostgreSQL server is full; free some space on it.", ""};
  if (state.starts_with("28") || state == "42501") {
    return {ErrorCode::kPermission, fmt::format("PostgreSQL refused access: {}; check user and password.", text), ""};
  }
  if (state == "3D000") return {ErrorCode::kNotFound, fmt::format("PostgreSQL has no such database: {}.", text), ""};
  if (state.starts_with("08") || state.starts_with("57P") || state.starts_with("53") ||
      thrown.get_error_category() == soci::soci_error::connection_error) {
    return {ErrorCode::kUnavailable, fmt::format("The PostgreSQL server cannot be used now: {}.", text), ""};
  }
  return {ErrorCode::kStorage, fmt::format("PostgreSQL failed ({}): {}.", state, text), ""};
}

}  // namespace

Error error_of(const std::exception& thrown, const Address& address) {
  if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&thrown))
    return sqlite_error(*sqlite, address);
  if (const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&thrown)) {
    return postgresql_error(*postgresql, address, postgresql->sqlstate());
  }
  if (const auto* other = dynamic_cast<const soci::soci_error*>(&thrown)) {
    // Failures to connect come without a state.
    if (address.dialect == Dialect::kPostgresql) return postgresql_error(*other, address, "08001");
    return {ErrorCode::kUnavailable, fmt::format("The database {} cannot be opened: {}.", address.target, said(*other)),
            ""};
  }
  return {ErrorCode::kStorage, fmt::format("The database failed: {}.", thrown.what()), ""};
}

}  // namespace peal::db
