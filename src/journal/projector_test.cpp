#include "journal/projector.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "journal/projector_fixture.hpp"

namespace peal::journal {
namespace {

INSTANTIATE_TEST_SUITE_P(Both, ProjectorTest, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(ProjectorTest, RebuiltTablesAreTheSameByteForByte) {
  append_day(150);
  catch_up();
  auto lent = database.borrow();
  const std::string before = dump(*lent);
  EXPECT_GT(before.size(), 100'000U);
  ASSERT_TRUE(Projector::throw_away(*lent));
  EXPECT_LT(dump(*lent).size(), 400U);
  catch_up();
  EXPECT_EQ(dump(*lent), before);
}

TEST_P(ProjectorTest, BatchesAndRestartsLeaveNoTrace) {
  append(calls.begin_day());
  base::Seed chance(3);
  for (int i = 0; i < 40; ++i) {
    // A call's facts arrive in pieces, and a new projector takes each piece.
    const auto facts = calls.call(10'000 + i * 2000);
    for (std::size_t from = 0; from < facts.size();) {
      const std::size_t count = std::min<std::size_t>(1 + chance.below(6), facts.size() - from);
      append({facts.begin() + static_cast<std::ptrdiff_t>(from),
              facts.begin() + static_cast<std::ptrdiff_t>(from + count)});
      if (chance.below(3) == 0) catch_up();
      from += count;
    }
  }
  catch_up();
  auto lent = database.borrow();
  const std::string in_pieces = dump(*lent);
  ASSERT_TRUE(Projector::throw_away(*lent));
  catch_up();
  EXPECT_EQ(dump(*lent), in_pieces);
}

TEST_P(ProjectorTest, ABatchThatFailsIsWhollyUndoneAndDoneAgain) {
  append_day(20);
  {
    auto lent = database.borrow();
    ASSERT_TRUE(lent->execute("ALTER TABLE agent_quarter RENAME TO hidden"));  // The end of a batch will fail.
    Projector projector(*journal, database.pool());
    EXPECT_FALSE(projector.catch_up());
    EXPECT_EQ(lent->query("SELECT COUNT(*) FROM contact").value()[0].integer(0), 0);
    ASSERT_TRUE(lent->execute("ALTER TABLE hidden RENAME TO agent_quarter"));
    ASSERT_TRUE(projector.catch_up());
    EXPECT_EQ(projector.applied(), journal->last_position());
    EXPECT_EQ(lent->query("SELECT COUNT(*) FROM contact").value()[0].integer(0), 20);
  }
}

TEST_P(ProjectorTest, TheThreadFollows) {
  std::mutex mutex;
  std::condition_variable reached;
  Projector projector(*journal, database.pool());
  projector.on_applied([&](Position) { reached.notify_all(); });
  projector.start();
  append_day(10);
  std::unique_lock lock(mutex);
  EXPECT_TRUE(reached.wait_for(lock, std::chrono::seconds(20),
                               [&] { return projector.applied() == journal->last_position(); }));
}

// K5: the database is away for a while, calls go on, nothing is lost.
TEST(Projector, ADatabaseThatWasAwayIsCaughtUp) {
  base::set_log_sink([](std::string_view) {});
  TemporaryDirectory folder;
  auto keys = KeyRing::open(folder.path() / "keys").value();
  auto journal = Journal::open(folder.path() / "journal", {}, *keys).value();
  db::test::PrivatePostgresql server;
  auto pool = db::Pool::open(server.fresh_database()).value();
  {
    auto lent = std::move(pool->borrow().value());
    ASSERT_TRUE(db::migrate(*lent, projection_schema()));
  }
  sample::Calls calls(*keys, 11);
  std::mutex mutex;
  std::condition_variable reached;
  Projector projector(*journal, *pool);
  projector.on_applied([&](Position) { reached.notify_all(); });
  const auto caught_up = [&] {
    std::unique_lock lock(mutex);
    return reached.wait_for(lock, std::chrono::seconds(30),
                            [&] { return projector.applied() == journal->last_position(); });
  };
  projector.start();
  ASSERT_TRUE(journal->append(calls.begin_day(), {"Test", 1, 1}));
  ASSERT_TRUE(caught_up());
  server.stop();
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(journal->append(calls.call(10'000 + i * 1000), {"Test", 1, 1}));
  ASSERT_TRUE(journal->wait_durable());
  EXPECT_LT(projector.applied(), journal->last_position());
  server.run();
  EXPECT_TRUE(caught_up());
  {
    auto lent = std::move(pool->borrow().value());
    const std::string followed = dump(*lent);
    projector.stop();
    ASSERT_TRUE(Projector::throw_away(*lent));
    ASSERT_TRUE(projector.catch_up());
    EXPECT_EQ(dump(*lent), followed);
  }
  projector.stop();
  base::set_log_sink(nullptr);
}

TEST(Projector, BothDatabasesHoldTheSameRows) {
  base::set_log_sink([](std::string_view) {});
  TemporaryDirectory folder;
  auto keys = KeyRing::open(folder.path() / "keys").value();
  auto journal = Journal::open(folder.path() / "journal", {}, *keys).value();
  sample::Calls calls(*keys, 5);
  ASSERT_TRUE(journal->append(calls.begin_day(), {"Test", 1, 1}));
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(journal->append(calls.call(10'000 + i * 1000), {"Test", 1, 1}));
  ASSERT_TRUE(journal->wait_durable());
  std::vector<std::string> dumps;
  for (const auto dialect : {db::Dialect::kSqlite, db::Dialect::kPostgresql}) {
    db::test::TestDatabase database(dialect);
    auto lent = database.borrow();
    ASSERT_TRUE(db::migrate(*lent, projection_schema()));
    Projector projector(*journal, database.pool());
    ASSERT_TRUE(projector.catch_up());
    dumps.push_back(dump(*lent));
  }
  EXPECT_EQ(dumps[0], dumps[1]);
  base::set_log_sink(nullptr);
}

}  // namespace
}  // namespace peal::journal
