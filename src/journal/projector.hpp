#pragma once

#include <functional>
#include <memory>
#include <span>

#include "base/result.hpp"
#include "db/pool.hpp"
#include "db/schema.hpp"
#include "journal/journal.hpp"

namespace peal::journal {

/// The tables of call detail, agent intervals, figures and recordings.
[[nodiscard]] std::span<const db::SchemaChange> projection_schema();

/// Keeps the tables that follow the journal. Each batch and the position it
/// reaches are one transaction, so the tables are always a true state of the
/// journal at that position, and the same rows come out whatever the batches
/// were. Personal text goes into the tables sealed, as it lies in the journal.
class Projector {
 public:
  /// Follows `journal` on a thread of its own once started. Both must outlive it.
  Projector(Journal& journal, db::Pool& pool);
  ~Projector();
  Projector(const Projector&) = delete;
  Projector& operator=(const Projector&) = delete;

  /// Starts the thread. A database that is away is tried again every second
  /// and logged once; nothing is lost, the journal waits.
  void start();
  void stop();
  /// The position the tables have reached. Any thread.
  [[nodiscard]] Position applied() const;
  /// Called on the projector's thread after each transaction.
  void on_applied(std::function<void(Position)> fn);

  /// Applies everything durable now, on the caller's thread; only when not started.
  [[nodiscard]] base::Status catch_up();
  /// Empties the tables; the next catch_up() or start() rebuilds them.
  [[nodiscard]] static base::Status throw_away(db::Connection& connection);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace peal::journal
