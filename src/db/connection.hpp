#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "db/value.hpp"

namespace peal::db {

enum class Dialect : std::uint8_t { kSqlite, kPostgresql };

/// Where the data is: "sqlite:/path/peal.db", or a libpq address
/// ("postgresql://user@host/name" or "postgresql:host=/run/x dbname=peal").
struct Address {
  Dialect dialect = Dialect::kSqlite;
  std::string target;
};
[[nodiscard]] base::Result<Address> parse_address(std::string_view text);

/// One connection; one thread at a time. SQL is the common part of both
/// databases with `?` for parameters, in order. Statements are prepared once
/// and kept. A lost PostgreSQL server is connected again at the next statement
/// outside a transaction; inside one the call fails with kUnavailable.
class Connection {
 public:
  [[nodiscard]] static base::Result<std::unique_ptr<Connection>> open(const Address& address);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs a statement without an answer; returns how many rows it changed.
  /// kAlreadyExists: a unique key is taken; kConflict: another constraint or a
  /// lost race; kUnavailable: the server is away; kStorageFull; kStorage.
  [[nodiscard]] base::Result<std::int64_t> run(std::string_view sql, std::span<const Value> values);
  [[nodiscard]] base::Result<Rows> fetch(std::string_view sql, std::span<const Value> values);

  template <class... Args>
  [[nodiscard]] base::Result<std::int64_t> execute(std::string_view sql, const Args&... args) {
    const std::vector<Value> values{to_value(args)...};
    return run(sql, values);
  }
  template <class... Args>
  [[nodiscard]] base::Result<Rows> query(std::string_view sql, const Args&... args) {
    const std::vector<Value> values{to_value(args)...};
    return fetch(sql, values);
  }

  [[nodiscard]] Dialect dialect() const;
  [[nodiscard]] bool in_transaction() const;

 private:
  friend class Transaction;
  [[nodiscard]] base::Status begin();
  [[nodiscard]] base::Status commit();
  void rollback();

  struct Inner;
  explicit Connection(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

/// Everything until commit() happens or nothing of it.
///     auto work = Transaction::begin(connection);
///     ... connection.execute(...) ...
///     return work->commit();
class Transaction {
 public:
  /// Takes the write lock at once on SQLite, so that no later statement finds
  /// the database busy.
  [[nodiscard]] static base::Result<Transaction> begin(Connection& connection);
  ~Transaction();
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;

  [[nodiscard]] base::Status commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

}  // namespace peal::db
