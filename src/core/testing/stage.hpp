#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/audit/auditor.hpp"
#include "core/decide.hpp"
#include "core/limits.hpp"
#include "core/view.hpp"

/// A small centre on which tests play scenes: signals in, facts and commands
/// out, the promises checked after each.
namespace peal::core::testing {

using namespace std::chrono_literals;

inline constexpr TenantId kTenant{1};
template <class IdType>
constexpr IdType id(std::uint64_t value) {
  return IdType{kTenant, value};
}
inline constexpr auto kSales = id<QueueId>(101);
inline constexpr auto kSupport = id<QueueId>(102);
inline constexpr auto kSalesSkill = id<SkillId>(201);
inline constexpr auto kSupportSkill = id<SkillId>(202);
inline constexpr auto kLunch = id<ReasonId>(301);
inline constexpr auto kSold = id<DispositionId>(401);
inline constexpr auto kWang = id<AgentId>(501);
inline constexpr auto kLi = id<AgentId>(502);
inline constexpr auto kZhao = id<AgentId>(503);  ///< Support only.
inline constexpr auto kMenuFlow = id<FlowId>(601);
inline constexpr auto kEchoFlow = id<FlowId>(602);
inline constexpr auto kDirectFlow = id<FlowId>(603);
inline constexpr auto kConferenceFlow = id<FlowId>(604);
inline constexpr auto kBoard = id<ConferenceId>(901);  ///< Dialled as 6000 by phones, as 5000 from outside.
inline UserId user_of(AgentId agent) { return id<UserId>(agent.value + 1000); }

inline Prompt say(const std::string& text) { return Prompt{{{"en-US", text}}, {}}; }

inline Agent make_agent(AgentId who, const std::string& key, std::vector<AgentSkill> skills) {
  Agent agent;
  agent.id = who;
  agent.user = user_of(who);
  agent.key = key;
  agent.name = key;
  agent.number = std::to_string(who.value + 500);
  agent.pickup_group = "front";
  agent.skills = std::move(skills);
  return agent;
}

inline Queue make_queue(QueueId which, const std::string& key, SkillId skill) {
  Queue queue;
  queue.id = which;
  queue.key = key;
  queue.name = {{"en-US", key}};
  queue.skills = {{skill, 1}};
  return queue;
}

inline Flow menu_flow() {
  Flow flow;
  flow.id = kMenuFlow;
  flow.key = "main";
  flow.start = "answer";
  MenuNode menu;
  menu.prompt = say("For sales press 1, for support press 2.");
  menu.keys = {{"1", "to_sales"}, {"2", "to_support"}, {"9", "english"}};
  menu.on_invalid = "bye";
  menu.on_timeout = "to_support";
  flow.nodes = {{"answer", AnswerNode{"hello"}},
                {"hello", PlayNode{say("Welcome."), false, "menu"}},
                {"menu", menu},
                {"english", SetLanguageNode{"en-US", "menu"}},
                {"to_sales", QueueNode{kSales, 0, "full"}},
                {"to_support", QueueNode{kSupport, 0, "full"}},
                {"full", PlayNode{say("All lines are busy."), false, "bye"}},
                {"bye", HangUpNode{}}};
  return flow;
}

inline Settings make_settings() {
  Centre centre;
  centre.tenant = kTenant;
  centre.key = "demo";
  centre.skills = {{kSalesSkill, "sales", {}}, {kSupportSkill, "support", {}}};
  centre.agents = {make_agent(kWang, "wang", {{kSalesSkill, 5}, {kSupportSkill, 5}}),
                   make_agent(kLi, "li", {{kSalesSkill, 5}}), make_agent(kZhao, "zhao", {{kSupportSkill, 5}})};
  centre.queues = {make_queue(kSales, "sales", kSalesSkill), make_queue(kSupport, "support", kSupportSkill)};
  Flow echo;
  echo.id = kEchoFlow;
  echo.key = "echo";
  echo.start = "echo";
  echo.nodes = {{"echo", EchoNode{base::Seconds{60}, ""}}};
  Flow direct;
  direct.id = kDirectFlow;
  direct.key = "direct";
  direct.start = "queue";
  direct.nodes = {{"queue", QueueNode{kSales, 0, ""}}};
  Flow to_board;
  to_board.id = kConferenceFlow;
  to_board.key = "to_board";
  to_board.start = "room";
  to_board.nodes = {{"room", ConferenceNode{kBoard}}};
  centre.flows = {menu_flow(), echo, direct, to_board};
  Conference board;
  board.id = kBoard;
  board.key = "board";
  board.name = {{"en-US", "Board"}};
  board.number = "6000";
  board.has_pin = board.has_host_pin = true;
  board.most_parties = 3;
  board.record = true;
  centre.conferences = {board};
  centre.numbers = {{id<NumberId>(701), "4000", {{"en-US", "Main"}}, kMenuFlow, "zh-CN"},
                    {id<NumberId>(702), "9196", {{"en-US", "Echo"}}, kEchoFlow, "zh-CN"},
                    {id<NumberId>(703), "7000", {{"en-US", "Direct"}}, kDirectFlow, "zh-CN"},
                    {id<NumberId>(704), "5000", {{"en-US", "Board"}}, kConferenceFlow, "en-US"}};
  centre.reasons = {{kLunch, "lunch", {{"en-US", "Lunch"}}}};
  centre.dispositions = {{kSold, "sold", {{"en-US", "Sold"}}}};
  Trunk carrier;
  carrier.id = id<TrunkId>(801);
  carrier.key = "carrier";
  carrier.address = "192.0.2.1";
  centre.trunks = {carrier};
  Settings settings;
  settings.revision = 1;
  settings.centres = {centre};
  return settings;
}

class Stage {
 public:
  explicit Stage(Settings settings = make_settings()) : state_(make_state()), settings_(std::move(settings)) {
    send(SettingsChanged{std::make_shared<Settings>(settings_)});
  }

  [[nodiscard]] State& state() { return *state_; }
  [[nodiscard]] Settings& settings() { return settings_; }
  [[nodiscard]] Centre& centre() { return settings_.centres.front(); }
  [[nodiscard]] Time now() const { return now_; }

  /// One signal at the present time; what it led to is in facts() and commands().
  void send(const Signal& signal) {
    begin();
    play(signal);
  }
  /// One more in the same breath.
  void play(const Signal& signal) {
    const auto outcome = decide(*state_, signal, now_, 1);
    auditor_.see(*state_, signal, outcome, now_);
    auditor_.check_whole(*state_);
    for (const auto& violation : auditor_.violations()) ADD_FAILURE() << violation;
    all_facts_.insert(all_facts_.end(), outcome.facts.begin(), outcome.facts.end());
    all_commands_.insert(all_commands_.end(), outcome.commands.begin(), outcome.commands.end());
  }
  /// Lets time pass, and every timer fire when it is due.
  void wait(base::Millis span) {
    const auto end = now_ + span;
    begin();
    for (auto due = next_due(*state_); due && *due <= end; due = next_due(*state_)) {
      now_ = std::max(now_, *due);
      play(Tick{});
    }
    now_ = end;
  }
  void change_settings() {
    ++settings_.revision;
    send(SettingsChanged{std::make_shared<Settings>(settings_)});
  }

  /// Of the last send() or wait().
  [[nodiscard]] std::vector<Fact> facts() const { return {all_facts_.begin() + first_fact_, all_facts_.end()}; }
  [[nodiscard]] std::vector<Command> commands() const {
    return {all_commands_.begin() + first_command_, all_commands_.end()};
  }
  [[nodiscard]] const std::deque<Fact>& all_facts() const { return all_facts_; }

  /// The last fact (command) of this kind since the stage began; null if none.
  template <class Body>
  [[nodiscard]] const Body* last_fact() const {
    for (auto at = all_facts_.rbegin(); at != all_facts_.rend(); ++at)
      if (const auto* body = std::get_if<Body>(&at->body)) return body;
    return nullptr;
  }
  template <class Kind>
  [[nodiscard]] const Kind* last_command() const {
    for (auto at = all_commands_.rbegin(); at != all_commands_.rend(); ++at)
      if (const auto* kind = std::get_if<Kind>(&*at)) return kind;
    return nullptr;
  }
  /// The first one of the last send() or wait(); it stays where it is.
  template <class Body>
  [[nodiscard]] const Body* fact() const {
    for (auto at = all_facts_.begin() + first_fact_; at != all_facts_.end(); ++at)
      if (const auto* body = std::get_if<Body>(&at->body)) return body;
    return nullptr;
  }
  template <class Kind>
  [[nodiscard]] const Kind* command() const {
    for (auto at = all_commands_.begin() + first_command_; at != all_commands_.end(); ++at)
      if (const auto* kind = std::get_if<Kind>(&*at)) return kind;
    return nullptr;
  }
  template <class Body>
  [[nodiscard]] std::size_t count() const {
    const auto is_one = [](const Fact& fact) { return std::holds_alternative<Body>(fact.body); };
    return static_cast<std::size_t>(std::ranges::count_if(all_facts_, is_one));
  }
  [[nodiscard]] std::string refusal() const {
    const auto* refuse = command<Refuse>();
    return refuse == nullptr ? std::string{} : refuse->why;
  }

  // Short scenes.
  LegId arrive(const std::string& dialled = "7000") {
    const LegId leg{kTenant, next_leg_++};
    send(LegArrived{leg, LegSource::kTrunk, dialled, base::Personal{"+8613810298208"}, base::Personal{"Wang Fang"},
                    id<PartyId>(leg.value), {}});
    return leg;
  }
  /// A caller who waits for sales (or is offered at once).
  struct Caller {
    LegId leg;
    ContactId contact;
  };
  Caller call(const std::string& dialled = "7000") {
    const auto leg = arrive(dialled);
    const auto contact = last_fact<ContactArrived>()->contact;
    send(LegAnswered{leg});
    return {leg, contact};
  }
  void ready(AgentId agent) {
    send(DeviceUp{agent});
    send(SignIn{agent, user_of(agent)});
    send(GoReady{agent, user_of(agent)});
  }
  /// The leg that rings for the last offer.
  [[nodiscard]] LegId ringing_leg() const { return last_fact<OfferMade>()->leg; }
  /// A call of the agent's own phone.
  LegId dial(AgentId agent, const std::string& dialled) {
    const LegId leg{kTenant, next_leg_++};
    send(LegArrived{leg, LegSource::kDevice, dialled, {}, {}, id<PartyId>(leg.value), agent});
    return leg;
  }
  /// A caller in talk with the agent, who is the only one ready for sales.
  Caller talk(AgentId agent) {
    ready(agent);
    const auto caller = call();
    send(LegAnswered{ringing_leg()});
    return caller;
  }
  [[nodiscard]] AgentView agent(AgentId who) const { return agent_view(*state_, who).value(); }
  [[nodiscard]] ContactView contact(ContactId which) const { return contact_view(*state_, which).value(); }
  [[nodiscard]] QueueView queue(QueueId which) const { return queue_view(*state_, which).value(); }
  [[nodiscard]] bool gone(ContactId which) const { return !contact_view(*state_, which).has_value(); }

 private:
  void begin() {
    first_fact_ = static_cast<std::ptrdiff_t>(all_facts_.size());
    first_command_ = static_cast<std::ptrdiff_t>(all_commands_.size());
  }

  StatePtr state_;
  Settings settings_;
  Auditor auditor_;
  Time now_ = base::from_unix_millis(1'795'000'000'000);
  std::deque<Fact> all_facts_;
  std::deque<Command> all_commands_;
  std::ptrdiff_t first_fact_ = 0;
  std::ptrdiff_t first_command_ = 0;
  std::uint64_t next_leg_ = 9001;
};

}  // namespace peal::core::testing
