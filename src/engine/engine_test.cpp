#include "engine/engine.hpp"

#include <deque>

#include <gtest/gtest.h>

#include "core/view.hpp"

namespace peal::engine {
namespace {

using base::ErrorCode;
using base::Seconds;
using base::Time;

constexpr base::TenantId kTenant{1};

// A log in memory that can be told to refuse.
class MemoryLog : public FactLog {
 public:
  base::Status append(std::span<const core::Fact> facts, const Cause& cause) override {
    if (refusing) return base::fail(ErrorCode::kStorageFull, "The disk is full.");
    written.insert(written.end(), facts.begin(), facts.end());
    causes.emplace_back(cause.name);
    return {};
  }
  void when_durable(Position position, std::function<void(base::Status)> then) override {
    waiting.push_back({position, std::move(then)});
  }
  [[nodiscard]] bool low_on_space() const override { return low; }
  void sync() {
    for (auto& [position, then] : std::exchange(waiting, {})) {
      if (position <= written.size()) then({});
      else waiting.push_back({position, std::move(then)});
    }
  }

  std::vector<core::Fact> written;
  std::vector<std::string> causes;
  std::deque<std::pair<Position, std::function<void(base::Status)>>> waiting;
  bool refusing = false;
  bool low = false;
};

core::Settings settings() {
  core::Centre centre;
  centre.tenant = kTenant;
  core::Flow flow;
  flow.id = {kTenant, 5};
  flow.start = "answer";
  core::PlayNode play;
  play.prompt.text["zh-CN"] = "您好";
  flow.nodes = {{"answer", core::AnswerNode{"greet"}}, {"greet", play}};
  centre.flows = {flow};
  core::Number number;
  number.id = {kTenant, 6};
  number.digits = "4000";
  number.flow = flow.id;
  centre.numbers = {number};
  core::Agent agent;
  agent.id = {kTenant, 7};
  agent.key = "li";
  centre.agents = {agent};
  return {1, {centre}};
}

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() : follower_(core::make_state(1), 0, {}), engine_(core::make_state(1), 0, 42, log_, follower_) {
    engine_.connect([this](const core::Command& command) {
      commands_.push_back(command);
      facts_at_command_.push_back(log_.written.size());
    }, [this] { ++wakes_; });
    EXPECT_TRUE(engine_.submit(core::SettingsChanged{std::make_shared<core::Settings>(settings())}).has_value());
    engine_.turn(now_);
  }
  core::LegArrived arrival(std::uint64_t leg) const {
    core::LegArrived arrived;
    arrived.leg = {kTenant, leg};
    arrived.dialled = "4000";
    arrived.caller = base::Personal("+8613810298208");
    arrived.party = {kTenant, 99};
    return arrived;
  }

  MemoryLog log_;
  Follower follower_;
  Engine engine_;
  std::vector<core::Command> commands_;
  std::vector<std::size_t> facts_at_command_;
  int wakes_ = 0;
  Time now_ = base::from_unix_millis(1'790'000'000'000);
};

TEST_F(EngineTest, FactsAreWrittenBeforeTheirCommandsGoOut) {
  const auto before = log_.written.size();
  ASSERT_TRUE(engine_.submit(arrival(1000)).has_value());
  EXPECT_TRUE(commands_.empty());
  engine_.turn(now_);
  ASSERT_FALSE(commands_.empty());
  for (const auto written : facts_at_command_) EXPECT_GT(written, before);
  EXPECT_EQ(engine_.last(), log_.written.size());
  EXPECT_EQ(log_.causes.back(), "LegArrived");
}

TEST_F(EngineTest, WhoAskedIsToldOnceTheFactsAreDurable) {
  std::optional<base::Result<Position>> answer;
  ASSERT_TRUE(engine_.submit(core::SignIn{{kTenant, 7}, {}}, [&](base::Result<Position> result) { answer = std::move(result); }).has_value());
  engine_.turn(now_);
  EXPECT_FALSE(answer.has_value());
  log_.sync();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->value(), engine_.last());
}

TEST_F(EngineTest, ARefusalByTheRulesReachesWhoAskedWithItsReason) {
  std::optional<base::Result<Position>> answer;
  const core::Hold hold{{kTenant, 7}, {kTenant, 12345}, {}};
  ASSERT_TRUE(engine_.submit(hold, [&](base::Result<Position> result) { answer = std::move(result); }).has_value());
  engine_.turn(now_);
  log_.sync();
  ASSERT_TRUE(answer.has_value());
  ASSERT_FALSE(answer->has_value());
  EXPECT_EQ(answer->error().where.rfind("refuse.", 0), 0U) << answer->error().where;
}

TEST_F(EngineTest, AFullDiskRefusesNewContactsKeepsTheLiveOnesAndLosesNoFact) {
  ASSERT_TRUE(engine_.submit(arrival(1000)).has_value());
  engine_.turn(now_);
  log_.refusing = true;
  const auto commands = commands_.size();
  ASSERT_TRUE(engine_.submit(core::LegHungUp{{kTenant, 1000}}).has_value());
  engine_.turn(now_ + Seconds(1));
  EXPECT_GE(commands_.size(), commands);
  const auto refused = engine_.submit(arrival(2000));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kStorageFull);

  log_.refusing = false;
  ASSERT_TRUE(engine_.submit(core::Tick{}).has_value());
  engine_.turn(now_ + Seconds(2));
  EXPECT_EQ(engine_.last(), log_.written.size());
  EXPECT_TRUE(engine_.submit(arrival(3000)).has_value());
  const auto folded = core::make_state(1);
  for (const auto& fact : log_.written) core::apply(*folded, fact);
  EXPECT_EQ(core::save_state(*folded), core::save_state(engine_.state()));
}

TEST_F(EngineTest, WhatTheDiskRefusedIsTriedAgainWithoutASignal) {
  log_.refusing = true;
  ASSERT_TRUE(engine_.submit(core::SignIn{{kTenant, 7}, {}}).has_value());
  engine_.turn(now_);
  ASSERT_EQ(log_.written.size() + engine_.unwritten(), engine_.last());
  ASSERT_GT(engine_.unwritten(), 0U);
  const auto due = engine_.next_due();
  ASSERT_TRUE(due.has_value());
  EXPECT_LE(*due, now_ + Seconds(1));
  log_.refusing = false;
  engine_.turn(*due);
  EXPECT_EQ(log_.written.size(), engine_.last());
}

TEST_F(EngineTest, TheFollowerComesToTheSameState) {
  ASSERT_TRUE(engine_.submit(arrival(1000)).has_value());
  engine_.turn(now_);
  std::string followed;
  Position at = 0;
  follower_.read([&](const core::State& state, Position position) {
    followed = core::save_state(state);
    at = position;
  });
  follower_.start();
  follower_.stop();
  EXPECT_EQ(at, engine_.last());
  EXPECT_EQ(followed, core::save_state(engine_.state()));
}

TEST_F(EngineTest, TimeNeverGoesBack) {
  engine_.turn(now_ + Seconds(10));
  ASSERT_TRUE(engine_.submit(arrival(1000)).has_value());
  engine_.turn(now_);
  EXPECT_EQ(log_.written.back().at, now_ + Seconds(10));
}

TEST_F(EngineTest, AnEmptyMailboxIsWokenOnce) {
  const int before = wakes_;
  ASSERT_TRUE(engine_.submit(core::Tick{}).has_value());
  ASSERT_TRUE(engine_.submit(core::Tick{}).has_value());
  EXPECT_EQ(wakes_, before + 1);
}

}  // namespace
}  // namespace peal::engine
