#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/log.hpp"
#include "db/insert.hpp"
#include "db/schema.hpp"
#include "db/test_databases.hpp"

namespace peal::db {
namespace {

using base::ErrorCode;
using test::TestDatabase;

const SchemaChange kThings{
    "test", 1, "things",
    "CREATE TABLE thing (id BIGINT NOT NULL, name TEXT, size BIGINT, PRIMARY KEY (id)) CLUSTERED;\n"
    "CREATE INDEX thing_name ON thing (name);\n"};
const SchemaChange kMore{"test", 2, "weights", "ALTER TABLE thing ADD COLUMN weight DOUBLE PRECISION;\n"};

class DbTest : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    base::set_log_sink([](std::string_view) {});
  }
  void TearDown() override { base::set_log_sink(nullptr); }
  TestDatabase database{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Both, DbTest, testing::Values(Dialect::kSqlite, Dialect::kPostgresql),
                         [](const auto& each) { return test::dialect_name(each.param); });

TEST_P(DbTest, ValuesComeBackAsTheyWere) {
  auto lent = database.borrow();
  ASSERT_TRUE(migrate(*lent, std::vector{kThings, kMore}));
  const std::int64_t large = -9'223'372'036'854'775'807LL;
  const std::string text = "王芳 'O\"Brien' 😀 ? :x \\ é";
  ASSERT_TRUE(
      lent->execute("INSERT INTO thing (id, name, size, weight) VALUES (?, ?, ?, ?)", large, text, nullptr, 0.1));
  ASSERT_TRUE(lent->execute("INSERT INTO thing (id, name, size) VALUES (?, ?, ?)", 2, Value{}, 7));
  auto rows = lent->query("SELECT id, name, size, weight FROM thing WHERE name = ? AND name <> '?'", text).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].integer(0), large);
  EXPECT_EQ(rows[0].text(1), text);
  EXPECT_TRUE(rows[0].is_null(2));
  EXPECT_DOUBLE_EQ(rows[0].real(3), 0.1);
  rows = lent->query("SELECT size, name FROM thing WHERE id = ? LIMIT ?", 2, 1).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].integer(0), 7);
  EXPECT_TRUE(rows[0].is_null(1));
  EXPECT_EQ(rows[0].text(1), "");
  EXPECT_EQ(lent->query("SELECT CAST(SUM(id) AS BIGINT), COUNT(*) FROM thing").value()[0].integer(0), large + 2);
}

TEST_P(DbTest, ChangedRowsAreCounted) {
  auto lent = database.borrow();
  ASSERT_TRUE(migrate(*lent, std::vector{kThings}));
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(lent->execute("INSERT INTO thing (id, size) VALUES (?, ?)", i, i % 2).value(), 1);
  EXPECT_EQ(lent->execute("UPDATE thing SET size = 9 WHERE size = ?", 1).value(), 2);
  EXPECT_EQ(lent->execute("DELETE FROM thing WHERE id = 77").value(), 0);
}

TEST_P(DbTest, ATransactionIsAllOrNothing) {
  auto lent = database.borrow();
  ASSERT_TRUE(migrate(*lent, std::vector{kThings}));
  {
    auto work = Transaction::begin(*lent).value();
    ASSERT_TRUE(lent->execute("INSERT INTO thing (id) VALUES (1)"));
  }
  EXPECT_EQ(lent->query("SELECT id FROM thing").value().size(), 0U);
  auto work = Transaction::begin(*lent).value();
  ASSERT_TRUE(lent->execute("INSERT INTO thing (id) VALUES (1)"));
  ASSERT_TRUE(work.commit());
  auto other = database.borrow();
  EXPECT_EQ(other->query("SELECT id FROM thing").value().size(), 1U);
}

TEST_P(DbTest, ErrorsSayWhatIsWrong) {
  auto lent = database.borrow();
  ASSERT_TRUE(migrate(*lent, std::vector{kThings}));
  ASSERT_TRUE(lent->execute("INSERT INTO thing (id) VALUES (1)"));
  EXPECT_EQ(lent->execute("INSERT INTO thing (id) VALUES (?)", 1).error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(lent->execute("INSERT INTO thing (id) VALUES (?)", nullptr).error().code, ErrorCode::kConflict);
  EXPECT_EQ(lent->execute("UPDATE nothing SET x = 1").error().code, ErrorCode::kStorage);
  EXPECT_EQ(lent->execute("UPDATE thing SET name = ?", std::string("a\0b", 3)).error().code, ErrorCode::kBadInput);
  EXPECT_TRUE(lent->query("SELECT id FROM thing")) << "An error leaves the connection usable.";
}

TEST_P(DbTest, PersonalValuesStayOutOfErrors) {
  auto lent = database.borrow();
  ASSERT_TRUE(migrate(*lent, std::vector{kThings}));
  ASSERT_TRUE(lent->execute("CREATE UNIQUE INDEX one_name ON thing (name)"));
  ASSERT_TRUE(lent->execute("INSERT INTO thing (id, name) VALUES (1, ?)", "+8613812345678"));
  const auto twice = lent->execute("INSERT INTO thing (id, name) VALUES (2, ?)", "+8613812345678");
  EXPECT_EQ(twice.error().describe().find("1381234"), std::string::npos) << twice.error().describe();
}

TEST_P(DbTest, SchemaChangesAreAppliedOnceAndNeverRewritten) {
  auto lent = database.borrow();
  ASSERT_TRUE(migrate(*lent, std::vector{kThings}));
  ASSERT_TRUE(migrate(*lent, std::vector{kThings, kMore}));
  ASSERT_TRUE(migrate(*lent, std::vector{kThings, kMore}));
  EXPECT_TRUE(lent->query("SELECT weight FROM thing"));
  EXPECT_EQ(migrate(*lent, std::vector{kThings}).error().code, ErrorCode::kConflict) << "Made by a newer release.";
  SchemaChange edited = kThings;
  edited.sql = "CREATE TABLE thing (id BIGINT);\n";
  const auto refused = migrate(*lent, std::vector{edited, kMore});
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
}

TEST_P(DbTest, AFailedSchemaChangeLeavesNothingBehind) {
  auto lent = database.borrow();
  const SchemaChange wrong{"test", 1, "wrong", "CREATE TABLE half (id BIGINT);\nCREATE TABLE half (id BIGINT);\n"};
  EXPECT_FALSE(migrate(*lent, std::vector{wrong}));
  EXPECT_FALSE(lent->query("SELECT id FROM half"));
  EXPECT_TRUE(migrate(*lent, std::vector{kThings}));
}

TEST_P(DbTest, ManyRowsGoInFewStatementsAndReplaceByKey) {
  auto lent = database.borrow();
  ASSERT_TRUE(migrate(*lent, std::vector{kThings}));
  Insert insert("thing", {"id", "name", "size"}, {"id"}, 8);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 45; ++i) {
      ASSERT_TRUE(
          insert.add(*lent, {std::int64_t{i}, fmt::format("n{}", i), round == 0 ? Value{} : Value{std::int64_t{i}}}));
    }
    ASSERT_TRUE(insert.flush(*lent));
  }
  const auto rows = lent->query("SELECT id, name, size FROM thing ORDER BY id").value();
  ASSERT_EQ(rows.size(), 45U);
  for (int i = 0; i < 45; ++i) EXPECT_EQ(rows[static_cast<std::size_t>(i)].integer(2), i);
}

TEST_P(DbTest, WritersOfSeveralThreadsWaitForEachOther) {
  {
    auto lent = database.borrow();
    ASSERT_TRUE(migrate(*lent, std::vector{kThings}));
    ASSERT_TRUE(lent->execute("INSERT INTO thing (id, size) VALUES (1, 0)"));
  }
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        auto lent = database.borrow();
        auto work = Transaction::begin(*lent);
        if (!work || !lent->execute("UPDATE thing SET size = size + 1 WHERE id = 1") || !work->commit()) ++failed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(database.borrow()->query("SELECT size FROM thing").value()[0].integer(0), 100);
}

TEST(Db, Base64) {
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");  // RFC 4648 10
  EXPECT_EQ(to_base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(to_base64(""), "");
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (std::size_t n = 0; n < all.size(); ++n) EXPECT_EQ(from_base64(to_base64(all.substr(n))), all.substr(n));
  EXPECT_EQ(from_base64("a*"), "");
}

TEST(Db, AddressesAreReadOrRefused) {
  EXPECT_EQ(parse_address("sqlite:/x/peal.db").value().target, "/x/peal.db");
  EXPECT_EQ(parse_address("postgresql:host=/run dbname=peal").value().target, "host=/run dbname=peal");
  EXPECT_EQ(parse_address("postgresql://u@h/n").value().dialect, Dialect::kPostgresql);
  for (const char* wrong : {"", "mysql:x", "sqlite:", "/x/peal.db"}) EXPECT_FALSE(parse_address(wrong)) << wrong;
}

TEST(Db, AnUnusableSqliteFileIsNamed) {
  test::OwnFolder folder;
  const auto missing = Connection::open({Dialect::kSqlite, (folder.path() / "no" / "peal.db").string()});
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("peal.db"), std::string::npos);
  const auto path = folder.path() / "text.db";
  std::ofstream(path) << std::string(5000, 'x');
  const auto damaged = Connection::open({Dialect::kSqlite, path.string()});
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, ErrorCode::kCorrupt) << damaged.error().describe();
}

TEST(Db, APostgresqlThatGoesAndComesIsConnectedAgain) {
  base::set_log_sink([](std::string_view) {});
  test::PrivatePostgresql server;
  auto connection = Connection::open(server.fresh_database()).value();
  ASSERT_TRUE(connection->execute("CREATE TABLE x (id BIGINT)"));
  server.stop();
  const auto away = connection->query("SELECT id FROM x");
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().code, ErrorCode::kUnavailable) << away.error().describe();
  EXPECT_FALSE(Transaction::begin(*connection));
  server.run();
  EXPECT_TRUE(connection->query("SELECT id FROM x"));
  auto work = Transaction::begin(*connection).value();
  ASSERT_TRUE(connection->execute("INSERT INTO x VALUES (1)"));
  server.stop();
  server.run();
  EXPECT_FALSE(connection->execute("INSERT INTO x VALUES (2)")) << "Half a transaction is never continued.";
  EXPECT_FALSE(work.commit());
  EXPECT_EQ(connection->query("SELECT id FROM x").value().size(), 0U);
  EXPECT_EQ(Connection::open(server.address("nothing")).error().code, ErrorCode::kUnavailable);
  base::set_log_sink(nullptr);
}

}  // namespace
}  // namespace peal::db
