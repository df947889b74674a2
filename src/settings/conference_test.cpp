#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/test_databases.hpp"
#include "settings/limits.hpp"
#include "settings/store.hpp"

/// The section `conferences`, and the PINs that stand in no file.
namespace peal::settings {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const core::Time kMade = base::from_unix_millis(1'795'000'000'000);

const std::string kRooms = R"(
tenant: {key: t, name: 小, language: zh-CN}
conferences:
  - {key: board, name: {zh-CN: 管理会议, en-US: Board}, number: "6500", host_pin: true, wait_for_host: true, most_parties: 50, tones: false, record: true, music: soft}
  - {key: open, number: "6600", pin: false}
flows: [{key: f, start: a, nodes: {a: {kind: conference, conference: board}}}]
numbers: [{digits: "88880000", flow: f}]
)";

class ConferenceSettings : public testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    auto lent = database.borrow();
    ASSERT_TRUE(db::migrate(*lent, settings_schema()));
  }
  std::string refused(const std::string& room) {
    auto report = store.apply("tenant: {key: t}\nconferences:\n  - " + room + "\n", "t.yaml", "test", kMade);
    EXPECT_FALSE(report) << room;
    return report ? "" : report.error().message;
  }
  core::Centre centre() { return store.current().value().centres.at(0); }

  db::test::TestDatabase database{GetParam()};
  Store store{database.pool()};
};
INSTANTIATE_TEST_SUITE_P(Both, ConferenceSettings, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(ConferenceSettings, AFileSaysAllOfARoomAndAFlowLeadsThere) {
  const auto report = store.apply(kRooms, "t.yaml", "test", kMade);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_THAT(report->changes, Contains("conference board: added"));
  const auto made = centre();
  ASSERT_EQ(made.conferences.size(), 2U);
  const auto& board = made.conferences[0];
  EXPECT_EQ(board.name.at("en-US"), "Board");
  EXPECT_EQ(board.number, "6500");
  EXPECT_TRUE(board.has_pin && board.has_host_pin && board.wait_for_host && board.record);
  EXPECT_FALSE(board.tones);
  EXPECT_EQ(board.most_parties, 50U);
  EXPECT_EQ(board.music, "soft");
  EXPECT_FALSE(made.conferences[1].has_pin);
  EXPECT_TRUE(made.conferences[1].tones);
  EXPECT_EQ(std::get<core::ConferenceNode>(made.flows.at(0).nodes.at(0).kind).conference, board.id);
  EXPECT_FALSE(store.apply(kRooms, "t.yaml", "test", kMade)->changed) << "the same again changes nothing";
}

TEST_P(ConferenceSettings, MistakesAreToldWithTheirPlace) {
  EXPECT_THAT(refused("{key: a, number: \"65x\"}"), HasSubstr("write what phones dial"));
  EXPECT_THAT(refused("{key: a, most_parties: 51}"), HasSubstr("from 2 to 50"));
  EXPECT_THAT(refused("{key: a, most_parties: 51}"), HasSubstr("t.yaml:3"));
  EXPECT_THAT(refused("{key: a, wait_for_host: true, host_pin: false}"), HasSubstr("everybody waits for ever"));
  EXPECT_THAT(refused("{key: a, pin: false, host_pin: true}"), HasSubstr("needs 'pin: true'"));
  EXPECT_THAT(refused("{key: a, number: \"65\"}\n  - {key: b, number: \"65\"}"), HasSubstr("which conference 'a' has"));
  EXPECT_THAT(refused("{key: a, pin: \"471147\"}"), HasSubstr("none belongs into a file"));
  EXPECT_THAT(refused("{key: a, pin: \"471147\"}"), Not(HasSubstr("471147")));
  const auto unknown = store.apply("tenant: {key: t}\nflows: [{key: f, start: a, nodes: {a: {kind: conference, conference: bord}}}]\n"
                                   "conferences: [{key: board}]\n", "t.yaml", "test", kMade);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("did you mean 'board'"));
  ASSERT_TRUE(store.apply(kRooms, "t.yaml", "test", kMade));
  const auto needed = store.apply("tenant: {key: t}\nconferences: []\n", "t.yaml", "test", kMade);
  ASSERT_FALSE(needed);
  EXPECT_THAT(needed.error().message, HasSubstr("Flow f, kept from before, needs a conference"));
}

TEST_P(ConferenceSettings, PinsAreSealedAndBoundToTheirRoom) {
  ASSERT_TRUE(store.apply(kRooms, "t.yaml", "test", kMade));
  const auto rooms = centre().conferences;
  const std::string key(kSealingKeyBytes, 'k');
  ASSERT_TRUE(store.set_conference_pins(rooms[0].id, {"4711", "90210"}, key, kMade));
  EXPECT_EQ(store.conference_pins(key).value().at(rooms[0].id).guest, "4711");
  EXPECT_EQ(store.conference_pins(key).value().at(rooms[0].id).host, "90210");
  for (const auto* bad : {"471", "1234567890123", "47a1", "４７１１"})
    EXPECT_EQ(store.set_conference_pins(rooms[0].id, {bad, ""}, key, kMade).error().code, base::ErrorCode::kBadInput) << bad;
  EXPECT_FALSE(store.set_conference_pins(rooms[0].id, {"4711", "4711"}, key, kMade)) << "a host must be told from a guest";
  EXPECT_EQ(store.set_conference_pins({rooms[0].id.tenant, 7}, {"4711", ""}, key, kMade).error().code, base::ErrorCode::kNotFound);
  {
    auto lent = database.borrow();
    EXPECT_THAT(db::from_base64(lent->query("SELECT sealed FROM setting_conference_pin WHERE host = 0").value().at(0).text(0)), Not(HasSubstr("4711")));
    ASSERT_TRUE(lent->execute("UPDATE setting_conference_pin SET conference = ?", rooms[1].id));
  }
  EXPECT_TRUE(store.conference_pins(key).value().empty()) << "a row under another room does not open there";
  ASSERT_TRUE(store.set_conference_pins(rooms[0].id, {"5822", ""}, key, kMade));
  EXPECT_TRUE(store.conference_pins(std::string(kSealingKeyBytes, 'o')).value().empty()) << "nor with another key";
  ASSERT_TRUE(store.set_conference_pins(rooms[0].id, {"", ""}, key, kMade));
  EXPECT_FALSE(store.conference_pins(key).value().contains(rooms[0].id));
}

}  // namespace
}  // namespace peal::settings
