#pragma once

#include <string>

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "db/test_databases.hpp"
#include "settings/store.hpp"

/// A store on a database of its own, SQLite and PostgreSQL in turn, and a small centre.
namespace peal::settings {

inline const core::Time kNow = base::from_unix_millis(1'795'000'000'000);

inline const std::string kSmall = R"(
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

inline std::string with(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

class StoredSettings : public testing::TestWithParam<db::Dialect> {
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
    EXPECT_EQ(report.error().code, base::ErrorCode::kBadInput);
    return report.error().message;
  }
  core::Centre centre() { return store.current().value().centres.at(0); }

  db::test::TestDatabase database{GetParam()};
  Store store{database.pool()};
};

}  // namespace peal::settings
