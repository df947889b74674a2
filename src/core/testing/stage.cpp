#include "core/testing/stage.hpp"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

#include "core/limits.hpp"

namespace peal::core::testing {

Agent make_agent(AgentId who, const std::string& key, std::vector<AgentSkill> skills) {
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

Queue make_queue(QueueId which, const std::string& key, SkillId skill) {
  Queue queue;
  queue.id = which;
  queue.key = key;
  queue.name = {{"en-US", key}};
  queue.skills = {{skill, 1}};
  return queue;
}

Flow menu_flow() {
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

Settings make_settings() {
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

Stage::Stage(Settings settings) : state_(make_state()), settings_(std::move(settings)) {
  send(SettingsChanged{std::make_shared<Settings>(settings_)});
}

Stage::~Stage() = default;

void Stage::send(const Signal& signal) {
  begin();
  play(signal);
}

void Stage::play(const Signal& signal) {
  const auto outcome = decide(*state_, signal, now_, 1);
  auditor_.see(*state_, signal, outcome, now_);
  auditor_.check_whole(*state_);
  for (const auto& violation : auditor_.violations()) ADD_FAILURE() << violation;
  all_facts_.insert(all_facts_.end(), outcome.facts.begin(), outcome.facts.end());
  all_commands_.insert(all_commands_.end(), outcome.commands.begin(), outcome.commands.end());
}

void Stage::wait(base::Millis span) {
  const auto end = now_ + span;
  begin();
  for (auto due = next_due(*state_); due && *due <= end; due = next_due(*state_)) {
    now_ = std::max(now_, *due);
    play(Tick{});
  }
  now_ = end;
}

void Stage::change_settings() {
  ++settings_.revision;
  send(SettingsChanged{std::make_shared<Settings>(settings_)});
}

std::vector<Fact> Stage::facts() const { return {all_facts_.begin() + first_fact_, all_facts_.end()}; }

std::vector<Command> Stage::commands() const {
  return {all_commands_.begin() + first_command_, all_commands_.end()};
}

std::string Stage::refusal() const {
  const auto* refuse = command<Refuse>();
  return refuse == nullptr ? std::string{} : refuse->why;
}

LegId Stage::arrive(const std::string& dialled) {
  const LegId leg{kTenant, next_leg_++};
  send(LegArrived{leg, LegSource::kTrunk, dialled, base::Personal{"+8613810298208"}, base::Personal{"Wang Fang"},
                  id<PartyId>(leg.value), {}});
  return leg;
}

Stage::Caller Stage::call(const std::string& dialled) {
  const auto leg = arrive(dialled);
  const auto contact = last_fact<ContactArrived>()->contact;
  send(LegAnswered{leg});
  return {leg, contact};
}

void Stage::ready(AgentId agent) {
  send(DeviceUp{agent});
  send(SignIn{agent, user_of(agent)});
  send(GoReady{agent, user_of(agent)});
}

LegId Stage::ringing_leg() const { return last_fact<OfferMade>()->leg; }

LegId Stage::dial(AgentId agent, const std::string& dialled) {
  const LegId leg{kTenant, next_leg_++};
  send(LegArrived{leg, LegSource::kDevice, dialled, {}, {}, id<PartyId>(leg.value), agent});
  return leg;
}

Stage::Caller Stage::talk(AgentId agent) {
  ready(agent);
  const auto caller = call();
  send(LegAnswered{ringing_leg()});
  return caller;
}

AgentView Stage::agent(AgentId who) const { return agent_view(*state_, who).value(); }

ContactView Stage::contact(ContactId which) const { return contact_view(*state_, which).value(); }

QueueView Stage::queue(QueueId which) const { return queue_view(*state_, which).value(); }

bool Stage::gone(ContactId which) const { return !contact_view(*state_, which).has_value(); }

void Stage::begin() {
  first_fact_ = static_cast<std::ptrdiff_t>(all_facts_.size());
  first_command_ = static_cast<std::ptrdiff_t>(all_commands_.size());
}

}  // namespace peal::core::testing
