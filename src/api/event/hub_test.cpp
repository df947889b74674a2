#include "api/event/hub.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/session/connections.hpp"
#include "core/decide.hpp"
#include "net/websocket.hpp"

namespace peal::api {
namespace {

using nlohmann::json;
using base::Millis;
using base::Seconds;

constexpr core::TenantId kTenant{1};
constexpr core::TenantId kOther{2};
constexpr core::AgentId kLi{kTenant, 11};
constexpr core::AgentId kWang{kTenant, 12};
constexpr core::QueueId kSales{kTenant, 21};
constexpr core::FlowId kFlow{kTenant, 31};
constexpr core::NumberId kNumber{kTenant, 41};
constexpr core::ContactId kContact{kTenant, 51};
constexpr core::VisitId kVisit{kTenant, 61};
constexpr core::OfferId kOffer{kTenant, 71};
constexpr core::LegId kCaller{kTenant, 81};
constexpr core::LegId kRing{kTenant, 82};

core::Settings settings() {
  core::Centre centre;
  centre.tenant = kTenant;
  centre.key = "demo";
  core::Queue sales;
  sales.id = kSales;
  sales.key = "sales";
  centre.queues = {sales};
  for (const auto& [id, key] : {std::pair{kLi, "li"}, std::pair{kWang, "wang"}}) {
    core::Agent agent;
    agent.id = id;
    agent.key = key;
    centre.agents.push_back(agent);
  }
  core::Flow flow;
  flow.id = kFlow;
  flow.start = "queue";
  flow.nodes = {{"queue", core::QueueNode{kSales, 0, ""}}};
  centre.flows = {flow};
  core::Number number;
  number.id = kNumber;
  number.digits = "7000";
  number.flow = kFlow;
  centre.numbers = {number};
  core::Settings all;
  all.revision = 1;
  all.centres = {centre};
  return all;
}

struct Client {
  std::vector<json> heard;
  std::vector<std::uint16_t> closed;

  Wire wire() {
    return {[this](const std::shared_ptr<const std::string>& text) {
              heard.push_back(json::parse(*text));
              return true;
            },
            [this](std::uint16_t code, const std::string&) { closed.push_back(code); }};
  }
  // Documents of one kind in the last message, by id.
  std::map<std::string, json> last(const std::string& kind) const { return each(kind, "data"); }
  // Of the one document of that kind in the last message.
  engine::Position position(const std::string& kind) const {
    const auto positions = each(kind, "position");
    return positions.size() == 1 ? positions.begin()->second.get<engine::Position>() : 0;
  }

 private:
  std::map<std::string, json> each(const std::string& kind, const char* field) const {
    std::map<std::string, json> found;
    if (heard.empty()) return found;
    for (const auto& document : heard.back()["documents"]) {
      if (document["kind"] == kind) found[document["id"]] = document[field];
    }
    return found;
  }
};

class HubTest : public testing::Test {
 protected:
  void SetUp() override { tell({}, {core::SettingsAdopted{settings()}}); }

  // Makes facts true and shows them to the hub, as the follower does.
  void tell(core::TenantId tenant, std::vector<core::FactBody> bodies) {
    std::vector<engine::Recorded> batch;
    for (auto& body : bodies) {
      core::Fact fact{tenant, now_, {}, std::move(body)};
      core::apply(*state_, fact);
      batch.push_back({++at_, std::move(fact)});
    }
    hub_.take_in(*state_, batch, now_);
  }
  void tell(std::vector<core::FactBody> bodies) { tell(kTenant, std::move(bodies)); }

  void enter(LineId id, Client& client, core::AgentId agent, bool sees_all,
             std::optional<engine::Position> since = std::nullopt, core::TenantId tenant = kTenant) {
    Viewer viewer{tenant, {tenant, 90 + id}, sees_all ? Role::kSupervisor : Role::kAgent, agent, {tenant, 900 + id}, sees_all};
    hub_.open(id, viewer, client.wire(), *state_, at_, now_);
    hub_.hello(id, since, *state_, at_, now_);
  }
  void flush() {
    wishes_ = 0;
    hub_.flush(*state_, at_, now_);
  }

  void sign_in(core::AgentId agent) {
    tell({core::AgentSignedIn{agent, {}}, core::AgentDeviceUp{agent},
          core::AgentStatusChanged{agent, core::AgentStatus::kReady, {}, core::StatusCause::kAsked, {}}});
  }
  void call_arrives() {
    core::ContactArrived arrived;
    arrived.contact = kContact;
    arrived.leg = kCaller;
    arrived.number = kNumber;
    arrived.dialled = "7000";
    arrived.caller = base::Personal{"+8613810298208"};
    arrived.language = "zh-CN";
    arrived.flow = kFlow;
    tell({arrived, core::ContactAnswered{kContact}, core::VisitStarted{kVisit, kContact, kSales, 0}});
  }
  void offer_to(core::AgentId agent) {
    tell({core::OfferMade{kOffer, kContact, kVisit, kSales, agent, kRing, now_ + Seconds{20}}});
  }

  core::StatePtr state_ = core::make_state();
  engine::Position at_ = 0;
  core::Time now_ = base::from_unix_millis(1'800'000'000'000);
  int wishes_ = 0;
  Hub hub_{[this] { ++wishes_; }, [](core::TenantId) { return std::string("CN"); }};
  Client li_, wang_, board_;
};

TEST_F(HubTest, ANewClientGetsASnapshotOfWhatItMaySee) {
  sign_in(kLi);
  call_arrives();
  enter(1, li_, kLi, false);
  enter(2, board_, {}, true);
  ASSERT_EQ(li_.heard.size(), 1U);
  EXPECT_EQ(li_.heard[0]["type"], "snapshot");
  EXPECT_EQ(li_.heard[0]["position"], at_);
  EXPECT_EQ(li_.last("agent").size(), 2U);
  EXPECT_EQ(li_.last("queue").size(), 1U);
  EXPECT_EQ(li_.last("contact").size(), 0U);
  EXPECT_EQ(li_.last("me").size(), 1U);
  ASSERT_EQ(board_.last("contact").size(), 1U);
  EXPECT_EQ(board_.last("contact").begin()->second["state"], "waiting");
  EXPECT_EQ(board_.last("queue").begin()->second["waiting"], 1);
}

TEST_F(HubTest, AnOfferReachesItsAgentAtOnceAndTheBoardWithTheNextFlush) {
  sign_in(kLi);
  enter(1, li_, kLi, false);
  enter(2, board_, {}, true);
  call_arrives();
  offer_to(kLi);
  ASSERT_EQ(li_.last("contact").size(), 1U);
  const auto contact = li_.last("contact").begin()->second;
  EXPECT_EQ(contact["state"], "offered");
  EXPECT_EQ(contact["caller"], "+8613810298208");
  EXPECT_EQ(contact["offer"]["agent"], base::to_text(kLi));
  EXPECT_EQ(board_.heard.size(), 1U);  // The snapshot only.
  EXPECT_EQ(wishes_, 1);
  flush();
  ASSERT_EQ(board_.heard.size(), 2U);
  EXPECT_EQ(board_.heard[1]["type"], "change");
  EXPECT_EQ(board_.last("contact").size(), 1U);
  EXPECT_EQ(board_.last("contact").begin()->second["state"], "offered");
  flush();
  EXPECT_EQ(board_.heard.size(), 2U);
}

TEST_F(HubTest, AContactThatLeavesAnAgentIsGoneForThatAgentOnly) {
  sign_in(kLi);
  enter(1, li_, kLi, false);
  enter(2, wang_, kWang, false);
  enter(3, board_, {}, true);
  call_arrives();
  offer_to(kLi);
  tell({core::OfferEnded{kOffer, kContact, kLi, core::OfferEnd::kExpired, base::ErrorCode::kNoAnswer}});
  ASSERT_EQ(li_.last("contact").size(), 1U);
  EXPECT_TRUE(li_.last("contact").begin()->second.is_null());
  flush();
  EXPECT_EQ(wang_.last("contact").size(), 0U);
  EXPECT_EQ(board_.last("contact").begin()->second["state"], "waiting");
}

TEST_F(HubTest, AContactThatEndsIsGoneForEverybody) {
  enter(3, board_, {}, true);
  call_arrives();
  flush();
  tell({core::VisitEnded{kVisit, kContact, kSales, core::VisitEnd::kAbandoned, Millis{5'000}},
        core::ContactEnded{kContact, core::ContactEnd::kAbandoned, base::ErrorCode::kCancelled}});
  flush();
  ASSERT_EQ(board_.last("contact").size(), 1U);
  EXPECT_TRUE(board_.last("contact").begin()->second.is_null());
  EXPECT_EQ(board_.last("queue").begin()->second["waiting"], 0);
  // Pages keep what they have when a document is older than that.
  EXPECT_EQ(board_.position("contact"), at_);
}

TEST_F(HubTest, AClientThatComesBackGetsOnlyWhatItMissed) {
  enter(3, board_, {}, true);
  call_arrives();
  flush();
  const auto seen = board_.heard.back()["position"].get<engine::Position>();
  hub_.close(3, now_);
  sign_in(kWang);
  tell({core::VisitEnded{kVisit, kContact, kSales, core::VisitEnd::kAbandoned, Millis{5'000}},
        core::ContactEnded{kContact, core::ContactEnd::kAbandoned, base::ErrorCode::kCancelled}});
  Client back;
  enter(4, back, {}, true, seen);
  ASSERT_EQ(back.heard.size(), 1U);
  EXPECT_EQ(back.heard[0]["type"], "change");
  EXPECT_EQ(back.last("agent").size(), 1U);
  ASSERT_EQ(back.last("contact").size(), 1U);
  EXPECT_TRUE(back.last("contact").begin()->second.is_null());
}

TEST_F(HubTest, AnAgentWhoComesBackLearnsThatTheOfferIsGone) {
  sign_in(kLi);
  enter(1, li_, kLi, false);
  call_arrives();
  flush();
  const auto seen = li_.heard.back()["position"].get<engine::Position>();
  offer_to(kLi);
  hub_.close(1, now_);
  tell({core::OfferEnded{kOffer, kContact, kLi, core::OfferEnd::kExpired, base::ErrorCode::kNoAnswer}});
  Client back;
  enter(2, back, kLi, false, seen);
  EXPECT_EQ(back.heard[0]["type"], "change");
  ASSERT_EQ(back.last("contact").size(), 1U);
  EXPECT_TRUE(back.last("contact").begin()->second.is_null());
}

TEST_F(HubTest, AClientOfAnotherLifeGetsASnapshot) {
  call_arrives();
  enter(3, board_, {}, true, at_ + 100);
  EXPECT_EQ(board_.heard[0]["type"], "snapshot");
  Client old;
  enter(4, old, {}, true, 0);
  EXPECT_EQ(old.heard[0]["type"], "snapshot");
}

TEST_F(HubTest, NothingIsRememberedForNobody) {
  enter(3, board_, {}, true);
  const auto seen = at_;
  hub_.close(3, now_);
  now_ += Seconds{120};
  call_arrives();
  Client back;
  enter(4, back, {}, true, seen);
  EXPECT_EQ(back.heard[0]["type"], "snapshot");
}

TEST_F(HubTest, NewSettingsAreASnapshot) {
  enter(3, board_, {}, true);
  auto next = settings();
  next.revision = 2;
  tell({}, {core::SettingsAdopted{next}});
  EXPECT_EQ(wishes_, 1);
  flush();
  EXPECT_EQ(board_.heard.back()["type"], "snapshot");
  EXPECT_EQ(board_.last("me").begin()->second["settingsRevision"], 2);
}

TEST_F(HubTest, TenantsSeeNothingOfEachOther) {
  Client stranger;
  enter(5, stranger, {}, true, std::nullopt, kOther);
  call_arrives();
  flush();
  ASSERT_EQ(stranger.heard.size(), 1U);
  EXPECT_EQ(stranger.last("contact").size() + stranger.last("agent").size() + stranger.last("queue").size(), 0U);
}

TEST_F(HubTest, FiguresGoToWhomTheyConcernAndOnlyWhenTheyChange) {
  enter(1, li_, kLi, false);
  enter(2, wang_, kWang, false);
  enter(3, board_, {}, true);
  const std::vector<FiguresEntry> figures{{kSales.value, {}, R"({"of":"queue"})"}, {kLi.value, kLi, R"({"of":"agent"})"}};
  hub_.take_figures(kTenant, figures, at_);
  flush();
  EXPECT_EQ(board_.last("figures").size(), 2U);
  EXPECT_EQ(wang_.last("figures").size(), 1U);
  EXPECT_EQ(wang_.last("figures").begin()->second["of"], "queue");
  EXPECT_EQ(li_.last("figures").begin()->second["of"], "agent");
  const auto heard = board_.heard.size();
  hub_.take_figures(kTenant, figures, at_);
  flush();
  EXPECT_EQ(board_.heard.size(), heard);
  hub_.take_figures(kTenant, {figures[1]}, at_);
  flush();
  ASSERT_EQ(board_.last("figures").size(), 1U) << "the queue was removed";
  EXPECT_TRUE(board_.last("figures").begin()->second.is_null());
}

TEST_F(HubTest, AHelloMayBeFasterThanItsLine) {
  hub_.hello(1, std::nullopt, *state_, at_, now_);
  hub_.open(1, {kTenant, {}, Role::kSupervisor, {}, {}, true}, board_.wire(), *state_, at_, now_);
  ASSERT_EQ(board_.heard.size(), 1U);
  EXPECT_EQ(board_.heard[0]["type"], "snapshot");
  hub_.hello(1, std::nullopt, *state_, at_, now_);
  EXPECT_EQ(board_.closed, std::vector<std::uint16_t>{net::kClosePolicy});
}

TEST_F(HubTest, QuietLinesGetHeartbeatsAndDeadOnesEnd) {
  enter(3, board_, {}, true);
  now_ += Seconds{6};
  hub_.heartbeat(at_, now_);
  EXPECT_EQ(board_.heard.back()["type"], "heartbeat");
  EXPECT_EQ(board_.heard.back()["position"], at_);
  hub_.heard(3, now_);
  now_ += Seconds{15};
  hub_.heartbeat(at_, now_);
  EXPECT_TRUE(board_.closed.empty());
  now_ += Seconds{1};
  hub_.heartbeat(at_, now_);
  EXPECT_EQ(board_.closed, std::vector<std::uint16_t>{kCloseSilent});
  EXPECT_EQ(hub_.line_count(), 0U);
}

TEST_F(HubTest, ARevokedKeyClosesItsLinesAndNobodyElses) {
  Client program;
  const settings::ApiKeyId key{kTenant, 77};
  hub_.open(7, {kTenant, {}, Role::kSupervisor, {}, {}, true, key}, program.wire(), *state_, at_, now_);
  enter(2, wang_, kWang, false);
  hub_.end_key({kTenant, 78});
  EXPECT_TRUE(program.closed.empty());
  hub_.end_key(key);
  EXPECT_EQ(program.closed, std::vector<std::uint16_t>{kCloseSessionOver});
  EXPECT_TRUE(wang_.closed.empty());
}

TEST_F(HubTest, TheEndOfASessionClosesItsLines) {
  enter(1, li_, kLi, false);
  enter(2, wang_, kWang, false);
  hub_.end_session({kTenant, 901});
  EXPECT_EQ(li_.closed, std::vector<std::uint16_t>{kCloseSessionOver});
  EXPECT_TRUE(wang_.closed.empty());
}

}  // namespace
}  // namespace peal::api
