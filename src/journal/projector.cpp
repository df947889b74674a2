#include "journal/projector.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/thread.hpp"
#include "journal/limits.hpp"
#include "journal/projection/tables.hpp"
#include "journal/tail.hpp"

namespace peal::journal {
namespace {

using base::fail;

constexpr const char* kName = "call_detail";

base::Result<Position> applied_position(db::Connection& connection) {
  auto rows = connection.query("SELECT position FROM projection WHERE name = ?", kName);
  if (!rows) return fail(rows.error());
  return static_cast<Position>(rows->empty() ? 0 : rows->front().integer(0));
}

base::Status save_position(db::Connection& connection, Position position) {
  auto done = connection.execute(
      "INSERT INTO projection (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = "
      "excluded.position",
      kName, position);
  if (!done) return fail(done.error());
  return {};
}

}  // namespace

struct Projector::Inner {
  Inner(Journal& j, db::Pool& p) : journal(j), pool(p) {}

  Journal& journal;
  db::Pool& pool;
  std::function<void(Position)> tell;
  std::atomic<Position> applied{0};
  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  bool away = false;  // The database was away the last time.
  std::thread thread;

  // What a working connection carries; thrown away with it after an error.
  struct Work {
    db::Pool::Lent connection;
    Tables tables;
    Tail tail;
    Work(db::Pool::Lent lent, const std::filesystem::path& directory, Position position)
        : connection(std::move(lent)), tables(*connection), tail(directory, position) {}
  };
  std::optional<Work> work;

  base::Status begin();
  base::Result<std::size_t> batch();
  base::Status catch_up();
  bool pause(base::Millis time);
  void run();
};

base::Status Projector::Inner::begin() {
  if (work) return {};
  auto connection = pool.borrow();
  if (!connection) return fail(connection.error());
  auto position = applied_position(**connection);
  if (!position) return fail(position.error());
  if (*position > journal.last_position()) {
    return fail(base::ErrorCode::kCorrupt,
                "The database has applied facts that the journal does not have; the two do not belong together. Stop the "
                "server and let `peal rebuild` make the tables anew.");
  }
  work.emplace(std::move(*connection), journal.directory(), *position);
  applied = *position;
  return {};
}

// One transaction; returns how many facts it took.
base::Result<std::size_t> Projector::Inner::batch() {
  if (auto begun = begin(); !begun) return fail(begun.error());
  const Position limit = journal.durable_position();
  if (work->tail.position() >= limit) return std::size_t{0};
  auto transaction = db::Transaction::begin(*work->connection);
  if (!transaction) return fail(transaction.error());
  auto taken = work->tail.read(limit, kProjectionBatch, [&](const Record& record) -> base::Status {
    auto fact = decode_plain(record);
    if (!fact) return fail(fact.error());
    return work->tables.apply(record, *fact);
  });
  if (!taken) return taken;
  base::Status done = work->tables.flush();
  if (done) done = save_position(*work->connection, work->tail.position());
  if (done) done = transaction->commit();
  if (!done) return fail(done.error());
  applied = work->tail.position();
  return taken;
}

base::Status Projector::Inner::catch_up() {
  for (;;) {
    auto taken = batch();
    if (!taken) {
      work.reset();
      return fail(taken.error());
    }
    if (*taken == 0) return {};
    if (tell) tell(applied);
  }
}

// False when it is time to stop.
bool Projector::Inner::pause(base::Millis time) {
  std::unique_lock lock(mutex);
  wake.wait_for(lock, time, [this] { return stopping; });
  return !stopping;
}

void Projector::Inner::run() {
  base::begin_thread("projector", base::Importance::kBackground);
  static base::Gauge& behind =
      base::gauge("peal_projection_behind_facts", "Durable facts that the tables do not show yet");
  do {
    const base::Status done = catch_up();
    behind.set(static_cast<double>(journal.durable_position()) - static_cast<double>(applied.load()));
    if (!done && !away) {
      base::log(base::LogLevel::kError, "journal", "projection_waits", {{"error", done.error().describe()}});
    }
    if (done && away) base::log(base::LogLevel::kInfo, "journal", "projection_goes_on", {{"position", applied.load()}});
    away = !done;
  } while (pause(away ? kProjectRetry : kProjectEvery));
}

Projector::Projector(Journal& journal, db::Pool& pool) : inner_(std::make_unique<Inner>(journal, pool)) {}
Projector::~Projector() { stop(); }

void Projector::start() {
  PEAL_ASSERT(!inner_->thread.joinable());
  inner_->stopping = false;
  inner_->thread = std::thread([this] { inner_->run(); });
}

void Projector::stop() {
  if (inner_->thread.joinable()) {
    {
      const std::lock_guard lock(inner_->mutex);
      inner_->stopping = true;
    }
    inner_->wake.notify_all();
    inner_->thread.join();
  }
  inner_->work.reset();
}

Position Projector::applied() const { return inner_->applied.load(); }
void Projector::on_applied(std::function<void(Position)> fn) { inner_->tell = std::move(fn); }

base::Status Projector::catch_up() {
  PEAL_ASSERT(!inner_->thread.joinable());
  return inner_->catch_up();
}

}  // namespace peal::journal
