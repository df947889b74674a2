#pragma once

#include <memory>

#include "base/result.hpp"
#include "db/connection.hpp"
#include "db/limits.hpp"

namespace peal::db {

/// Connections to one database, lent to one thread at a time. Must outlive
/// what it lends.
class Pool {
 public:
  /// Opens one connection at once, so that a wrong address is known now, and
  /// the others when they are needed.
  [[nodiscard]] static base::Result<std::unique_ptr<Pool>> open(const Address& address,
                                                                std::size_t most = kPoolConnections);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  struct GiveBack {
    Pool* pool = nullptr;
    void operator()(Connection* connection) const;
  };
  using Lent = std::unique_ptr<Connection, GiveBack>;

  /// Waits up to kPoolWait; kOverloaded when none came free, kUnavailable when
  /// the database cannot be reached.
  [[nodiscard]] base::Result<Lent> borrow();
  [[nodiscard]] const Address& address() const;

 private:
  struct Inner;
  explicit Pool(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace peal::db
