#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "db/test_databases.hpp"
#include "settings/store.hpp"

/// One trunk, number, agent, user, queue or conference at a time.
namespace peal::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const core::Time kThen = base::from_unix_millis(1'795'000'000'000);

constexpr const char* kOffice = R"(
tenant: {key: t, name: Office, language: en-US, park: {first: "8001"}}
flows: [{key: f, start: a, nodes: {a: {kind: hang_up}}}]
trunks:
  - {key: one, address: sip.one.example, channels: 30}
  - {key: two, address: "192.0.2.7"}
numbers: [{digits: "7000", flow: f, trunk: one}]
agents:
  - {key: li, name: Li, number: "1001"}
  - {key: wang, name: Wang, number: "1002"}
users: [{key: li, name: Li, role: agent, agent: li}]
conferences: [{key: board, number: "6500"}]
skills: [{key: sales}]
queues: [{key: sales, skills: {sales: 1}}]
)";

class EntryChanges : public testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    base::set_log_sink([](std::string_view) {});
    auto lent = database.borrow();
    ASSERT_TRUE(db::migrate(*lent, settings_schema()));
    ASSERT_TRUE(store.apply(kOffice, "office.yaml", "test", kThen));
    tenant = store.find_tenant("t").value().id;
  }
  void TearDown() override { base::set_log_sink(nullptr); }

  Entry entry(const std::string& section, const std::string& key) {
    auto found = store.entries(tenant, section, "peal").value();
    for (auto& each : found.entries) {
      if (each.key == key) return each;
    }
    return {};
  }
  base::Result<EntryReport> put(const std::string& section, const std::string& key, const std::string& json, std::uint64_t seen) {
    return store.change_entry({tenant, section, key, json, seen}, "anna", kThen);
  }
  base::Result<EntryReport> put(const std::string& section, const std::string& key, const std::string& json) {
    return put(section, key, json, entry(section, key).since);
  }
  // "field: rule" of each mistake.
  std::vector<std::pair<std::string, Rule>> mistakes(const std::string& section, const std::string& key, const std::string& json) {
    std::vector<std::pair<std::string, Rule>> found;
    const auto report = put(section, key, json);
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    if (!report) return found;
    EXPECT_FALSE(report->applied.changed);
    for (const auto& each : report->mistakes) found.emplace_back(each.field, each.broken.rule);
    return found;
  }
  core::Centre centre() { return store.current().value().centres.at(0); }

  db::test::TestDatabase database{GetParam()};
  Store store{database.pool()};
  core::TenantId tenant;
};
INSTANTIATE_TEST_SUITE_P(Both, EntryChanges, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(EntryChanges, AreRevisionsLikeAnyOther) {
  const auto added = put("trunks", "three", R"({"address":"sip.three.example","called":{"form":"e164"},"codecs":["pcma"]})", 0);
  ASSERT_TRUE(added);
  EXPECT_THAT(added->mistakes, IsEmpty());
  EXPECT_EQ(added->applied.revision, 2U);
  EXPECT_THAT(added->applied.changes, ElementsAre("trunk three: added"));
  EXPECT_EQ(centre().trunks.back().key, "three");
  EXPECT_EQ(centre().trunks.back().called.form, core::NumberForm::kE164);
  EXPECT_EQ(store.revisions(1).value().front().by, "anna");

  const auto changed = put("trunks", "one", R"({"address":"sip.one.example","channels":60})");
  ASSERT_TRUE(changed);
  EXPECT_THAT(changed->applied.changes, ElementsAre("trunk one: channels 30 -> 60"));
  const auto id = centre().trunks.front().id;
  EXPECT_EQ(centre().trunks.front().key, "one") << "it keeps its place";

  const auto same = put("trunks", "one", R"({"channels":60,"address":"sip.one.example","weight":100})");
  ASSERT_TRUE(same);
  EXPECT_FALSE(same->applied.changed);
  EXPECT_EQ(centre().trunks.front().id, id);

  ASSERT_TRUE(store.change_entry({tenant, "trunks", "two", std::nullopt, entry("trunks", "two").since}, "anna", kThen));
  EXPECT_EQ(centre().trunks.size(), 2U);
  EXPECT_EQ(store.revisions(1).value().front().revision, 4U);
}

TEST_P(EntryChanges, LeaveTheRestAsItIs) {
  const auto before = centre();
  ASSERT_TRUE(put("agents", "wang", R"({"name":"Wang","number":"1003"})"));
  auto after = centre();
  EXPECT_EQ(after.agents[1].number, "1003");
  after.agents[1].number = "1002";
  EXPECT_EQ(after, before);
}

TEST_P(EntryChanges, AreRefusedWhereTheyAreWrong) {
  using Found = std::pair<std::string, Rule>;
  EXPECT_THAT(mistakes("trunks", "new", R"({"channels":-1})"), ElementsAre(Found("address", Rule::kNeeded), Found("channels", Rule::kNumber)));
  EXPECT_THAT(mistakes("trunks", "new", R"({"address":"a.example","called":{"form":"best"},"codecs":["pcma","g723"]})"),
              ElementsAre(Found("codecs[1]", Rule::kListEntry), Found("called.form", Rule::kOneOf)));
  EXPECT_THAT(mistakes("trunks", "one", R"({"address":"a.example","register":true,"pasword":"x"})"),
              ElementsAre(Found("register", Rule::kNeedsUser), Found("pasword", Rule::kUnknown)));
  EXPECT_THAT(mistakes("trunks", "not a key", R"({"address":"a.example"})"), testing::Contains(Found("key", Rule::kKey)));
  EXPECT_THAT(mistakes("trunks", "one", R"({"key":"uno","address":"a.example"})"), ElementsAre(Found("key", Rule::kKeyFixed)));
  EXPECT_THAT(mistakes("numbers", "7001", R"({"flow":"g","trunk":"one"})"), ElementsAre(Found("flow", Rule::kNoSuch)));
  EXPECT_THAT(mistakes("agents", "li", R"({"number":"1002"})"), ElementsAre(Found("number", Rule::kExtensionTaken)));
  EXPECT_THAT(mistakes("agents", "li", R"({"number":"7000"})"), ElementsAre(Found("number", Rule::kExtensionIsNumber)));
  EXPECT_THAT(mistakes("agents", "li", R"({"number":"6500"})"), ElementsAre(Found("number", Rule::kNumberTaken)));
  EXPECT_THAT(mistakes("agents", "li", R"({"number":"8009"})"), ElementsAre(Found("number", Rule::kParkPlace)));
  EXPECT_THAT(mistakes("agents", "li", R"({"number":"*8"})"), ElementsAre(Found("number", Rule::kPhoneCode)));
  EXPECT_THAT(mistakes("agents", "li", R"({"range":"a1..a9"})"), testing::Contains(Found("range", Rule::kOneOnly)));
  EXPECT_THAT(mistakes("agents", "zhao", R"({"device":"outside"})"), ElementsAre(Found("address", Rule::kOutsideAddress)));
  EXPECT_THAT(mistakes("users", "zhao", R"({"name":"Zhao","role":"agent","agent":"li"})"), ElementsAre(Found("agent", Rule::kAgentHasUser)));
  EXPECT_THAT(mistakes("numbers", "1001", R"({"flow":"f"})"), ElementsAre(Found("digits", Rule::kNumberTaken)));
  EXPECT_THAT(mistakes("numbers", "6500", R"({"flow":"f"})"), ElementsAre(Found("digits", Rule::kNumberTaken)));
  EXPECT_THAT(mistakes("numbers", "8001", R"({"flow":"f"})"), ElementsAre(Found("digits", Rule::kParkPlace)));
  EXPECT_THAT(mistakes("numbers", "*12", R"({"flow":"f"})"), ElementsAre(Found("digits", Rule::kPhoneCode)));
  EXPECT_EQ(store.current().value().revision, 1U);
}

TEST_P(EntryChanges, MakeQueuesAndConferencesToo) {
  const auto queue = put("queues", "service", R"({"name":{"en-US":"Service"},"skills":{"sales":3},"service_level":"30s","record":false})", 0);
  ASSERT_TRUE(queue);
  EXPECT_THAT(queue->mistakes, IsEmpty());
  ASSERT_EQ(centre().queues.size(), 2U);
  EXPECT_EQ(centre().queues[1].skills.at(0).least, 3);
  EXPECT_EQ(centre().queues[1].service_level, base::Seconds{30});
  EXPECT_FALSE(centre().queues[1].record);
  const auto room = put("conferences", "board", R"({"number":"6501","wait_for_host":true})");
  ASSERT_TRUE(room);
  EXPECT_THAT(room->mistakes, IsEmpty());
  EXPECT_EQ(centre().conferences.at(0).number, "6501");
  EXPECT_TRUE(centre().conferences.at(0).has_host_pin);
  using Found = std::pair<std::string, Rule>;
  EXPECT_THAT(mistakes("queues", "sales", R"({"skills":{"none":1},"strategy":"ring_all","service_level":"0s"})"),
              testing::UnorderedElementsAre(Found("skills.none", Rule::kNoSuch), Found("strategy", Rule::kNotYet), Found("service_level", Rule::kTime)));
  EXPECT_THAT(mistakes("conferences", "new", R"({"number":"65x"})"), ElementsAre(Found("number", Rule::kDialled)));
  EXPECT_THAT(mistakes("conferences", "new", R"({"number":"6501"})"), ElementsAre(Found("number", Rule::kNumberTaken)));
  EXPECT_THAT(mistakes("conferences", "new", R"({"number":"7000"})"), ElementsAre(Found("number", Rule::kExtensionIsNumber)));
  EXPECT_THAT(mistakes("conferences", "new", R"({"number":"1001"})"), ElementsAre(Found("number", Rule::kExtensionTaken)));
  EXPECT_THAT(mistakes("conferences", "new", R"({"pin":"4711"})"), ElementsAre(Found("pin", Rule::kPinHere)));
  EXPECT_THAT(mistakes("conferences", "new", R"({"pin":false,"host_pin":true})"), ElementsAre(Found("host_pin", Rule::kHostNeedsPin)));
  EXPECT_THAT(mistakes("conferences", "new", R"({"wait_for_host":true,"host_pin":false})"), ElementsAre(Found("wait_for_host", Rule::kWaitNeedsHost)));
}

TEST_P(EntryChanges, TellOfAConferenceWhetherEveryPinIsSet) {
  const std::string key(32, 'k');
  const auto board = centre().conferences.at(0).id;
  EXPECT_FALSE(entry("conferences", "board").has_password);
  ASSERT_TRUE(store.set_conference_pins(board, {"4711", ""}, key, kThen));
  EXPECT_TRUE(entry("conferences", "board").has_password);
  ASSERT_TRUE(put("conferences", "board", R"({"number":"6500","host_pin":true})"));
  EXPECT_FALSE(entry("conferences", "board").has_password) << "hosts have none yet";
  ASSERT_TRUE(store.set_conference_pins(board, {"4711", "90210"}, key, kThen));
  EXPECT_TRUE(entry("conferences", "board").has_password);
  ASSERT_TRUE(put("conferences", "board", R"({"number":"6500","pin":false})"));
  EXPECT_FALSE(entry("conferences", "board").has_password) << "it asks for none";
}

TEST_P(EntryChanges, DoNotTakeAwayWhatIsNeeded) {
  const auto report = store.change_entry({tenant, "trunks", "one", std::nullopt, entry("trunks", "one").since}, "anna", kThen);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->mistakes.size(), 1U);
  EXPECT_EQ(report->mistakes.front().broken.rule, Rule::kStillNeeded);
  EXPECT_THAT(report->mistakes.front().broken.with, ElementsAre("Number 7000"));
  const auto agent = store.change_entry({tenant, "agents", "li", std::nullopt, entry("agents", "li").since}, "anna", kThen);
  ASSERT_TRUE(agent);
  EXPECT_EQ(agent->mistakes.size(), 1U);
}

TEST_P(EntryChanges, NeedWhatWasSeenToBeStillSo) {
  const auto seen = entry("trunks", "one").since;
  ASSERT_TRUE(put("trunks", "one", R"({"address":"sip.one.example","channels":40})", seen));
  const auto late = put("trunks", "one", R"({"address":"sip.one.example","channels":50})", seen);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, base::ErrorCode::kConflict);
  // Somebody else's change of another entry is no conflict.
  EXPECT_TRUE(put("trunks", "two", R"({"address":"192.0.2.8"})", seen));
  const auto taken = put("trunks", "two", R"({"address":"192.0.2.9"})", 0);
  ASSERT_TRUE(taken);
  ASSERT_EQ(taken->mistakes.size(), 1U);
  EXPECT_EQ(taken->mistakes.front().broken.rule, Rule::kKeyTaken);
  EXPECT_EQ(taken->mistakes.front().field, "key");
  const auto gone = store.change_entry({tenant, "trunks", "never", std::nullopt, 1}, "anna", kThen);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(centre().trunks.front().channels, 40U);
}

TEST_P(EntryChanges, TellWhoHasAPasswordAndNeverWhich) {
  ASSERT_TRUE(store.set_phone_password(centre().agents.front().id, "peal", "open sesame", kThen));
  EXPECT_TRUE(entry("agents", "li").has_password);
  EXPECT_FALSE(entry("agents", "wang").has_password);
  ASSERT_TRUE(store.set_trunk_password(centre().trunks.front().id, "open sesame", std::string(32, 'k'), kThen));
  EXPECT_TRUE(entry("trunks", "one").has_password);
  EXPECT_FALSE(entry("users", "li").has_password);
}

TEST_P(EntryChanges, AreThoseOfOneTenantAndOfSectionsThatThereAre) {
  ASSERT_TRUE(store.apply("tenant: {key: other}\n", "f", "test", kThen));
  const auto other = store.find_tenant("other").value().id;
  EXPECT_THAT(store.entries(other, "trunks", "peal").value().entries, IsEmpty());
  const auto foreign = store.change_entry({other, "trunks", "one", std::nullopt, 1}, "anna", kThen);
  EXPECT_FALSE(foreign);
  EXPECT_FALSE(store.entries(tenant, "tenant", "peal"));
  EXPECT_FALSE(put("secrets", "one", "{}", 0));
  const auto broken = put("trunks", "one", "[", entry("trunks", "one").since);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, base::ErrorCode::kBadInput);
}

}  // namespace
}  // namespace peal::settings
