#include <algorithm>
#include <string>

#include "sim/world/world.hpp"

namespace peal::sim {
namespace {

template <class IdType>
IdType id(std::uint64_t kind, std::uint64_t nth) {
  return IdType{kTenant, kind * 1000 + nth};
}

Prompt say(const char* text) { return Prompt{{{"en-US", text}}, {}}; }

Flow menu_flow(std::size_t queues, bool longer) {
  Flow flow;
  flow.id = id<FlowId>(6, 1);
  flow.key = "main";
  flow.start = "answer";
  MenuNode menu;
  menu.prompt = say("Press a key.");
  menu.tries = 2;
  menu.on_invalid = "bye";
  menu.on_timeout = "queue1";
  flow.nodes = {{"answer", AnswerNode{"hello"}},
                {"hello", PlayNode{say("Welcome."), true, longer ? "more" : "menu"}},
                {"more", PlayNode{say("More."), false, "menu"}},
                {"english", SetLanguageNode{"en-US", "menu"}},
                {"full", PlayNode{say("Busy."), false, "bye"}},
                {"bye", HangUpNode{}}};
  for (std::size_t i = 1; i <= queues; ++i) {
    const auto key = "queue" + std::to_string(i);
    menu.keys[std::to_string(i)] = key;
    flow.nodes.push_back({key, QueueNode{id<QueueId>(1, i), static_cast<std::int32_t>(i % 2), i % 2 == 0 ? "" : "full"}});
  }
  menu.keys["9"] = "english";
  flow.nodes.push_back({"menu", menu});
  return flow;
}

Queue make_queue(std::size_t nth, base::Seed& chance) {
  static constexpr Strategy kStrategies[] = {Strategy::kLongestIdle, Strategy::kLongestIdle, Strategy::kRoundRobin,
                                             Strategy::kFewestCalls, Strategy::kBestSkill, Strategy::kTopDown,
                                             Strategy::kLeastOccupied};
  Queue queue;
  queue.id = id<QueueId>(1, nth);
  queue.key = "q" + std::to_string(nth);
  queue.skills = {{id<SkillId>(2, 1 + chance.below(3)), static_cast<std::uint8_t>(1 + chance.below(4))}};
  if (chance.below(4) == 0) queue.skills.push_back({id<SkillId>(2, 1 + chance.below(3)), 1});
  queue.strategy = kStrategies[chance.below(std::size(kStrategies))];
  queue.priority = static_cast<std::int32_t>(chance.below(3));
  queue.announce_every = base::Seconds{chance.below(5) == 0 ? 0 : 15 + static_cast<int>(chance.below(30))};
  queue.offer_timeout = base::Seconds{8 + static_cast<int>(chance.below(15))};
  queue.wrap_up_policy = static_cast<WrapUpPolicy>(chance.below(5));
  queue.wrap_up = base::Seconds{static_cast<int>(chance.below(40))};
  queue.record = chance.below(4) != 0;
  queue.most_waiting = chance.below(3) == 0 ? 8 : 200;
  return queue;
}

Agent make_agent(std::size_t nth, base::Seed& chance) {
  Agent agent;
  agent.id = id<AgentId>(5, nth);
  agent.user = id<UserId>(7, nth);
  agent.key = "a" + std::to_string(nth);
  agent.name = "Agent " + std::to_string(nth);
  agent.number = std::to_string(1000 + nth);
  for (std::uint64_t skill = 1; skill <= 3; ++skill)
    if (chance.below(2) == 0 || skill == 1 + nth % 3)
      agent.skills.push_back({id<SkillId>(2, skill), static_cast<std::uint8_t>(3 + chance.below(8))});
  const auto device = chance.below(10);
  agent.device = device < 6 ? DeviceKind::kBrowser : device < 8 ? DeviceKind::kSipPhone : DeviceKind::kOutside;
  agent.address = agent.device == DeviceKind::kOutside ? "sip:" + agent.key + "@outside.example" : "";
  agent.always_on = agent.device == DeviceKind::kOutside && chance.below(2) == 0;
  return agent;
}

}  // namespace

Settings make_settings(base::Seed& chance) {
  Centre centre;
  centre.tenant = kTenant;
  centre.key = "simulated";
  for (std::uint64_t i = 1; i <= 3; ++i) centre.skills.push_back({id<SkillId>(2, i), "s" + std::to_string(i), {}});
  const auto queues = 1 + chance.below(4);
  for (std::size_t i = 1; i <= queues; ++i) centre.queues.push_back(make_queue(i, chance));
  const auto agents = 5 + chance.below(56);
  for (std::size_t i = 1; i <= agents; ++i) centre.agents.push_back(make_agent(i, chance));
  Flow direct;
  direct.id = id<FlowId>(6, 2);
  direct.key = "direct";
  direct.start = "queue";
  direct.nodes = {{"queue", QueueNode{id<QueueId>(1, 1), 0, ""}}};
  Flow echo;
  echo.id = id<FlowId>(6, 3);
  echo.key = "echo";
  echo.start = "echo";
  echo.nodes = {{"echo", EchoNode{base::Seconds{20}, ""}}};
  Conference room;
  room.id = id<ConferenceId>(10, 1);
  room.key = "board";
  room.number = "6000";
  room.has_pin = room.has_host_pin = true;
  room.most_parties = 4;
  room.wait_for_host = chance.below(2) == 0;
  room.record = true;
  centre.conferences = {room};
  Flow to_room;
  to_room.id = id<FlowId>(6, 4);
  to_room.key = "to_room";
  to_room.start = "room";
  to_room.nodes = {{"room", ConferenceNode{room.id}}};
  centre.flows = {menu_flow(queues, false), direct, echo, to_room};
  centre.numbers = {{id<NumberId>(8, 1), "4000", {}, centre.flows[0].id, "zh-CN"},
                    {id<NumberId>(8, 2), "7000", {}, centre.flows[1].id, "en-US"},
                    {id<NumberId>(8, 3), "9196", {}, centre.flows[2].id, "zh-CN"},
                    {id<NumberId>(8, 4), "5000", {}, centre.flows[3].id, "zh-CN"}};
  Trunk carrier;
  carrier.id = id<TrunkId>(9, 1);
  carrier.key = "carrier";
  carrier.address = "192.0.2.1";
  centre.trunks = {carrier};
  centre.park.places = 2;
  centre.reasons = {{id<ReasonId>(3, 1), "lunch", {}}};
  centre.dispositions = {{id<DispositionId>(4, 1), "done", {}}};
  Settings settings;
  settings.revision = 1;
  settings.centres.push_back(std::move(centre));
  return settings;
}

Settings change_settings(const Settings& original, std::uint64_t revision, base::Seed& chance) {
  auto settings = original;
  settings.revision = revision;
  auto& centre = settings.centres.front();
  for (auto left = chance.below(3); left > 0 && centre.agents.size() > 3; --left)
    centre.agents.erase(centre.agents.begin() + static_cast<std::ptrdiff_t>(chance.below(centre.agents.size())));
  if (centre.queues.size() > 1 && chance.below(3) == 0)
    centre.queues.erase(centre.queues.begin() + static_cast<std::ptrdiff_t>(chance.below(centre.queues.size())));
  if (chance.below(2) == 0) centre.flows[0] = menu_flow(original.centres.front().queues.size(), true);
  for (auto& queue : centre.queues) {
    if (chance.below(3) == 0) queue.wrap_up_policy = static_cast<WrapUpPolicy>(chance.below(5));
    if (chance.below(3) == 0) queue.priority = static_cast<std::int32_t>(chance.below(3));
  }
  if (chance.below(3) == 0) centre.agents.front().skills.clear();
  return settings;
}

}  // namespace peal::sim
