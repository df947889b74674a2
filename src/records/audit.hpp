#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/ids.hpp"
#include "db/pool.hpp"

namespace peal::records {

/// One line of the audit log: who did what to what. Never a secret.
struct AuditEntry {
  std::uint64_t id = 0;  ///< Given by add(); grows with time.
  core::TenantId tenant;
  core::Time at;
  core::UserId user;   ///< None: a program, or nobody signed in.
  std::string action;  ///< "customer.change", "recording.hear", "session.open".
  std::string object;  ///< Id or key of what it was done to.
  std::string source;  ///< Address it came from.
  std::string detail;  ///< JSON or empty; no personal text.
};

class Audit {
 public:
  explicit Audit(db::Pool& pool, std::uint16_t shard = 4) : pool_(&pool), shard_(shard) {}
  [[nodiscard]] base::Status add(AuditEntry entry);
  struct Filter {
    std::optional<core::UserId> user;
    std::string action;  ///< Empty: any.
    std::string object;  ///< Empty: any.
    std::optional<core::Time> from;
    std::optional<core::Time> before;
    std::optional<std::uint64_t> older_than;  ///< Next page.
    std::size_t most = 100;
  };
  /// Newest first.
  [[nodiscard]] base::Result<std::vector<AuditEntry>> list(core::TenantId tenant, const Filter& filter);

 private:
  db::Pool* pool_;
  std::uint16_t shard_;
};

}  // namespace peal::records
