#pragma once

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "db/test_databases.hpp"
#include "journal/projector.hpp"
#include "journal/sample_calls.hpp"
#include "journal/temporary_directory.hpp"

namespace peal::journal {

// Every row of every table, in the order of its key.
inline std::string dump(db::Connection& connection) {
  std::string all;
  for (const auto& [table, key] :
       std::initializer_list<std::pair<const char*, const char*>>{{"contact", "contact"},
                                                                  {"visit", "contact, visit"},
                                                                  {"handling", "contact, handling"},
                                                                  {"recording", "recording"},
                                                                  {"steps", "contact, position"},
                                                                  {"agent_now", "agent"},
                                                                  {"agent_interval", "agent, position"},
                                                                  {"queue_level", "queue"},
                                                                  {"queue_quarter", "queue, quarter"},
                                                                  {"agent_quarter", "agent, quarter"},
                                                                  {"projection", "name"}}) {
    all += std::string("-- ") + table + "\n";
    const auto rows = connection.query(std::string("SELECT * FROM ") + table + " ORDER BY " + key).value();
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) all += (row.is_null(i) ? "NULL" : row.text(i)) + "|";
      all += "\n";
    }
  }
  return all;
}

class ProjectorTest : public testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    base::set_log_sink([](std::string_view) {});
    journal = Journal::open(folder.path() / "journal", {}, *keys).value();
    auto lent = database.borrow();
    ASSERT_TRUE(db::migrate(*lent, projection_schema()));
  }
  void TearDown() override { base::set_log_sink(nullptr); }

  void append(const std::vector<core::Fact>& facts) { ASSERT_TRUE(journal->append(facts, {"Test", 1, 1})); }
  /// A day of `count` calls, one every two seconds.
  void append_day(int count) {
    append(calls.begin_day());
    for (int i = 0; i < count; ++i) append(calls.call(10'000 + i * 2000));
    ASSERT_TRUE(journal->wait_durable());
  }
  void catch_up() {
    ASSERT_TRUE(journal->wait_durable());
    Projector projector(*journal, database.pool());
    const auto done = projector.catch_up();
    ASSERT_TRUE(done) << done.error().describe();
  }

  TemporaryDirectory folder;
  db::test::TestDatabase database{GetParam()};
  std::unique_ptr<KeyRing> keys = KeyRing::open(folder.path() / "keys").value();
  std::unique_ptr<Journal> journal;
  sample::Calls calls{*keys, 7};
};

}  // namespace peal::journal
