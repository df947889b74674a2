#pragma once

#include <cstddef>

#include "base/time.hpp"

namespace peal::db {

/// Prepared statements kept by one connection; more than the program has.
inline constexpr std::size_t kStatementsCached = 256;
/// How long a writer waits for another one on SQLite.
inline constexpr base::Seconds kBusyTimeout{10};
/// Connections of a pool when nothing else is asked for.
inline constexpr std::size_t kPoolConnections = 4;
/// How long a borrower waits for a connection of the pool.
inline constexpr base::Seconds kPoolWait{10};
/// How long connecting to PostgreSQL may take.
inline constexpr base::Seconds kConnectTimeout{5};

}  // namespace peal::db
