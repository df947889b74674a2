#include "settings/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/log.hpp"
#include "base/wire.hpp"
#include "db/test_databases.hpp"

namespace peal::settings {
namespace {

using base::ErrorCode;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const core::Time kNow = base::from_unix_millis(1'795'000'000'000);

std::string file_text(const std::string& path) {
  std::ifstream file(std::string(PEAL_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::string kSmall = R"(
tenant: {key: t, name: 小, language: zh-CN}
skills:
  - {key: s, name: {zh-CN: 技能, en-US: Skill}}
queues:
  - {key: q, name: 队列, skills: {s: 2}, strategy: top_down, wrap_up: 1m, record: false}
agents:
  - {key: li, name: 李, number: "1001", skills: {s: 7}}
  - {range: a1..a3, device: outside, address: "sip:{key}@127.0.0.3:5070", number: "2{n}", always_on: true}
users:
  - {key: li, name: 李, role: agent, agent: li}
  - {key: root, name: Root, role: administrator}
flows:
  - key: f
    start: m
    nodes:
      m: {kind: menu, text: 请按一, keys: {1: q}, on_invalid: bye}
      q: {kind: queue, queue: q}
      bye: {kind: hang_up}
numbers:
  - {digits: "7000", flow: f}
reasons: [{key: lunch, name: 午餐}]
dispositions: [{key: sold, name: 成交}]
)";

std::string with(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

class StoreTest : public testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    base::set_log_sink([](std::string_view) {});
    auto lent = database.borrow();
    ASSERT_TRUE(db::migrate(*lent, settings_schema()));
  }
  void TearDown() override { base::set_log_sink(nullptr); }
  ApplyReport apply(const std::string& yaml) {
    auto report = store.apply(yaml, "t.yaml", "test", kNow);
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return report.value_or(ApplyReport{});
  }
  std::string refused(const std::string& yaml) {
    auto report = store.apply(yaml, "t.yaml", "test", kNow);
    EXPECT_FALSE(report) << yaml;
    if (report) return {};
    EXPECT_EQ(report.error().code, ErrorCode::kBadInput);
    return report.error().message;
  }
  core::Centre centre() { return store.current().value().centres.at(0); }

  db::test::TestDatabase database{GetParam()};
  Store store{database.pool()};
};
INSTANTIATE_TEST_SUITE_P(Both, StoreTest, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(StoreTest, AFileBecomesTheSettings) {
  EXPECT_EQ(store.current().value().revision, 0U);
  const auto report = apply(kSmall);
  EXPECT_EQ(report.revision, 1U);
  EXPECT_THAT(report.changes, Contains("agent a3: added"));
  const auto made = centre();
  EXPECT_EQ(made.key, "t");
  EXPECT_EQ(made.name.at("zh-CN"), "小");
  ASSERT_EQ(made.agents.size(), 4U);
  EXPECT_EQ(made.agents[0].key, "li");
  EXPECT_EQ(made.agents[0].skills.at(0).proficiency, 7);
  EXPECT_EQ(made.agents[0].skills.at(0).skill, made.skills.at(0).id);
  EXPECT_EQ(made.agents[2].address, "sip:a2@127.0.0.3:5070");
  EXPECT_EQ(made.agents[2].number, "22");
  EXPECT_TRUE(made.agents[2].always_on);
  EXPECT_EQ(made.queues.at(0).strategy, core::Strategy::kTopDown);
  EXPECT_EQ(made.queues[0].wrap_up, base::Seconds(60));
  EXPECT_EQ(made.queues[0].skills.at(0).least, 2);
  EXPECT_FALSE(made.queues[0].record);
  EXPECT_EQ(made.numbers.at(0).flow, made.flows.at(0).id);
  EXPECT_EQ(std::get<core::QueueNode>(made.flows[0].nodes.at(1).kind).queue, made.queues[0].id);
  const auto users = store.users(made.tenant).value();
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[0].agent, made.agents[0].id);
  EXPECT_EQ(made.agents[0].user, users[0].id);
  EXPECT_EQ(users[1].role, Role::kAdministrator);
}

TEST_P(StoreTest, ApplyingTwiceChangesNothing) {
  apply(kSmall);
  const auto before = store.current().value();
  const auto again = apply(kSmall);
  EXPECT_FALSE(again.changed);
  EXPECT_EQ(again.revision, 1U);
  EXPECT_EQ(store.current().value(), before);
}

TEST_P(StoreTest, AChangeIsOneRevisionAndSaidInWords) {
  apply(kSmall);
  const auto before = centre();
  const auto report = apply(with(with(kSmall, "\"1001\"", "\"1009\""), "wrap_up: 1m", "wrap_up: 90s"));
  EXPECT_EQ(report.revision, 2U);
  EXPECT_EQ(report.changes,
            (std::vector<std::string>{"agent li: number 1001 -> 1009", "queue q: wrap_up 60 s -> 90 s"}));
  EXPECT_EQ(centre().agents[0].id, before.agents[0].id);
  EXPECT_EQ(centre().flows[0].version, 1U);
  apply(with(kSmall, "请按一", "请按一。"));
  EXPECT_EQ(centre().flows[0].version, 2U);
}

TEST_P(StoreTest, WhatASectionLeavesOutGoesAndASectionLeftOutStays) {
  apply(kSmall);
  const auto before = centre();
  const auto report = apply("tenant: {key: t, name: 小}\nreasons: [{key: tea, name: 茶}]\n");
  EXPECT_EQ(report.changes, (std::vector<std::string>{"reason lunch: removed", "reason tea: added"}));
  EXPECT_EQ(centre().agents, before.agents);
  apply("tenant: {key: t, name: 小}\nreasons: [{key: lunch, name: 午餐}]\n");
  EXPECT_EQ(centre().reasons.at(0).id, before.reasons.at(0).id) << "A key that comes back keeps its id.";
}

TEST_P(StoreTest, AFileThatOnlyNamesTheTenantLeavesItAsItIs) {
  apply(with(kSmall, "tenant: {key: t, name: 小, language: zh-CN}", "tenant: {key: t, name: Small, language: en-US, country: DE}"));
  const auto before = store.find_tenant("t").value();
  const auto report = apply("tenant: {key: t}\nreasons: [{key: lunch, name: Lunch}]\n");
  EXPECT_EQ(report.changes.size(), 1U) << "a reason that was called otherwise";
  EXPECT_EQ(centre().name.at("en-US"), "Small");
  EXPECT_EQ(centre().reasons.at(0).name.at("en-US"), "Lunch") << "in the language of the tenant";
  EXPECT_EQ(store.find_tenant("t").value().country, before.country);
}

TEST_P(StoreTest, ASectionOfTheTenantThatForgetsItsNameIsAMistake) {
  apply(kSmall);
  const auto told = refused("tenant: {key: t, outside: {calls: 5}}\n");
  EXPECT_THAT(told, HasSubstr("called '小'"));
  EXPECT_THAT(told, HasSubstr("t.yaml:1:"));
  apply("tenant: {key: nameless, country: DE}\n");
  apply("tenant: {key: nameless, country: FR}\n");
}

TEST_P(StoreTest, WhatIsStillNeededCannotGo) {
  apply(kSmall);
  EXPECT_THAT(refused("tenant: {key: t}\nskills: []\n"), HasSubstr("Agent li"));
  EXPECT_THAT(refused("tenant: {key: t}\nqueues: []\n"), HasSubstr("Flow f"));
  EXPECT_THAT(refused("tenant: {key: t}\nflows: []\n"), HasSubstr("Number 7000"));
  EXPECT_THAT(refused("tenant: {key: t}\nagents: []\n"), HasSubstr("User li"));
  EXPECT_EQ(store.current().value().revision, 1U);
}

TEST_P(StoreTest, TenantsStayApart) {
  apply(kSmall);
  apply(with(kSmall, "key: t,", "key: other,"));
  const auto all = store.current().value();
  ASSERT_EQ(all.centres.size(), 2U);
  EXPECT_NE(all.centres[0].tenant, all.centres[1].tenant);
  EXPECT_EQ(all.centres[1].agents[0].id.tenant, all.centres[1].tenant);
  EXPECT_EQ(store.find_tenant("other").value().country, "CN");
  EXPECT_FALSE(store.find_tenant("third"));
}

TEST_P(StoreTest, WhoMayChangeOneTenantCannotChangeAnother) {
  apply(kSmall);
  apply(with(kSmall, "key: t,", "key: other,"));
  const auto mine = store.find_tenant("t").value().id;
  EXPECT_TRUE(store.apply(kSmall, "t.yaml", "test", kNow, mine));
  for (const char* key : {"key: other,", "key: fresh,"}) {
    EXPECT_EQ(store.apply(with(kSmall, "key: t,", key), "t.yaml", "test", kNow, mine).error().code,
              ErrorCode::kForbidden);
  }
  EXPECT_EQ(store.tenants().value().size(), 2U);
}

TEST_P(StoreTest, MistakesAreToldWithTheirPlaceAllAtOnce) {
  const std::string text = refused(
      "tenant: {key: t}\n"
      "agents:\n"
      "  - key: li\n"
      "    nmae: Li\n"
      "    device: telephone\n"
      "    skills: {sales: 11}\n"
      "numbers:\n"
      "  - {digits: \"1\", flow: main}\n"
      "  - {digits: \"1\", flow: main}\n");
  EXPECT_THAT(text, HasSubstr("t.yaml:4:5: agents[0].nmae: 'nmae' is unknown in agent 'li'; did you mean 'name'?"));
  EXPECT_THAT(text,
              HasSubstr("t.yaml:5:13: agents[0].device: device of agent 'li' is 'telephone'; write one of: browser, phone, outside."));
  EXPECT_THAT(text, HasSubstr("t.yaml:6:14: agents[0].skills.sales: There is no skill 'sales'"));
  EXPECT_THAT(text, HasSubstr("whole number from 1 to 10"));
  EXPECT_THAT(text, HasSubstr("t.yaml:8:25: numbers[0].flow: There is no flow 'main'"));
  EXPECT_THAT(text, HasSubstr("There are two of numbers with the digits '1'"));
}

TEST_P(StoreTest, BadFlowsAreToldApart) {
  const auto flow = [](const std::string& nodes) {
    return "tenant: {key: t}\nflows:\n  - key: f\n    start: a\n    nodes:\n" + nodes;
  };
  EXPECT_THAT(refused(flow("      b: {kind: hang_up}\n")), HasSubstr("starts at 'a'"));
  EXPECT_THAT(refused(flow("      a: {kind: answer, next: c}\n")), HasSubstr("leads to 'c', which is not in flow 'f'"));
  EXPECT_THAT(refused(flow("      a: {kind: answer}\n      b: {kind: hang_up}\n")),
              HasSubstr("t.yaml:7:7: flows[0].nodes.b: Nothing leads to node 'b'"));
  EXPECT_THAT(refused(flow("      a: {kind: menu, text: x}\n")), HasSubstr("has no 'keys'"));
  EXPECT_THAT(refused(flow("      a: {kind: menu, text: x, keys: {12: a}}\n")), HasSubstr("'12' is no key"));
  EXPECT_THAT(refused(flow("      a: {kind: play, next: a}\n")), HasSubstr("says nothing"));
  EXPECT_THAT(refused(flow("      a: {kind: answer, next: b}\n      b: {kind: language, language: en-US, next: a}\n")),
              HasSubstr("without a pause"));
  EXPECT_THAT(refused(flow("      a: {kind: queue, queue: q}\n")), HasSubstr("There is no queue 'q'"));
  EXPECT_THAT(refused(flow("      a: {knd: answer}\n")), HasSubstr("did you mean 'kind'"));
}

TEST_P(StoreTest, OtherNonsenseIsRefusedInWords) {
  EXPECT_THAT(refused("tenant: {key: t\n"), HasSubstr("This is not YAML"));
  EXPECT_THAT(refused(""), HasSubstr("t.yaml:1:1: The file is empty"));
  EXPECT_THAT(refused("- a\n"), HasSubstr("begins with 'tenant:'"));
  EXPECT_THAT(refused("tenant: {key: t}\nagent: []\n"), HasSubstr("did you mean 'agents'"));
  EXPECT_THAT(refused("tenant: {key: t}\nagents: 7\n"), HasSubstr("must be a list"));
  EXPECT_THAT(refused("tenant: {key: t, key: u}\n"), HasSubstr("said twice"));
  EXPECT_THAT(refused("tenant: {key: t}\n---\ntenant: {key: t}\n"), HasSubstr("comes twice"));
  EXPECT_THAT(refused("tenant: {key: \"a b\"}\n"), HasSubstr("key"));
  EXPECT_THAT(refused("tenant: {key: t, name: \"\xff\"}\n"), HasSubstr("t.yaml:1:25: This is not UTF-8"));
  EXPECT_THAT(refused("tenant: {key: t}\nagents: [{range: a9..a1}]\n"), HasSubstr("a1..a200"));
  EXPECT_THAT(refused("tenant: {key: t}\nagents: [{key: a, device: outside}]\n"), HasSubstr("SIP address"));
  EXPECT_THAT(refused("tenant: {key: t}\nqueues: [{key: a, wrap_up: 1d}]\n"), HasSubstr("30s, 5m or 1h"));
  EXPECT_THAT(refused("tenant: {key: t}\nusers: [{key: a, name: A}]\n"), HasSubstr("no 'role'"));
  for (const auto* later : {"ring_all", "weighted_random"}) {
    EXPECT_THAT(refused(fmt::format("tenant: {{key: t}}\nqueues: [{{key: a, strategy: {}}}]\n", later)),
                HasSubstr("t.yaml:2:29: queues[0].strategy: strategy of queue 'a' is"));
  }
  EXPECT_EQ(store.current().value().revision, 0U);
}

TEST_P(StoreTest, WebSitesOfATenantAreOrigins) {
  apply("tenant: {key: t, name: 小, allowed_origins: [https://shop.example, \"http://127.0.0.1:8000\", \"http://[::1]:80\"]}\n");
  EXPECT_EQ(store.tenants().value().at(0).allowed_origins,
            (std::vector<std::string>{"https://shop.example", "http://127.0.0.1:8000", "http://[::1]:80"}));
  apply("tenant: {key: t, name: 小}\n");
  EXPECT_TRUE(store.tenants().value().at(0).allowed_origins.empty());
  for (const std::string wrong : {"shop.example", "https://shop.example/", "https://*.example", "null", "https://", "ftp://a",
                                  "https://Shop.example", "https://a@b"}) {
    EXPECT_THAT(refused("tenant: {key: t, allowed_origins: [\"" + wrong + "\"]}\n"), HasSubstr("is no origin")) << wrong;
  }
  EXPECT_THAT(refused("tenant: {key: t, allowed_origins: https://shop.example}\n"), HasSubstr("must be a list"));
}

TEST_P(StoreTest, PasswordsFitOnlyTheirUser) {
  apply(kSmall);
  const auto user = store.users(centre().tenant).value().at(0);
  EXPECT_FALSE(user.has_password);
  EXPECT_EQ(store.set_password(user.id, "short", kNow).error().code, ErrorCode::kBadInput);
  ASSERT_TRUE(store.set_password(user.id, "päss-字-word", kNow));
  EXPECT_TRUE(store.find_user(user.id).value().has_password);
  EXPECT_EQ(store.check_password("t", "li", "päss-字-word").value().id, user.id);
  for (const auto& [tenant, name, password] : {std::tuple{"t", "li", "wrong-word"},
                                               {"t", "root", "päss-字-word"},
                                               {"t", "nobody", "x"},
                                               {"none", "li", "päss-字-word"}}) {
    EXPECT_EQ(store.check_password(tenant, name, password).error().code, ErrorCode::kNotSignedIn) << name;
  }
  apply("tenant: {key: t, name: 小}\nusers: [{key: root, name: Root, role: administrator}]\n");
  EXPECT_FALSE(store.check_password("t", "li", "päss-字-word")) << "A user who was removed cannot sign in.";
}

TEST_P(StoreTest, PhonesGetDigestSecrets) {
  apply(
      with(with(kSmall, "key: li, name: 李, number", "key: Mufasa, name: 李, number"), "agent: li}", "agent: Mufasa}"));
  const auto agent = centre().agents[0].id;
  const std::string realm = "http-auth@example.org";
  EXPECT_EQ(store.phone_secret(agent, realm).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(store.set_phone_password(agent, realm, "Circle of Life", kNow));
  const auto secret = store.phone_secret(agent, realm).value();
  EXPECT_EQ(secret.user, "Mufasa");
  // A1 of the example in RFC 7616 3.9.1.
  EXPECT_EQ(secret.ha1_md5, "3d78807defe7de2157e2b0b6573a855f");
  EXPECT_EQ(secret.ha1_sha256, "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
  EXPECT_FALSE(store.phone_secret(agent, "other"));
}

TEST_P(StoreTest, AnExtensionHasRulesOfItsOwn) {
  apply(with(kSmall, "number: \"1001\",", "number: \"1001\", device: phone, call_waiting: true, ring_for: 40s,"));
  EXPECT_TRUE(centre().agents[0].call_waiting);
  EXPECT_EQ(centre().agents[0].ring_for, base::Seconds{40});
  EXPECT_FALSE(centre().record_outside_calls);
  apply(with(kSmall, "tenant: {key: t,", "tenant: {key: t, record_outside_calls: true,"));
  EXPECT_TRUE(centre().record_outside_calls);
  EXPECT_THAT(refused(with(kSmall, "device: outside,", "device: outside, call_waiting: true,")), HasSubstr("call_waiting"));
  EXPECT_THAT(refused(with(kSmall, "number: \"1001\",", "number: \"1001\", ring_for: 2s,")), HasSubstr("ring_for"));
}

TEST_P(StoreTest, APinIsKeptAsAHashAndOnlyTheRightOneFits) {
  apply(kSmall);
  const auto agent = centre().agents[0].id;
  EXPECT_FALSE(store.has_phone_pin(agent).value());
  EXPECT_EQ(store.check_phone_pin(agent, "480262").error().code, ErrorCode::kNotFound);
  for (const auto* bad : {"123", "1234", "4321", "7777", "48026a", "1234567890123", ""}) {
    EXPECT_EQ(store.set_phone_pin(agent, bad, kNow).error().code, ErrorCode::kBadInput) << bad;
  }
  ASSERT_TRUE(store.set_phone_pin(agent, "480262", kNow));
  EXPECT_TRUE(store.has_phone_pin(agent).value());
  EXPECT_TRUE(store.check_phone_pin(agent, "480262").value());
  EXPECT_FALSE(store.check_phone_pin(agent, "480263").value());
  EXPECT_FALSE(store.check_phone_pin(agent, "").value());
  ASSERT_TRUE(store.set_phone_pin(agent, "7391", kNow));
  EXPECT_FALSE(store.check_phone_pin(agent, "480262").value());
  ASSERT_TRUE(store.remove_phone_pin(agent));
  EXPECT_FALSE(store.has_phone_pin(agent).value());
}

TEST_P(StoreTest, ApiKeysWorkUntilTheyAreRevoked) {
  apply(kSmall);
  const auto tenant = centre().tenant;
  const auto secret = store.make_api_key(tenant, "ci", Role::kAdministrator, kNow).value().secret;
  EXPECT_EQ(store.make_api_key(tenant, "", Role::kAgent, kNow).error().code, ErrorCode::kBadInput);
  ASSERT_TRUE(store.make_api_key(tenant, "board", Role::kSupervisor, kNow));
  EXPECT_EQ(store.check_api_key(secret).value().name, "ci");
  EXPECT_FALSE(store.check_api_key(secret + "0"));
  EXPECT_FALSE(store.check_api_key(""));
  const auto keys = store.api_keys(tenant).value();
  ASSERT_EQ(keys.size(), 2U);
  ASSERT_TRUE(store.revoke_api_key(keys[0].id, kNow));
  EXPECT_FALSE(store.revoke_api_key(keys[0].id, kNow));
  EXPECT_EQ(store.check_api_key(secret).error().code, ErrorCode::kNotSignedIn);
}

TEST_P(StoreTest, NoSecretIsKeptReadable) {
  apply(kSmall);
  const auto user = store.users(centre().tenant).value().at(0);
  ASSERT_TRUE(store.set_password(user.id, "open-sesame-1", kNow));
  const auto secret = store.make_api_key(centre().tenant, "ci", Role::kAdministrator, kNow).value().secret;
  auto lent = database.borrow();
  std::string all;
  for (const char* sql : {"SELECT hash FROM setting_password", "SELECT hash FROM setting_api_key"}) {
    const auto rows = lent->query(sql).value();
    for (const auto& row : rows) all += row.text(0);
  }
  EXPECT_THAT(all, HasSubstr("$argon2id$"));
  EXPECT_THAT(all, Not(HasSubstr("sesame")));
  EXPECT_THAT(all, Not(HasSubstr(secret.substr(5))));
}

// As a program wrote a tenant that knew of no web sites.
struct OlderTenant {
  core::Translated name;
  std::string time_zone;
  std::string language;
  PEAL_FIELDS(OlderTenant, name, time_zone, language)
};

TEST_P(StoreTest, AnUpgradeIsNoChangeOfTheSettings) {
  const auto first = apply(kSmall);
  std::string older;
  base::WireWriter(older).value(OlderTenant{{{"zh-CN", "小"}}, "Asia/Shanghai", "zh-CN"});
  auto lent = database.borrow();
  ASSERT_TRUE(lent->execute("UPDATE setting SET body = ? WHERE kind = ?", db::to_base64(older), 0));
  const auto again = apply(kSmall);
  EXPECT_FALSE(again.changed) << again.changes.front();
  EXPECT_EQ(again.revision, first.revision);
  EXPECT_THAT(apply(with(kSmall, "name: 小, ", "name: 大, ")).changes, testing::SizeIs(1));
}

TEST_P(StoreTest, TheDemonstrationCentreIsGood) {
  apply(file_text("demo/demo.yaml"));
  const auto demo = centre();
  EXPECT_EQ(demo.key, "demo");
  EXPECT_EQ(demo.queues.size(), 2U);
  EXPECT_EQ(demo.agents.size(), 4U);
  EXPECT_EQ(store.users(demo.tenant).value().size(), 6U);
  EXPECT_FALSE(apply(file_text("demo/demo.yaml")).changed);
}

TEST_P(StoreTest, TheBenchCentreIsGood) {
  const auto report = apply(file_text("bench/centre.yaml"));
  EXPECT_EQ(report.changes.back().substr(0, 4), "and ");
  const auto bench = centre();
  ASSERT_EQ(bench.agents.size(), 4000U);
  EXPECT_EQ(bench.agents[3999].address, "sip:a4000@127.0.0.3:5070");
  EXPECT_EQ(bench.queues[0].announce_every.count(), 0);
  EXPECT_FALSE(bench.queues[0].record);
  EXPECT_FALSE(apply(file_text("bench/centre.yaml")).changed);
}

TEST(Password, RandomOnesAreReadableAndDiffer) {
  const std::string one = random_password();
  EXPECT_EQ(one.size(), 19U);
  EXPECT_EQ(one.find_first_of("01loIO"), std::string::npos);
  EXPECT_NE(one, random_password());
}

}  // namespace
}  // namespace peal::settings
