#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "settings/document.hpp"
#include "settings/limits.hpp"

namespace peal::settings {
namespace {

constexpr base::Seconds kLongestMenuWait{120};
constexpr base::Seconds kLongestEcho{600};

core::MenuNode read_menu(YamlMap& map, Reading& reading) {
  core::MenuNode menu;
  menu.prompt = read_prompt(map, reading, true);
  menu.timeout = map.seconds("timeout", menu.timeout, base::Seconds{1}, kLongestMenuWait);
  menu.tries = static_cast<std::uint8_t>(map.number("tries", menu.tries, 1, 20));
  menu.on_invalid = map.text("on_invalid");
  menu.on_timeout = map.text("on_timeout");
  if (!map.has("keys")) {
    reading.mistakes.add(map.mark(), fmt::format("{} has no 'keys'; a menu without a key leads nowhere.", map.what()));
    return menu;
  }
  YamlMap keys(map.node("keys"), fmt::format("keys of {}", map.what()), reading.mistakes);
  if (!keys.usable()) return menu;
  for (const auto& entry : map.node("keys")) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (key.size() != 1 || std::string_view("0123456789*#").find(key[0]) == std::string_view::npos) {
      reading.mistakes.add(entry.first.Mark(),
                           fmt::format("'{}' is no key of a telephone; use 0 to 9, '*' or '#'.", key));
      continue;
    }
    menu.keys[key] = keys.text(key);
  }
  if (menu.keys.empty()) map.wrong("keys", "is empty; a menu without a key leads nowhere.");
  return menu;
}

core::FlowNodeKind read_node(YamlMap& map, Reading& reading) {
  static const std::vector<std::string_view> kKinds{"answer", "play", "menu", "language", "queue", "echo", "conference", "hang_up"};
  if (!map.has("kind")) (void)map.required_text("kind");
  switch (map.one_of("kind", kKinds, kKinds.size() - 1)) {
    case 0:
      return core::AnswerNode{map.text("next")};
    case 1: {
      core::PlayNode play;
      play.prompt = read_prompt(map, reading, true);
      play.barge_in = map.truth("barge_in", play.barge_in);
      play.next = map.text("next");
      return play;
    }
    case 2:
      return read_menu(map, reading);
    case 3: {
      const std::string language = map.required_text("language");
      return core::SetLanguageNode{language, map.text("next")};
    }
    case 4: {
      core::QueueNode queue;
      const std::string name = map.required_text("queue");
      if (!name.empty()) queue.queue = refer<core::QueueId>(reading, Kind::kQueue, name, map.mark("queue"));
      queue.priority = static_cast<std::int32_t>(map.number("priority", 0, -1'000, 1'000));
      queue.on_full = map.text("on_full");
      return queue;
    }
    case 5: {
      core::EchoNode echo;
      echo.longest = map.seconds("longest", echo.longest, base::Seconds{1}, kLongestEcho);
      echo.next = map.text("next");
      return echo;
    }
    case 6: {
      core::ConferenceNode room;
      const std::string name = map.required_text("conference");
      if (!name.empty()) room.conference = refer<core::ConferenceId>(reading, Kind::kConference, name, map.mark("conference"));
      return room;
    }
    default:
      return core::HangUpNode{};
  }
}

// Where a node may lead; empty ones mean hanging up.
std::vector<std::pair<std::string, std::string>> exits(const core::FlowNodeKind& kind) {
  if (const auto* answer = std::get_if<core::AnswerNode>(&kind)) return {{"next", answer->next}};
  if (const auto* play = std::get_if<core::PlayNode>(&kind)) return {{"next", play->next}};
  if (const auto* language = std::get_if<core::SetLanguageNode>(&kind)) return {{"next", language->next}};
  if (const auto* queue = std::get_if<core::QueueNode>(&kind)) return {{"on_full", queue->on_full}};
  if (const auto* echo = std::get_if<core::EchoNode>(&kind)) return {{"next", echo->next}};
  std::vector<std::pair<std::string, std::string>> found;
  if (const auto* menu = std::get_if<core::MenuNode>(&kind)) {
    for (const auto& [key, node] : menu->keys) found.emplace_back("key " + key, node);
    found.emplace_back("on_invalid", menu->on_invalid);
    found.emplace_back("on_timeout", menu->on_timeout);
  }
  return found;
}

// Nodes that take no time: a circle of them would never end.
bool instant(const core::FlowNodeKind& kind) {
  return std::holds_alternative<core::AnswerNode>(kind) || std::holds_alternative<core::SetLanguageNode>(kind);
}

using Nodes = std::map<std::string, const core::FlowNode*>;

void check_circles(const Nodes& nodes, const std::map<std::string, YAML::Mark>& marks, Mistakes& mistakes) {
  std::set<std::string> done;
  for (const auto& [key, node] : nodes) {
    std::set<std::string> path;
    std::string at = key;
    while (nodes.contains(at) && instant(nodes.at(at)->kind) && !done.contains(at)) {
      if (!path.insert(at).second) {
        mistakes.add(marks.at(at),
                     fmt::format("Node '{}' leads back to itself without a pause; lead it elsewhere.", at));
        break;
      }
      at = exits(nodes.at(at)->kind).front().second;
    }
    done.insert(path.begin(), path.end());
  }
}

}  // namespace

void check_flow(const core::Flow& flow, const std::map<std::string, YAML::Mark>& marks, const YAML::Mark& mark,
                Mistakes& mistakes) {
  Nodes nodes;
  std::vector<std::string> names;
  for (const auto& node : flow.nodes) {
    nodes[node.key] = &node;
    names.push_back(node.key);
  }
  if (!nodes.contains(flow.start)) {
    mistakes.add(mark, fmt::format("Flow '{}' starts at '{}', which is none of its nodes; name one of them in 'start'.",
                                   flow.key, flow.start));
    return;
  }
  for (const auto& node : flow.nodes) {
    for (const auto& [exit, target] : exits(node.kind)) {
      if (target.empty() || nodes.contains(target)) continue;
      const std::string near = nearest_word(target, names);
      mistakes.add(
          marks.at(node.key),
          fmt::format("{} of node '{}' leads to '{}', which is not in flow '{}'; {}", exit, node.key, target, flow.key,
                      near.empty() ? "add it or name another." : fmt::format("did you mean '{}'?", near)));
    }
  }
  std::set<std::string> reached{flow.start};
  std::vector<std::string> open{flow.start};
  while (!open.empty()) {
    const std::string key = open.back();
    open.pop_back();
    for (const auto& [exit, target] : exits(nodes.at(key)->kind)) {
      if (nodes.contains(target) && reached.insert(target).second) open.push_back(target);
    }
  }
  for (const auto& node : flow.nodes) {
    if (reached.contains(node.key)) continue;
    mistakes.add(marks.at(node.key),
                 fmt::format("Nothing leads to node '{}' of flow '{}'; lead to it or remove it.", node.key, flow.key));
  }
  check_circles(nodes, marks, mistakes);
}

void read_flows(const YAML::Node& list, Reading& reading, StoredKind& into) {
  if (!list.IsSequence()) return;
  for (const auto& entry : list) {
    YamlMap map(entry, "flow", reading.mistakes);
    if (!map.usable()) continue;
    core::Flow flow;
    flow.key = map.text("key");
    const auto known = reading.valid[Kind::kFlow].find(flow.key);
    if (known == reading.valid[Kind::kFlow].end()) continue;
    map.rename(fmt::format("flow '{}'", flow.key));
    flow.id = {reading.tenant, known->second};
    flow.name = map.translated("name", reading.language);
    flow.start = map.required_text("start");
    std::map<std::string, YAML::Mark> marks;
    YamlMap nodes(map.node("nodes"), fmt::format("nodes of {}", map.what()), reading.mistakes);
    if (nodes.usable()) {
      for (const auto& item : map.node("nodes")) {
        if (!item.first.IsScalar() || !marks.emplace(item.first.Scalar(), item.first.Mark()).second) continue;
        YamlMap node(item.second, fmt::format("node '{}' of flow '{}'", item.first.Scalar(), flow.key),
                     reading.mistakes);
        if (!node.usable()) continue;
        flow.nodes.push_back({item.first.Scalar(), read_node(node, reading)});
        node.finish();
      }
    }
    map.finish();
    if (flow.nodes.size() > kMostFlowNodes) {
      map.wrong("nodes", fmt::format("are {}; {} is the most, split the flow.", flow.nodes.size(), kMostFlowNodes));
    }
    if (nodes.usable()) check_flow(flow, marks, map.mark(), reading.mistakes);
    put(into, flow.key, known->second, flow);
  }
}

}  // namespace peal::settings
