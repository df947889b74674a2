#include "db/insert.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "base/assert.hpp"

namespace peal::db {

Insert::Insert(std::string table, std::vector<std::string> columns, std::vector<std::string> key, std::size_t rows)
    : head_(fmt::format("INSERT INTO {} ({}) VALUES ", table, fmt::join(columns, ", "))),
      columns_(columns.size()),
      rows_(rows) {
  if (!key.empty()) {
    tail_ = fmt::format(" ON CONFLICT ({}) DO UPDATE SET ", fmt::join(key, ", "));
    bool first = true;
    for (const auto& column : columns) {
      if (std::ranges::find(key, column) != key.end()) continue;
      tail_ += fmt::format("{}{} = excluded.{}", first ? "" : ", ", column, column);
      first = false;
    }
  }
  full_sql_ = sql_for(rows_);
}

std::string Insert::sql_for(std::size_t rows) const {
  std::string one = "(?";
  for (std::size_t i = 1; i < columns_; ++i) one += ", ?";
  one += ')';
  std::string sql = head_ + one;
  for (std::size_t i = 1; i < rows; ++i) sql += ", " + one;
  return sql + tail_;
}

base::Status Insert::add(Connection& connection, std::vector<Value> row) {
  PEAL_ASSERT(row.size() == columns_);
  std::ranges::move(row, std::back_inserter(values_));
  if (values_.size() < rows_ * columns_) return {};
  auto done = connection.run(full_sql_, values_);
  values_.clear();
  if (!done) return base::fail(done.error());
  return {};
}

// What is left goes in powers of two, so that few statements are prepared.
base::Status Insert::flush(Connection& connection) {
  std::span<const Value> left = values_;
  for (std::size_t rows = rows_; rows > 0 && !left.empty(); rows /= 2) {
    while (left.size() >= rows * columns_) {
      auto done = connection.run(sql_for(rows), left.first(rows * columns_));
      if (!done) {
        values_.clear();
        return base::fail(done.error());
      }
      left = left.subspan(rows * columns_);
    }
  }
  values_.clear();
  return {};
}

}  // namespace peal::db
