#pragma once

#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "db/pool.hpp"

/// Databases for tests: a SQLite file, or a database on a PostgreSQL server
/// that the test program starts for itself on a socket in its own folder.
namespace peal::db::test {

inline constexpr const char* kPostgresqlPrograms = "/usr/lib/postgresql/15/bin/";

class OwnFolder {
 public:
  OwnFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "peal-db-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~OwnFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A server of our own; PostgreSQL refuses to run as root, so root becomes its user.
class PrivatePostgresql {
 public:
  PrivatePostgresql() {
    if (::geteuid() == 0) {
      const passwd* user = ::getpwnam("postgres");
      if (user == nullptr) throw std::runtime_error("postgresql-15 is not installed");
      user_ = user->pw_uid;
      group_ = user->pw_gid;
      if (::chown(folder_.path().c_str(), user_, group_) != 0) throw std::runtime_error("chown failed");
    }
    const std::string data = (folder_.path() / "data").string();
    const pid_t made =
        start({"initdb", "-D", data, "-A", "trust", "-U", "peal", "-E", "UTF8", "--locale=C.UTF-8", "-N"});
    int status = 0;
    ::waitpid(made, &status, 0);
    if (status != 0) throw std::runtime_error("initdb failed: " + said());
    run();
  }
  ~PrivatePostgresql() { stop(); }
  PrivatePostgresql(const PrivatePostgresql&) = delete;
  PrivatePostgresql& operator=(const PrivatePostgresql&) = delete;

  void run() {
    const std::string folder = folder_.path().string();
    server_ = start({"postgres", "-D", folder + "/data", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off",
                     "-c", "shared_buffers=16MB", "-c", "max_connections=50"});
    for (int tries = 0; tries < 400; ++tries) {
      if (Connection::open(address("postgres"))) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    throw std::runtime_error("PostgreSQL did not start: " + said());
  }
  void stop() {
    if (server_ <= 0) return;
    ::kill(server_, SIGINT);  // Fast shutdown: connections are closed.
    ::waitpid(server_, nullptr, 0);
    server_ = -1;
  }

  [[nodiscard]] Address address(const std::string& database) const {
    return {Dialect::kPostgresql, fmt::format("host={} user=peal dbname={}", folder_.path().string(), database)};
  }
  [[nodiscard]] Address fresh_database() {
    const std::string name = fmt::format("test{}", ++count_);
    auto connection = Connection::open(address("postgres")).value();
    connection->execute("CREATE DATABASE " + name).value();
    return address(name);
  }

  /// One for the whole test program.
  static PrivatePostgresql& shared() {
    static PrivatePostgresql server;
    return server;
  }

 private:
  pid_t start(std::vector<std::string> arguments) const {
    const std::string program = kPostgresqlPrograms + arguments[0];
    const std::string log = (folder_.path() / "log").string();
    std::vector<char*> raw;
    for (auto& argument : arguments) raw.push_back(argument.data());
    raw.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (user_ != 0 && (::setgid(group_) != 0 || ::setuid(user_) != 0)) ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGINT);
    if (std::freopen(log.c_str(), "a", stdout) == nullptr || ::dup2(1, 2) < 0) ::_exit(126);
    ::execv(program.c_str(), raw.data());
    ::_exit(127);
  }
  [[nodiscard]] std::string said() const {
    std::ifstream log(folder_.path() / "log");
    return {std::istreambuf_iterator<char>(log), {}};
  }

  OwnFolder folder_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  pid_t server_ = -1;
  int count_ = 0;
};

/// A fresh, empty database of the dialect.
class TestDatabase {
 public:
  explicit TestDatabase(Dialect dialect)
      : address_(dialect == Dialect::kSqlite ? Address{dialect, (folder_.path() / "peal.db").string()}
                                             : PrivatePostgresql::shared().fresh_database()) {
    auto opened = Pool::open(address_);
    if (!opened) throw std::runtime_error(opened.error().describe());
    pool_ = std::move(*opened);
  }
  [[nodiscard]] Pool& pool() { return *pool_; }
  [[nodiscard]] Pool::Lent borrow() { return std::move(pool_->borrow().value()); }
  [[nodiscard]] const Address& address() const { return address_; }

 private:
  OwnFolder folder_;
  Address address_;
  std::unique_ptr<Pool> pool_;
};

inline std::string dialect_name(Dialect dialect) { return dialect == Dialect::kSqlite ? "Sqlite" : "Postgresql"; }

}  // namespace peal::db::test
