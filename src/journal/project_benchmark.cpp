#include <benchmark/benchmark.h>

#include "base/log.hpp"
#include "db/test_databases.hpp"
#include "journal/projector.hpp"
#include "journal/sample_calls.hpp"
#include "journal/temporary_directory.hpp"

namespace peal::journal {
namespace {

// Calls of every kind, 20 facts each on average, followed into SQLite in
// batches of about 2,000 facts: what 100 ms bring at 1,000 calls a second. The
// CPU time is for one call.
void project_calls(benchmark::State& state) {
  base::set_log_level(base::LogLevel::kError);
  constexpr int kCallsInBatch = 100;
  TemporaryDirectory folder;
  auto keys = KeyRing::open(folder.path() / "keys").value();
  auto journal = Journal::open(folder.path() / "journal", {}, *keys).value();
  db::test::TestDatabase database(db::Dialect::kSqlite);
  {
    auto lent = database.borrow();
    if (!db::migrate(*lent, projection_schema())) state.SkipWithError("migrate failed");
  }
  sample::Calls calls(*keys, 1);
  Projector projector(*journal, database.pool());
  std::int64_t when = 10'000;
  std::int64_t done = 0;
  for (auto unused : state) {
    state.PauseTiming();
    for (int i = 0; i < kCallsInBatch; ++i) {
      if (!journal->append(calls.call(when += 1), {"LegArrived", 1, 1})) state.SkipWithError("append failed");
    }
    if (!journal->wait_durable()) state.SkipWithError("sync failed");
    state.ResumeTiming();
    if (!projector.catch_up()) state.SkipWithError("projection failed");
    done += kCallsInBatch;
  }
  projector.stop();
  state.SetItemsProcessed(done);
}
BENCHMARK(project_calls)->Unit(benchmark::kMicrosecond)->MeasureProcessCPUTime();

}  // namespace
}  // namespace peal::journal
