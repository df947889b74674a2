#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "settings/document.hpp"
#include "settings/limits.hpp"

namespace peal::settings {
namespace {

struct Range {
  std::string prefix;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

// "a1..a4000"
std::optional<Range> parse_range(std::string_view text) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const auto split = [](std::string_view name, std::string& prefix, std::uint32_t& number) {
    const auto last = name.find_last_not_of("0123456789");
    const auto digits = name.substr(last == std::string_view::npos ? 0 : last + 1);
    prefix = std::string(name.substr(0, name.size() - digits.size()));
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  Range range;
  std::string prefix;
  if (!split(text.substr(0, dots), range.prefix, range.from) || !split(text.substr(dots + 2), prefix, range.to)) {
    return std::nullopt;
  }
  if (prefix != range.prefix || range.to < range.from || range.to - range.from >= kMostRange) return std::nullopt;
  return range;
}

// {key} and {n} stand for the agent's key and its number in the range.
std::string fill(std::string text, const std::string& key, const std::string& n) {
  for (const auto& [mark, value] : {std::pair{std::string("{key}"), key}, std::pair{std::string("{n}"), n}}) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
      text.replace(at, mark.size(), value);
    }
  }
  return text;
}

// A telephone number as people write it: digits, at most one plus before them,
// and the visual separators of RFC 3966 5.1.1.
bool telephone_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  return text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of("0123456789-.() ") == std::string_view::npos;
}

bool outside_address(std::string_view text) {
  return text.starts_with("sip:") || text.starts_with("sips:") ||
         (text.starts_with("tel:") && telephone_number(text.substr(4)));
}

void check_device(YamlMap& map, const core::Agent& agent) {
  if (agent.device == core::DeviceKind::kOutside) {
    // Without an address an outside agent is rung on its number: filled in for each of a range.
    const bool by_number = agent.address.empty() && !agent.number.empty();
    if (!by_number && !outside_address(agent.address)) {
      map.wrong("address",
                "must be a SIP address, such as sip:anna@example.com, or a telephone number, such as "
                "tel:+8613810298208, for an outside device; without one the agent's 'number' is rung.",
                {Rule::kOutsideAddress, {}});
    }
    return;
  }
  if (!agent.address.empty())
    map.wrong("address", "is for 'device: outside' only; the device tells its own by registering.", {Rule::kOutsideOnly, {}});
  if (agent.always_on) map.wrong("always_on", "is for 'device: outside' only.", {Rule::kOutsideOnly, {}});
}

core::Agent read_agent(YamlMap& map, Reading& reading) {
  static const std::vector<std::string_view> kDevices{"browser", "phone", "outside"};
  core::Agent agent;
  agent.name = map.text("name");
  agent.number = map.text("number");
  agent.device = static_cast<core::DeviceKind>(map.one_of("device", kDevices, 0));
  agent.address = map.text("address");
  agent.always_on = map.truth("always_on", false);
  agent.language = map.text("language", reading.language);
  agent.pickup_group = map.text("pickup_group");
  agent.may_call_outside = map.truth("may_call_outside", true);
  agent.call_waiting = map.truth("call_waiting", false);
  agent.ring_for = map.seconds("ring_for", agent.ring_for, kShortestRing, kLongestRing);
  check_device(map, agent);
  if (agent.call_waiting && agent.device == core::DeviceKind::kOutside)
    map.wrong("call_waiting", "is for phones of the office; an outside number is in one call at a time.", {Rule::kOfficeOnly, {}});
  if (!map.has("skills")) return agent;
  YamlMap skills(map.node("skills"), fmt::format("skills of {}", map.what()), reading.mistakes);
  if (!skills.usable()) return agent;
  for (const auto& entry : map.node("skills")) {
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
    const auto proficiency = static_cast<std::uint8_t>(skills.number(name, 5, 1, 10));
    agent.skills.push_back({refer<core::SkillId>(reading, Kind::kSkill, name, entry.first.Mark()), proficiency});
  }
  return agent;
}

}  // namespace

std::vector<std::string> agent_keys(const YAML::Node& entry) {
  const YAML::Node key = entry["key"];
  if (key.IsDefined() && key.IsScalar()) return {key.Scalar()};
  const YAML::Node text = entry["range"];
  const auto range = text.IsDefined() && text.IsScalar() ? parse_range(text.Scalar()) : std::nullopt;
  std::vector<std::string> keys;
  if (!range) return keys;
  for (std::uint32_t n = range->from; n <= range->to; ++n) keys.push_back(fmt::format("{}{}", range->prefix, n));
  return keys;
}

void read_agents(const YAML::Node& list, Reading& reading, StoredKind& into) {
  if (!list.IsSequence()) return;
  for (const auto& entry : list) {
    YamlMap map(entry, "agent", reading.mistakes);
    if (!map.usable()) continue;
    const bool many = map.has("range");
    if (many && map.has("key")) map.wrong("range", "cannot stand beside 'key'; use one of them.");
    if (many && !parse_range(map.text("range"))) {
      map.wrong("range",
                fmt::format("is '{}'; write it like a1..a200, at most {} of them.", map.text("range"), kMostRange));
    }
    const auto keys = agent_keys(entry);
    map.rename(many ? fmt::format("agents '{}'", map.text("range")) : fmt::format("agent '{}'", map.text("key")));
    const core::Agent pattern = read_agent(map, reading);
    map.finish();
    for (const auto& key : keys) {
      const auto known = reading.valid[Kind::kAgent].find(key);
      if (known == reading.valid[Kind::kAgent].end()) continue;
      const auto digits = key.find_last_not_of("0123456789");
      const std::string n = key.substr(digits == std::string::npos ? 0 : digits + 1);
      core::Agent agent = pattern;
      agent.id = {reading.tenant, known->second};
      agent.key = key;
      agent.name = pattern.name.empty() ? key : fill(pattern.name, key, n);
      agent.number = fill(pattern.number, key, n);
      agent.address = fill(pattern.address, key, n);
      if (agent.device == core::DeviceKind::kOutside && agent.address.empty() && !agent.number.empty()) {
        if (!telephone_number(agent.number)) map.wrong("number", "is no telephone number that could be rung; add an 'address'.", {Rule::kNoTelephoneNumber, {}});
        agent.address = "tel:" + agent.number;
      }
      put(into, key, known->second, agent);
    }
  }
  if (into.size() > kMostAgents) {
    reading.mistakes.add(list.Mark(), fmt::format("There are {} agents; {} is the most.", into.size(), kMostAgents), {Rule::kTooMany, {std::to_string(kMostAgents)}});
  }
}

}  // namespace peal::settings
