#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/log.hpp"
#include "db/test_databases.hpp"
#include "records/audit.hpp"
#include "records/customers.hpp"
#include "records/limits.hpp"
#include "records/number.hpp"
#include "records/sessions.hpp"

namespace peal::records {
namespace {

using base::ErrorCode;

constexpr core::TenantId kTenant{1};
const core::Time kNow = base::from_unix_millis(1'795'000'000'000);

class RecordsTest : public testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    base::set_log_sink([](std::string_view) {});
    auto lent = database.borrow();
    ASSERT_TRUE(db::migrate(*lent, records_schema()));
  }
  void TearDown() override { base::set_log_sink(nullptr); }
  static CustomerNumber number(const std::string& text, std::uint64_t party) { return {text, {kTenant, party}}; }
  Customer make(const std::string& name, const std::string& digits, std::uint64_t party) {
    return customers.create(kTenant, {name, "北京市", {number(digits, party)}}, kNow).value();
  }
  std::vector<std::string> names(std::string_view text) {
    std::vector<std::string> found;
    const auto hits = customers.search(kTenant, text, 50).value();
    for (const auto& customer : hits) found.push_back(customer.name);
    return found;
  }

  db::test::TestDatabase database{GetParam()};
  Customers customers{database.pool()};
  Sessions sessions{database.pool()};
  Audit audit{database.pool()};
};
INSTANTIATE_TEST_SUITE_P(Both, RecordsTest, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(RecordsTest, ACustomerComesBackAsTyped) {
  const std::string name = "王芳 O'Brien مرحبا 😀 \"x\"";
  const auto made = make(name, "+8613810298208", 77);
  const auto found = customers.find(made.id).value();
  EXPECT_EQ(found.name, name);
  EXPECT_EQ(found.area, "北京市");
  EXPECT_EQ(found.version, 1);
  EXPECT_EQ(found.numbers, made.numbers);
  EXPECT_EQ(customers.find_by_party({kTenant, 77}).value().id, made.id);
  EXPECT_EQ(customers.find_by_party({kTenant, 78}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(customers.find({core::TenantId{2}, made.id.value}).error().code, ErrorCode::kNotFound);
}

TEST_P(RecordsTest, ANumberBelongsToOneCustomer) {
  make("A", "+861", 1);
  const auto second = customers.create(kTenant, {"B", "", {number("+861", 1)}}, kNow);
  EXPECT_EQ(second.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(names(""), (std::vector<std::string>{"A"})) << "Nothing of the second one is left.";
  EXPECT_TRUE(customers.create(core::TenantId{2}, {"B", "", {{"+861", {core::TenantId{2}, 1}}}}, kNow))
      << "Tenants are apart.";
}

TEST_P(RecordsTest, TwoCallsAtOnceOpenOneCard) {
  std::atomic<int> fresh = 0, wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const Customers::Caller caller{{kTenant, 9}, {"", "", {number("+869", 9)}}};
      const auto found = customers.find_or_create({&caller, 1}, kNow).front();
      if (!found)
        ++wrong;
      else if (found->is_new)
        ++fresh;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(names("").size(), 1U);
}

TEST_P(RecordsTest, CallersOfOneMomentGetTheirOwnCardsAndABadOneCostsOnlyItself) {
  const std::string too_long(10'000, 'n');
  const std::vector<Customers::Caller> callers{{{kTenant, 1}, {"A", "", {number("+861", 1)}}},
                                               {{kTenant, 2}, {too_long, "", {number("+862", 2)}}},
                                               {{kTenant, 3}, {"C", "", {number("+863", 3)}}},
                                               {{kTenant, 1}, {"A again", "", {number("+861", 1)}}}};
  const auto found = customers.find_or_create(callers, kNow);
  ASSERT_EQ(found.size(), 4U);
  ASSERT_TRUE(found[0] && found[2] && found[3]);
  ASSERT_FALSE(found[1]);
  EXPECT_EQ(found[1].error().code, base::ErrorCode::kTooLarge);
  EXPECT_EQ(found[0]->customer.id, found[3]->customer.id);
  EXPECT_EQ(found[0]->customer.name, "A");
  EXPECT_EQ(found[2]->customer.name, "C");
  EXPECT_EQ(names("").size(), 2U);
  const auto again = customers.find_or_create(callers, kNow);
  EXPECT_FALSE(again[0]->is_new);
  EXPECT_EQ(again[0]->customer.id, found[0]->customer.id);
}

TEST_P(RecordsTest, ChangesNeedThePresentVersion) {
  const auto made = make("A", "+861", 1);
  CustomerChange change;
  change.name = "李雷";
  change.level = "vip";
  change.tags = std::vector<std::string>{"老客户", "b"};
  change.fields = std::map<std::string, std::string>{{"地址", "北京"}, {"x", ""}};
  change.notes = "line 1\nline 2";
  const auto changed = customers.change(made.id, 1, change, kNow).value();
  EXPECT_EQ(changed.version, 2);
  const auto found = customers.find(made.id).value();
  EXPECT_EQ(found.name, "李雷");
  EXPECT_EQ(found.tags, *change.tags);
  EXPECT_EQ(found.fields, *change.fields);
  EXPECT_EQ(found.notes, *change.notes);
  EXPECT_EQ(found.numbers, made.numbers) << "What is not named stays.";
  EXPECT_EQ(customers.change(made.id, 1, change, kNow).error().code, ErrorCode::kConflict);
  CustomerChange numbers;
  numbers.numbers = std::vector<CustomerNumber>{number("+862", 2), number("+861", 1)};
  EXPECT_EQ(customers.change(made.id, 2, numbers, kNow).value().numbers.size(), 2U);
  EXPECT_EQ(customers.find_by_party({kTenant, 2}).value().tags, *change.tags);
}

TEST_P(RecordsTest, LimitsAreToldWithTheField) {
  const auto made = make("A", "+861", 1);
  CustomerChange change;
  change.name = std::string(kMostNameBytes + 1, 'x');
  EXPECT_EQ(customers.change(made.id, 1, change, kNow).error().where, "name");
  change = {};
  change.tags = std::vector<std::string>(kMostTags + 1, "x");
  EXPECT_EQ(customers.change(made.id, 1, change, kNow).error().where, "tags");
  change = {};
  change.numbers = std::vector<CustomerNumber>{number("+861", 1), number("+861", 1)};
  EXPECT_EQ(customers.change(made.id, 1, change, kNow).error().code, ErrorCode::kBadInput);
}

TEST_P(RecordsTest, SearchFindsNamesAndNumbers) {
  make("Anna Schmidt", "+4930123456", 1);
  make("王芳", "+8613810298208", 2);
  make("100%_sure", "+8613900000000", 3);
  EXPECT_EQ(names("ann"), (std::vector<std::string>{"Anna Schmidt"}));
  EXPECT_EQ(names("王"), (std::vector<std::string>{"王芳"}));
  EXPECT_EQ(names("138 1029"), (std::vector<std::string>{"王芳"}));
  EXPECT_EQ(names("+86139"), (std::vector<std::string>{"100%_sure"}));
  EXPECT_EQ(names("100%"), (std::vector<std::string>{"100%_sure"}));
  EXPECT_TRUE(names("%").empty());
  EXPECT_TRUE(names("'; DROP TABLE customer; --").empty());
  EXPECT_EQ(names("").size(), 3U);
  const auto first = customers.search(kTenant, "", 2).value();
  EXPECT_EQ(customers.search(kTenant, "", 2, first.back().id).value().size(), 1U);
}

TEST_P(RecordsTest, ForgettingRemovesTheCardAndNamesItsParties) {
  const auto made = make("A", "+861", 1);
  CustomerChange change;
  change.tags = std::vector<std::string>{"t"};
  change.fields = std::map<std::string, std::string>{{"f", "v"}};
  ASSERT_TRUE(customers.change(made.id, 1, change, kNow));
  EXPECT_EQ(customers.forget(made.id).value(), (std::vector<core::PartyId>{{kTenant, 1}}));
  EXPECT_FALSE(customers.find(made.id));
  auto lent = database.borrow();
  for (const char* table : {"customer", "customer_number", "customer_tag", "customer_field"}) {
    EXPECT_EQ(lent->query(std::string("SELECT COUNT(*) FROM ") + table).value()[0].integer(0), 0) << table;
  }
}

TEST_P(RecordsTest, SessionsEnd) {
  const core::UserId user{kTenant, 5};
  const auto opened = sessions.open(user, "127.0.0.1", "Browser", kNow).value();
  const auto other = sessions.open(user, "::1", "Phone", kNow).value();
  EXPECT_NE(opened.token, other.token);
  EXPECT_EQ(sessions.check(opened.token, kNow).value().user, user);
  EXPECT_FALSE(sessions.check("", kNow));
  EXPECT_FALSE(sessions.check(opened.token + "x", kNow));
  EXPECT_TRUE(sessions.check(opened.token, kNow + kSessionIdle - base::Seconds(1)));
  EXPECT_TRUE(sessions.check(opened.token, kNow + 2 * kSessionIdle - base::Seconds(2))) << "Use keeps it alive.";
  EXPECT_FALSE(sessions.check(other.token, kNow + kSessionIdle)) << "Idle for too long.";
  EXPECT_EQ(sessions.of_user(user, kNow + kSessionIdle).value().size(), 1U);
  EXPECT_EQ(sessions.of_tenant(kTenant, kNow).value().size(), 2U);
  EXPECT_TRUE(sessions.of_tenant(core::TenantId{2}, kNow).value().empty());
  EXPECT_FALSE(sessions.check(opened.token, kNow + kSessionLongest));
  const auto third = sessions.open(user, "", "", kNow).value();
  ASSERT_TRUE(sessions.revoke(third.session.id, kNow));
  EXPECT_EQ(sessions.check(third.token, kNow).error().code, ErrorCode::kNotSignedIn);
  EXPECT_FALSE(sessions.revoke(third.session.id, kNow));
  const auto fourth = sessions.open(user, "", "", kNow).value();
  ASSERT_TRUE(sessions.revoke_user(user, kNow));
  EXPECT_FALSE(sessions.check(fourth.token, kNow));
  EXPECT_EQ(sessions.sweep(kNow).value(), 0);
  EXPECT_EQ(sessions.sweep(kNow + std::chrono::hours(48)).value(), 4);
}

TEST_P(RecordsTest, TheAuditLogIsListedNewestFirst) {
  const core::UserId user{kTenant, 5};
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(audit.add({0, kTenant, kNow + base::Seconds(i), i % 2 == 0 ? user : core::UserId{}, i < 3 ? "a" : "b",
                           fmt::format("o{}", i), "::1", "{}"}));
  }
  const auto all = audit.list(kTenant, {}).value();
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[0].object, "o4");
  Audit::Filter filter;
  filter.user = user;
  filter.action = "a";
  EXPECT_EQ(audit.list(kTenant, filter).value().size(), 2U);
  filter = {};
  filter.older_than = all[1].id;
  EXPECT_EQ(audit.list(kTenant, filter).value().size(), 3U);
  filter = {};
  filter.from = kNow + base::Seconds(1);
  filter.before = kNow + base::Seconds(3);
  EXPECT_EQ(audit.list(kTenant, filter).value().size(), 2U);
  EXPECT_TRUE(audit.list(core::TenantId{2}, {}).value().empty());
}

TEST(Number, IsNormalisedByTheCountryItIsDialledIn) {
  EXPECT_EQ(normalise_number("13810298208", "CN"), "+8613810298208");
  EXPECT_EQ(normalise_number("138 1029-8208", "CN"), "+8613810298208");
  EXPECT_EQ(normalise_number("008613810298208", "CN"), "+8613810298208");
  EXPECT_EQ(normalise_number("+49 30 901820", "CN"), "+4930901820");
  EXPECT_EQ(normalise_number("1001", "CN"), "1001") << "An extension stays.";
  EXPECT_EQ(normalise_number("anna", "CN"), "anna");
  EXPECT_EQ(normalise_number("", "CN"), "");
  EXPECT_LE(normalise_number(std::string(10'000, '1'), "CN").size(), kMostNumberBytes);
}

TEST(Number, IsATelephoneNumberOrNothing) {
  EXPECT_EQ(telephone_number("138 1029-8208", "CN"), "+8613810298208");
  EXPECT_EQ(telephone_number("020 7946 0018", "GB"), "+442079460018");
  EXPECT_EQ(national_number("+86 10 8888 0000", "CN"), "01088880000");
  EXPECT_EQ(national_number("+8613810298208", "CN"), "13810298208");
  EXPECT_EQ(national_number("+442079460018", "CN"), "00442079460018");
  EXPECT_FALSE(national_number("1005", "CN"));
  for (const auto& none : std::vector<std::string>{"1001", "anna", "", "+", std::string(10'000, '1')}) {
    EXPECT_FALSE(telephone_number(none, "CN")) << none;
  }
}

TEST(Number, HasAPlaceInBothLanguages) {
  EXPECT_EQ(number_place("+8613810298208", "zh-CN"), "北京市");
  EXPECT_NE(number_place("+8613810298208", "en-US").find("Beijing"), std::string::npos);
  EXPECT_EQ(number_place("1001", "zh-CN"), "");
  EXPECT_EQ(number_place("+", "zh-CN"), "");
}

}  // namespace
}  // namespace peal::records
