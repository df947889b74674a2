#include "db/schema.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/log.hpp"

namespace peal::db {
namespace {

using base::ErrorCode;
using base::fail;

// FNV-1a, 64 bits: tells an edited text from the one that was applied.
std::string checksum(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return fmt::format("{:016x}", hash);
}

void replace_word(std::string& sql, std::string_view word, std::string_view by) {
  for (auto at = sql.find(word); at != std::string::npos; at = sql.find(word, at + by.size())) {
    sql.replace(at, word.size(), by);
  }
}

std::vector<std::string> statements(std::string_view text, Dialect dialect) {
  std::string sql(text);
  replace_word(sql, "CLUSTERED", dialect == Dialect::kSqlite ? "WITHOUT ROWID" : "");
  std::vector<std::string> found;
  std::string_view rest = sql;
  while (true) {
    const auto first = rest.find_first_not_of(" \n");
    if (first == std::string_view::npos) return found;
    rest.remove_prefix(first);
    const auto end = rest.find(";\n");
    found.emplace_back(rest.substr(0, end));
    if (found.back().ends_with(';')) found.back().pop_back();
    if (end == std::string_view::npos) return found;
    rest.remove_prefix(end + 2);
  }
}

using Applied = std::map<std::pair<std::string, int>, std::string>;

base::Result<Applied> read_applied(Connection& connection) {
  auto rows = connection.query("SELECT room, number, checksum FROM schema_change");
  if (!rows) return fail(rows.error());
  Applied applied;
  for (const auto& row : *rows) applied[{row.text(0), static_cast<int>(row.integer(1))}] = row.text(2);
  return applied;
}

// Two programs may start on one database at the same moment; the second waits.
base::Status take_turn(Connection& connection) {
  if (connection.dialect() == Dialect::kSqlite) return {};  // The transaction has the write lock.
  auto locked = connection.execute("LOCK TABLE schema_change IN EXCLUSIVE MODE");
  if (!locked) return fail(locked.error());
  return {};
}

base::Status apply(Connection& connection, const SchemaChange& change) {
  for (const auto& statement : statements(change.sql, connection.dialect())) {
    if (auto done = connection.execute(statement); !done) {
      return fail(done.error().code, fmt::format("Change {} {} ({}) of the database cannot be applied: {}", change.room,
                                                 change.number, change.name, done.error().message));
    }
  }
  auto noted =
      connection.execute("INSERT INTO schema_change (room, number, name, checksum, applied) VALUES (?, ?, ?, ?, ?)",
                         change.room, change.number, change.name, checksum(change.sql), base::live_now());
  if (!noted) return fail(noted.error());
  base::log(base::LogLevel::kInfo, "db", "schema_changed",
            {{"room", change.room}, {"number", change.number}, {"name", change.name}});
  return {};
}

}  // namespace

base::Status migrate(Connection& connection, std::span<const SchemaChange> changes) {
  auto made = connection.execute(
      "CREATE TABLE IF NOT EXISTS schema_change (room TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL,"
      " checksum TEXT NOT NULL, applied BIGINT NOT NULL, PRIMARY KEY (room, number))");
  if (!made) return fail(made.error());
  std::map<std::string, int> newest;
  for (const auto& change : changes) {
    PEAL_ASSERT(change.number == newest[std::string(change.room)] + 1);
    newest[std::string(change.room)] = change.number;
    auto work = Transaction::begin(connection);
    if (!work) return fail(work.error());
    if (auto turn = take_turn(connection); !turn) return turn;
    auto applied = read_applied(connection);
    if (!applied) return fail(applied.error());
    const auto known = applied->find({std::string(change.room), change.number});
    if (known == applied->end()) {
      if (auto done = apply(connection, change); !done) return done;
    } else if (known->second != checksum(change.sql)) {
      return fail(ErrorCode::kConflict,
                  fmt::format("The database was made by another build: its change {} {} ({}) differs from this "
                              "program's. Use the program it was made with, or an empty database.",
                              change.room, change.number, change.name));
    }
    if (auto done = work->commit(); !done) return done;
  }
  auto applied = read_applied(connection);
  if (!applied) return fail(applied.error());
  for (const auto& [change, sum] : *applied) {
    const auto known = newest.find(change.first);
    if (known != newest.end() && change.second > known->second) {
      return fail(ErrorCode::kConflict,
                  fmt::format("The database is of a newer release (it has change {} of {}); start that release.",
                              change.second, change.first));
    }
  }
  return {};
}

}  // namespace peal::db
