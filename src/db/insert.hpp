#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "db/connection.hpp"

namespace peal::db {

/// Collects rows of one table and writes many with one statement: a round trip
/// to PostgreSQL costs more than the row. Rows with the same key are replaced
/// (`key` names the key's columns; empty: rows are only added).
class Insert {
 public:
  Insert(std::string table, std::vector<std::string> columns, std::vector<std::string> key, std::size_t rows);

  /// Adds a row of as many values as there are columns; writes when full.
  [[nodiscard]] base::Status add(Connection& connection, std::vector<Value> row);
  /// Writes what is left.
  [[nodiscard]] base::Status flush(Connection& connection);
  /// Drops what is left: its transaction was rolled back.
  void drop() { values_.clear(); }

 private:
  [[nodiscard]] std::string sql_for(std::size_t rows) const;

  std::string head_;
  std::string tail_;
  std::string full_sql_;
  std::size_t columns_;
  std::size_t rows_;
  std::vector<Value> values_;
};

}  // namespace peal::db
