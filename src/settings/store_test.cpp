#include "settings/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/log.hpp"
#include "base/wire.hpp"
#include "settings/testing/stored_settings.hpp"

namespace peal::settings {
namespace {

using base::ErrorCode;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::string file_text(const std::string& path) {
  std::ifstream file(std::string(PEAL_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class StoreTest : public StoredSettings {};
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

}  // namespace
}  // namespace peal::settings
