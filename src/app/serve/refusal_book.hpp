#pragma once

#include "api/worker/worker_pool.hpp"
#include "records/audit.hpp"
#include "telephony/directory.hpp"

namespace peal::app {

/// Writes each call to outside that the rules refused into the audit log, on a
/// thread of its own: the switch never waits for the disk.
class RefusalBook {
 public:
  /// `audit` outlives this.
  explicit RefusalBook(records::Audit& audit);
  /// The switch loop. Counted and logged when too many wait to be written.
  void note(const telephony::RefusedOutside& call);
  /// What waits is dropped.
  void stop() { writer_.stop(); }

 private:
  static void write(records::Audit& audit, records::AuditEntry entry);

  records::Audit& audit_;
  api::WorkerPool writer_;
};

}  // namespace peal::app
