#include "db/connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <unordered_map>
#include <utility>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "db/errors.hpp"
#include "db/limits.hpp"

namespace peal::db {
namespace {

using base::ErrorCode;
using base::fail;

// A statement without parameters or an answer, run once. (SOCI's stream syntax
// does the same, but keeps its type information to itself, which the
// undefined-behaviour sanitizer needs.)
void plain(soci::session& session, const char* sql) {
  soci::statement once(session);
  once.alloc();
  once.prepare(sql);
  once.define_and_bind();
  once.execute(true);
}

// A connection has one user at a time (Pool), so its own lock, and the one
// around SQLite's count of memory, guard nothing (sqlite.org/threadsafe.html).
void configure_sqlite() {
  static const bool done = sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD) == SQLITE_OK &&
                           sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
  PEAL_ASSERT(done);
}

// `?` becomes `:p1`, `:p2` ..., outside of quoted text.
std::string named_parameters(std::string_view sql, std::size_t& count) {
  std::string out;
  out.reserve(sql.size() + 64);
  bool quoted = false;
  count = 0;
  for (const char c : sql) {
    if (c == '\'') quoted = !quoted;
    if (c == '?' && !quoted) {
      out += fmt::format(":p{}", ++count);
    } else {
      out += c;
    }
  }
  return out;
}

// Numbers go as numbers where they always did; a parameter that was ever anything else goes as text, which both
// databases turn into the type of the column. One prepared statement serves values and NULLs alike.
struct Parameter {
  bool number = false;
  long long integer = 0;
  std::string text;
  soci::indicator indicator = soci::i_ok;
};

bool is_number(const Value& value) { return std::holds_alternative<std::int64_t>(value); }
bool is_null(const Value& value) { return value.index() == 0; }

struct Prepared {
  Prepared(soci::session& session, std::string_view sql, bool answers, std::vector<Parameter> kinds)
      : parameters(std::move(kinds)), statement(session) {
    std::size_t count = 0;
    const std::string named = named_parameters(sql, count);
    PEAL_ASSERT(count == parameters.size());
    for (auto& parameter : parameters) {
      if (parameter.number) statement.exchange(soci::use(parameter.integer, parameter.indicator));
      else statement.exchange(soci::use(parameter.text, parameter.indicator));
    }
    if (answers) statement.exchange(soci::into(row));
    statement.alloc();
    statement.prepare(named);
    statement.define_and_bind();
  }

  [[nodiscard]] bool fits(std::span<const Value> values) const {
    PEAL_ASSERT(values.size() == parameters.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (parameters[i].number && !is_number(values[i]) && !is_null(values[i])) return false;
    }
    return true;
  }

  void set(std::span<const Value> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto& parameter = parameters[i];
      parameter.indicator = is_null(values[i]) ? soci::i_null : soci::i_ok;
      if (const auto* number = std::get_if<std::int64_t>(&values[i])) {
        if (parameter.number) {
          parameter.integer = *number;
        } else {
          const fmt::format_int digits(*number);
          parameter.text.assign(digits.data(), digits.size());
        }
      } else if (const auto* real = std::get_if<double>(&values[i])) {
        parameter.text = fmt::format("{}", *real);
      } else if (const auto* text = std::get_if<std::string>(&values[i])) {
        parameter.text = *text;
      }
    }
  }

  // The statement refers to the others and goes first.
  std::vector<Parameter> parameters;
  soci::row row;
  soci::statement statement;
};

// `before`: what the same statement took until now.
std::vector<Parameter> kinds_of(std::span<const Value> values, const Prepared* before) {
  std::vector<Parameter> kinds(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool was_number = before == nullptr || before->parameters[i].number;
    kinds[i].number = was_number && (is_number(values[i]) || (before != nullptr && is_null(values[i])));
  }
  return kinds;
}

Value value_of(const soci::row& row, std::size_t column) {
  if (row.get_indicator(column) == soci::i_null) return Null{};
  switch (row.get_properties(column).get_data_type()) {
    case soci::dt_integer:
      return static_cast<std::int64_t>(row.get<int>(column));
    case soci::dt_long_long:
      return static_cast<std::int64_t>(row.get<long long>(column));
    case soci::dt_unsigned_long_long:
      return static_cast<std::int64_t>(row.get<unsigned long long>(column));
    case soci::dt_double:
      return row.get<double>(column);
    default:
      return row.get<std::string>(column);
  }
}

// A text with a NUL in it is cut off by one database and refused by the other.
base::Status check(std::span<const Value> values) {
  for (const auto& value : values) {
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && text->find('\0') != std::string::npos) {
      return fail(ErrorCode::kBadInput, "A text holds a character with the code 0; remove it.");
    }
  }
  return {};
}

// What the server says by itself ("terminating connection due to administrator
// command") is an event of the log, not a line of its own.
void log_notice(void*, const char* text) {
  std::string_view said(text);
  while (!said.empty() && (said.back() == '\n' || said.back() == ' ')) said.remove_suffix(1);
  base::log(base::LogLevel::kWarning, "db", "server_said", {{"text", said}});
}

// SOCI keeps the type information of its backends to itself, so the sanitizer
// cannot check this cast.
[[gnu::no_sanitize("vptr")]] void log_notices(soci::session& session) {
  const auto* backend = static_cast<soci::postgresql_session_backend*>(session.get_backend());
  PQsetNoticeProcessor(backend->conn_, log_notice, nullptr);
}

std::string connect_text(const Address& address) {
  if (address.dialect == Dialect::kSqlite) {
    return fmt::format("db=\"{}\" timeout={}", address.target, kBusyTimeout.count());
  }
  const bool url = address.target.starts_with("postgres");
  const char* joint = !url ? " " : address.target.find('?') == std::string::npos ? "?" : "&";
  return fmt::format("{}{}connect_timeout={}", address.target, joint, kConnectTimeout.count());
}

}  // namespace

base::Result<Address> parse_address(std::string_view text) {
  if (text.starts_with("sqlite:") && text.size() > 7 && text.find('"') == std::string_view::npos) {
    return Address{Dialect::kSqlite, std::string(text.substr(7))};
  }
  if (text.starts_with("postgresql://") || text.starts_with("postgres://")) {
    return Address{Dialect::kPostgresql, std::string(text)};
  }
  if (text.starts_with("postgresql:")) return Address{Dialect::kPostgresql, std::string(text.substr(11))};
  return fail(ErrorCode::kBadInput,
              "A database is named like sqlite:/var/lib/peal/peal.db or postgresql://user@host/name.");
}

struct Connection::Inner {
  Address address;
  std::unique_ptr<soci::session> session;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> prepared;
  bool transaction = false;
  bool lost = false;

  base::Status connect();
  base::Status ready();
  Prepared& statement(std::string_view sql, std::span<const Value> values, bool answers);
  bool alive();
  base::Error failed(const std::exception& thrown, std::string_view sql);
};

base::Status Connection::Inner::connect() {
  prepared.clear();
  session.reset();
  try {
    if (address.dialect == Dialect::kSqlite) {
      // Made here so that nobody else may read it; SQLite gives its other files
      // the same rights.
      const int file = ::open(address.target.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (file >= 0) ::close(file);
      configure_sqlite();
      session = std::make_unique<soci::session>(soci::sqlite3, connect_text(address));
      // WAL: readers never wait. FULL: what was committed survives a power cut.
      // secure_delete: what was erased is not left in free pages.
      for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
                                 "PRAGMA secure_delete=ON", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-32000"}) {
        plain(*session, pragma);
      }
    } else {
      session = std::make_unique<soci::session>(soci::postgresql, connect_text(address));
      log_notices(*session);
      plain(*session, "SET client_min_messages = warning");
      plain(*session, "SET timezone = 'UTC'");
    }
  } catch (const std::exception& thrown) {
    session.reset();
    return fail(error_of(thrown, address));
  }
  lost = false;
  return {};
}

// A connection that was lost is made again, but never within a transaction:
// its first half is gone.
base::Status Connection::Inner::ready() {
  if (!lost && session) return {};
  if (transaction) return fail(ErrorCode::kUnavailable, "The database went away in the middle of a change.");
  auto connected = connect();
  if (connected) base::log(base::LogLevel::kInfo, "db", "connected_again");
  return connected;
}

Prepared& Connection::Inner::statement(std::string_view sql, std::span<const Value> values, bool answers) {
  const std::string key(sql);
  auto known = prepared.find(key);
  if (known != prepared.end() && known->second->fits(values)) return *known->second;
  auto kinds = kinds_of(values, known == prepared.end() ? nullptr : known->second.get());
  if (known == prepared.end() && prepared.size() >= kStatementsCached) prepared.clear();
  prepared.erase(key);
  return *prepared.emplace(key, std::make_unique<Prepared>(*session, sql, answers, std::move(kinds))).first->second;
}

// A lost server does not always say so in the error; whether it still answers does.
bool Connection::Inner::alive() {
  try {
    plain(*session, "SET timezone = 'UTC'");
    return true;
  } catch (const soci::postgresql_soci_error& thrown) {
    return thrown.sqlstate() == "25P02";  // In a transaction that has failed.
  } catch (const std::exception&) {
    return false;
  }
}

base::Error Connection::Inner::failed(const std::exception& thrown, std::string_view sql) {
  base::Error error = error_of(thrown, address);
  prepared.erase(std::string(sql));
  if (address.dialect == Dialect::kPostgresql && !alive()) {
    lost = true;
    error.code = ErrorCode::kUnavailable;
  }
  return error;
}

Connection::Connection(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
Connection::~Connection() {
  if (inner_->transaction) rollback();
}

base::Result<std::unique_ptr<Connection>> Connection::open(const Address& address) {
  auto inner = std::make_unique<Inner>();
  inner->address = address;
  if (auto connected = inner->connect(); !connected) return fail(connected.error());
  return std::unique_ptr<Connection>(new Connection(std::move(inner)));
}

base::Result<std::int64_t> Connection::run(std::string_view sql, std::span<const Value> values) {
  if (auto good = check(values); !good) return fail(good.error());
  if (auto ready = inner_->ready(); !ready) return fail(ready.error());
  try {
    Prepared& prepared = inner_->statement(sql, values, false);
    prepared.set(values);
    prepared.statement.execute(true);
    return prepared.statement.get_affected_rows();
  } catch (const std::exception& thrown) {
    return fail(inner_->failed(thrown, sql));
  }
}

base::Result<Rows> Connection::fetch(std::string_view sql, std::span<const Value> values) {
  if (auto good = check(values); !good) return fail(good.error());
  // A question may be asked twice, so a server that was started again since the
  // last one goes unnoticed.
  for (int tries = inner_->transaction ? 1 : 2;; --tries) {
    if (auto ready = inner_->ready(); !ready) return fail(ready.error());
    try {
      Prepared& prepared = inner_->statement(sql, values, true);
      prepared.set(values);
      prepared.statement.execute();
      Rows rows;
      while (prepared.statement.fetch()) {
        std::vector<Value> columns;
        columns.reserve(prepared.row.size());
        for (std::size_t i = 0; i < prepared.row.size(); ++i) columns.push_back(value_of(prepared.row, i));
        rows.emplace_back(std::move(columns));
      }
      return rows;
    } catch (const std::exception& thrown) {
      base::Error error = inner_->failed(thrown, sql);
      if (!inner_->lost || tries <= 1) return fail(std::move(error));
    }
  }
}

Dialect Connection::dialect() const { return inner_->address.dialect; }
bool Connection::in_transaction() const { return inner_->transaction; }

base::Status Connection::begin() {
  PEAL_ASSERT(!inner_->transaction);
  const char* sql = dialect() == Dialect::kSqlite ? "BEGIN IMMEDIATE" : "BEGIN";
  for (int tries = 2;; --tries) {
    if (auto ready = inner_->ready(); !ready) return ready;
    try {
      plain(*inner_->session, sql);
      inner_->transaction = true;
      return {};
    } catch (const std::exception& thrown) {
      base::Error error = inner_->failed(thrown, sql);
      if (!inner_->lost || tries <= 1) return fail(std::move(error));
    }
  }
}

base::Status Connection::commit() {
  PEAL_ASSERT(inner_->transaction);
  if (auto ready = inner_->ready(); !ready) {
    inner_->transaction = false;
    return ready;
  }
  try {
    plain(*inner_->session, "COMMIT");
    inner_->transaction = false;
    return {};
  } catch (const std::exception& thrown) {
    base::Error error = inner_->failed(thrown, "COMMIT");
    rollback();
    return fail(std::move(error));
  }
}

void Connection::rollback() {
  inner_->transaction = false;
  if (inner_->lost || !inner_->session) return;
  try {
    plain(*inner_->session, "ROLLBACK");
  } catch (const std::exception& thrown) {
    // SQLite itself rolls back when its disk is full (https://www.sqlite.org/lang_transaction.html, 3).
    if (dialect() == Dialect::kSqlite && std::string_view(thrown.what()).find("no transaction is active") != std::string_view::npos) {
      return;
    }
    // Nothing was committed; a connection that cannot even roll back is made anew.
    inner_->lost = true;
    base::log(base::LogLevel::kWarning, "db", "rollback_failed",
              {{"error", error_of(thrown, inner_->address).describe()}});
  }
}

base::Result<Transaction> Transaction::begin(Connection& connection) {
  if (auto begun = connection.begin(); !begun) return fail(begun.error());
  return Transaction(connection);
}
Transaction::~Transaction() {
  if (connection_ != nullptr) connection_->rollback();
}
Transaction::Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
base::Status Transaction::commit() { return std::exchange(connection_, nullptr)->commit(); }

}  // namespace peal::db
