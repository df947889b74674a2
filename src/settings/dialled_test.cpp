#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/testing/stored_settings.hpp"

/// What phones dial leads to one place, whichever sections a file names.
namespace peal::settings {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string kSmallOffice = R"(tenant: {key: t, name: Office, language: en-US, park: {first: "7901", places: 3}}
flows: [{key: f, start: a, nodes: {a: {kind: hang_up}}}]
numbers:
  - {digits: "4000", flow: f}
agents:
  - {key: li, name: Li, number: "1001"}
  - {range: a1..a3, number: "110{n}", device: phone}
conferences:
  - {key: board, number: "6500"}
)";

class DialledDigits : public StoredSettings {};
INSTANTIATE_TEST_SUITE_P(Both, DialledDigits, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(DialledDigits, OfAFileAreNamedAtBothPlaces) {
  apply(kSmallOffice);
  EXPECT_THAT(refused(with(kSmallOffice, "\"6500\"", "\"1001\"")),
              HasSubstr("t.yaml:9:26: conferences[0].number: number of conference 'board' is '1001', which agent 'li' has too (line 6)"));
  EXPECT_THAT(refused(with(kSmallOffice, "\"6500\"", "\"1102\"")), HasSubstr("which agent 'a2' has too (line 7)"));
  EXPECT_THAT(refused(with(kSmallOffice, "\"6500\"", "\"4000\"")), HasSubstr("which one of 'numbers' has too (line 4)"));
  EXPECT_THAT(refused(with(kSmallOffice, "\"1001\"", "\"4000\"")), HasSubstr("number of agent 'li' is '4000', which one of 'numbers' has too (line 4)"));
  EXPECT_THAT(refused(with(kSmallOffice, "\"110{n}\"", "\"1001\"")), HasSubstr("number of agent 'a1' is '1001', which agent 'li' has too (line 6)"));
  EXPECT_THAT(refused(with(kSmallOffice, "\"1001\"", "\"7903\"")), HasSubstr("number of agent 'li' is '7903', which the tenant's park has too (line 1)"));
  EXPECT_THAT(refused(with(kSmallOffice, "\"7901\"", "\"3999\"")), HasSubstr("t.yaml:4:14: numbers[0].digits: digits of a number is '4000'"));
}

TEST_P(DialledDigits, OfSectionsThatStayGoFirst) {
  apply(kSmallOffice);
  const std::string tenant = "tenant: {key: t}\n";
  EXPECT_THAT(refused(tenant + "conferences: [{key: board, number: \"1001\"}]\n"), HasSubstr("which agent 'li' has too (kept from before)"));
  EXPECT_THAT(refused(tenant + "agents: [{key: li, name: Li, number: \"6500\"}]\n"),
              AllOf(HasSubstr("agents[0].number"), HasSubstr("which conference 'board' has too (kept from before)")));
  EXPECT_THAT(refused(tenant + "numbers: [{digits: \"1103\", flow: f}]\n"), HasSubstr("which agent 'a3' has too (kept from before)"));
  EXPECT_THAT(refused(tenant + "numbers: [{digits: \"7902\", flow: f}]\n"), HasSubstr("which the tenant's park has too (kept from before)"));
  EXPECT_THAT(refused("tenant: {key: t, name: Office, park: {first: \"1101\"}}\n"),
              HasSubstr("a place of the tenant's park is '1101', which agent 'a1' has too (kept from before)"));
  apply(tenant + "agents: [{key: li, name: Li, number: \"1003\"}]\nconferences: [{key: board, number: \"1001\"}]\n");
}

TEST_P(DialledDigits, AreNoCodeOfPhones) {
  apply(with(kSmallOffice, "\"4000\"", "\"*43\""));
  for (const auto* code : {"*8", "**1001", "*11", "*111001", "*12", "*721001", "*73", "*78"}) {
    EXPECT_THAT(refused(with(kSmallOffice, "\"4000\"", "\"" + std::string(code) + "\"")), HasSubstr("is a code of phones")) << code;
  }
  EXPECT_THAT(refused(with(kSmallOffice, "\"1001\"", "\"*8\"")), HasSubstr("number of agent 'li' is '*8', which is a code of phones"));
}

}  // namespace
}  // namespace peal::settings
