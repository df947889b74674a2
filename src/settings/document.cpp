#include "settings/document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "base/ip_range.hpp"
#include "settings/limits.hpp"

namespace peal::settings {
namespace {

constexpr std::uint16_t kIdShard = 5;  // Ids made by settings.
constexpr std::int64_t kMostPriority = 1'000;
constexpr base::Seconds kHour{3600};

constexpr std::array<Section, 10> kSections{{{Kind::kSkill, "skills", "key"},
                                            {Kind::kAgent, "agents", "key"},
                                            {Kind::kQueue, "queues", "key"},
                                            {Kind::kFlow, "flows", "key"},
                                            {Kind::kTrunk, "trunks", "key"},
                                            {Kind::kConference, "conferences", "key"},
                                            {Kind::kNumber, "numbers", "digits"},
                                            {Kind::kReason, "reasons", "key"},
                                            {Kind::kDisposition, "dispositions", "key"},
                                            {Kind::kUser, "users", "key"}}};

bool good_key(const std::string& key, bool digits) {
  if (key.empty() || key.size() > kMostKeyBytes) return false;
  return std::ranges::all_of(key, [&](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || (digits && (c == '+' || c == '*' || c == '#'));
  });
}

// First pass: which names there will be, so that order in the file is free.
void collect_keys(const YAML::Node& document, const Section& section, Reading& reading) {
  auto& valid = reading.valid[section.kind];
  const YAML::Node list = document[section.name];
  if (!list.IsDefined()) {
    const auto present = reading.present.kinds.find(section.kind);
    if (present == reading.present.kinds.end()) return;
    for (const auto& [key, stored] : present->second) valid[key] = stored.id;
    return;
  }
  if (list.IsNull()) return;
  if (!list.IsSequence()) {
    reading.mistakes.add(list.Mark(),
                         fmt::format("{} must be a list: one '- {}: ...' for each.", section.name, section.key));
    return;
  }
  for (const auto& entry : list) {
    if (!entry.IsMap()) {
      reading.mistakes.add(entry.Mark(),
                           fmt::format("Each of {} must begin with '- {}: ...'.", section.name, section.key));
      continue;
    }
    std::vector<std::string> keys;
    if (section.kind == Kind::kAgent)
      keys = agent_keys(entry);
    else if (entry[section.key].IsDefined() && entry[section.key].IsScalar())
      keys = {entry[section.key].Scalar()};
    if (keys.empty()) {
      reading.mistakes.add(entry.Mark(),
                           fmt::format("This one of {} has no '{}'; add one.", section.name, section.key));
    }
    for (const auto& key : keys) {
      if (!good_key(key, section.kind == Kind::kNumber)) {
        reading.mistakes.add(entry.Mark(),
                             fmt::format("'{}' cannot be a {}; use up to {} letters, digits, '-', '_' or '.'.",
                                         key.substr(0, kMostKeyBytes), section.key, kMostKeyBytes),
                             {Rule::kKey, {std::to_string(kMostKeyBytes)}}, section.key);
      } else if (!valid.emplace(key, reading.ids.id(section.kind, key)).second) {
        reading.mistakes.add(entry.Mark(), fmt::format("There are two of {} with the {} '{}'; remove or rename one.",
                                                       section.name, section.key, key));
      }
    }
  }
}

template <class T, class Read>
void read_list(const YAML::Node& document, const Section& section, Reading& reading, Entities& wanted, Read read) {
  const YAML::Node list = document[section.name];
  auto& into = wanted.kinds[section.kind];
  if (!list.IsSequence()) return;
  for (const auto& entry : list) {
    YamlMap map(entry, std::string(kind_name(section.kind)), reading.mistakes);
    if (!map.usable()) continue;
    const std::string key = map.text(section.key);
    const auto known = reading.valid[section.kind].find(key);
    if (known == reading.valid[section.kind].end()) continue;  // Noted when keys were collected.
    map.rename(fmt::format("{} '{}'", kind_name(section.kind), key));
    T value;
    value.id = {reading.tenant, known->second};
    read(map, key, value);
    map.finish();
    put(into, key, known->second, value);
  }
}

void read_queue(YamlMap& map, Reading& reading, core::Queue& queue) {
  static const std::vector<std::string_view> kStrategies{"longest_idle", "round_robin",    "least_occupied",
                                                         "fewest_calls", "best_skill",     "top_down",
                                                         "ring_all",     "weighted_random"};
  static const std::vector<std::string_view> kPolicies{"none", "optional", "mandatory", "timed", "timed_early_exit"};
  const core::Queue usual;
  if (map.has("skills")) {
    YamlMap skills(map.node("skills"), fmt::format("skills of {}", map.what()), reading.mistakes);
    if (skills.usable()) {
      for (const auto& entry : map.node("skills")) {
        const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
        const auto least = static_cast<std::uint8_t>(skills.number(name, 1, 1, 10));
        queue.skills.push_back({refer<core::SkillId>(reading, Kind::kSkill, name, entry.first.Mark()), least});
      }
    }
  }
  queue.strategy = static_cast<core::Strategy>(map.one_of("strategy", kStrategies, 0));
  if (queue.strategy == core::Strategy::kRingAll || queue.strategy == core::Strategy::kWeightedRandom) {
    const auto able = fmt::format("{}", fmt::join(kStrategies.begin(), kStrategies.begin() + 6, ", "));
    map.wrong("strategy", fmt::format("is '{}', which this release cannot do yet; write one of: {}.", map.text("strategy"), able),
              {Rule::kNotYet, {able}});
  }
  queue.priority = static_cast<std::int32_t>(map.number("priority", 0, -kMostPriority, kMostPriority));
  queue.music = map.text("music", usual.music);
  queue.announce_every = map.seconds("announce_every", usual.announce_every, base::Seconds{0}, kHour);
  queue.offer_timeout = map.seconds("offer_timeout", usual.offer_timeout, base::Seconds{3}, base::Seconds{180});
  queue.wrap_up_policy = static_cast<core::WrapUpPolicy>(
      map.one_of("wrap_up_policy", kPolicies, static_cast<std::size_t>(usual.wrap_up_policy)));
  queue.wrap_up = map.seconds("wrap_up", usual.wrap_up, base::Seconds{0}, kHour);
  queue.record = map.truth("record", usual.record);
  queue.service_level = map.seconds("service_level", usual.service_level, base::Seconds{1}, kHour);
  queue.short_abandon = map.seconds("short_abandon", usual.short_abandon, base::Seconds{0}, kHour);
  queue.most_waiting = static_cast<std::uint32_t>(map.number("most_waiting", usual.most_waiting, 0, 1'000'000));
}

// An origin as browsers write it: scheme, host and at most a port (RFC 6454 6.2).
bool good_origin(std::string_view origin) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!origin.starts_with(scheme)) continue;
    const auto host = origin.substr(scheme.size());
    return !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
      return std::isdigit(c) != 0 || std::islower(c) != 0 || std::string_view("-.:[]").find(static_cast<char>(c)) != std::string_view::npos;
    });
  }
  return false;
}

void read_origins(YamlMap& map, TenantBody& body) {
  if (!map.has("allowed_origins")) return;
  const YAML::Node list = map.node("allowed_origins");
  if (!list.IsSequence()) return map.wrong("allowed_origins", "must be a list, such as [https://shop.example].");
  if (list.size() > kMostOrigins) return map.wrong("allowed_origins", fmt::format("has more than {} entries.", kMostOrigins));
  for (const auto& entry : list) {
    const std::string origin = entry.IsScalar() ? entry.Scalar() : "";
    if (good_origin(origin)) {
      body.allowed_origins.push_back(origin);
    } else {
      map.mistakes().add(entry.Mark(), fmt::format("'{}' is no origin of a web page; write scheme, host and at most a "
                                                   "port in small letters, such as https://shop.example.",
                                                   origin.substr(0, kMostKeyBytes)));
    }
  }
}

// Park places are dialled like extensions, so they are digits that can be counted on from.
void read_park(YamlMap& tenant, TenantBody& body) {
  if (!tenant.has("park")) return;
  YamlMap map(tenant.node("park"), "park of the tenant", tenant.mistakes());
  if (!map.usable()) return;
  body.park.first = map.text("first", body.park.first);
  const bool digits = !body.park.first.empty() && body.park.first.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || body.park.first.size() > kMostParkDigits)
    map.wrong("first", fmt::format("is '{}'; write the lowest number to dial, such as \"7001\".", body.park.first));
  body.park.places = static_cast<std::uint32_t>(map.number("places", body.park.places, 0, kMostParkPlaces));
  body.park.return_after = map.seconds("return_after", body.park.return_after, base::Seconds{10}, base::Seconds{3600});
  map.finish();
}

// As it is in force; nothing for a new one.
std::optional<TenantBody> present_tenant(const Reading& reading) {
  const auto tenants = reading.present.kinds.find(Kind::kTenant);
  if (tenants == reading.present.kinds.end() || tenants->second.empty()) return std::nullopt;
  auto body = decode<TenantBody>(tenants->second.begin()->second.body);
  return body ? std::optional(*std::move(body)) : std::nullopt;
}

// Whoever writes a part of the section means to change that part, and would
// find the rest back at its usual values, limits of calls to outside included.
void note_forgotten_name(const YamlMap& map, const std::optional<TenantBody>& before, Reading& reading) {
  if (!before || before->name.empty()) return;
  reading.mistakes.add(map.mark(), fmt::format("The tenant is called '{}' and this section gives it no 'name'. A section is the whole truth: what "
                                               "it leaves out goes back to the usual. Write all of it, or 'key' alone, which leaves the tenant as it is.",
                                               before->name.begin()->second));
}

void read_tenant(const YAML::Node& document, Reading& reading, Entities& wanted) {
  YamlMap map(document["tenant"], "tenant", reading.mistakes);
  if (!map.usable()) return;
  const std::string key = map.required_text("key");
  if (!good_key(key, false)) map.wrong("key", "may hold letters, digits, '-', '_' and '.' only.");
  const auto before = present_tenant(reading);
  // Its key alone says whose the file is, and nothing about it.
  if (before && document["tenant"].size() == 1) {
    reading.language = before->language;
    return map.finish();
  }
  TenantBody body;
  body.language = map.text("language", body.language);
  reading.language = body.language;
  body.name = map.translated("name", body.language);
  if (body.name.empty()) note_forgotten_name(map, before, reading);
  body.time_zone = map.text("time_zone", body.time_zone);
  body.country = map.text("country", body.country);
  if (body.country.size() != 2 || std::isupper(static_cast<unsigned char>(body.country[0])) == 0 ||
      std::isupper(static_cast<unsigned char>(body.country[1])) == 0) {
    map.wrong("country", fmt::format("is '{}'; write two capital letters, such as CN.", body.country));
  }
  body.reconnect_grace = map.seconds("reconnect_grace", body.reconnect_grace, base::Seconds{0}, base::Seconds{120});
  read_origins(map, body);
  read_park(map, body);
  body.record_outside_calls = map.truth("record_outside_calls", body.record_outside_calls);
  body.outside = read_outside(map, reading);
  if (map.has("never_banned")) {
    body.never_banned = read_texts(map, "never_banned", kMostAllowedSources, "[192.0.2.7, 198.51.100.0/24]",
                                   [](const std::string& text) { return base::parse_ip_range(text).has_value(); });
  }
  body.strangers = read_strangers(map, reading);
  if (map.has("busy_announcement")) body.busy_announcement = map.translated("busy_announcement", body.language);
  body.turn = read_turn(map, reading);
  map.finish();
  put(wanted.kinds[Kind::kTenant], key, reading.tenant.value, body);
}

template <class T>
void read_named(const YAML::Node& document, const Section& section, Reading& reading, Entities& wanted) {
  read_list<T>(document, section, reading, wanted, [&](YamlMap& map, const std::string& key, T& value) {
    value.key = key;
    value.name = map.translated("name", reading.language);
  });
}

void read_numbers(const YAML::Node& document, const Section& section, Reading& reading, Entities& wanted) {
  read_list<core::Number>(document, section, reading, wanted,
                          [&](YamlMap& map, const std::string& key, core::Number& number) {
                            number.digits = key;
                            number.name = map.translated("name", reading.language);
                            const std::string flow = map.required_text("flow");
                            if (!flow.empty())
                              number.flow = refer<core::FlowId>(reading, Kind::kFlow, flow, map.mark("flow"));
                            number.language = map.text("language", reading.language);
                            if (!map.has("trunk")) return;
                            number.trunk = refer<core::TrunkId>(reading, Kind::kTrunk, map.text("trunk"), map.mark("trunk"));
                          });
}

void read_users(const YAML::Node& document, const Section& section, Reading& reading, Entities& wanted) {
  std::map<std::string, std::string> agent_of;
  read_list<UserBody>(document, section, reading, wanted, [&](YamlMap& map, const std::string& key, UserBody& user) {
    static const std::vector<std::string_view> kRoles{"agent", "supervisor", "administrator"};
    user.key = key;
    user.name = map.required_text("name");
    if (!map.has("role")) (void)map.required_text("role");
    user.role = static_cast<Role>(map.one_of("role", kRoles, 0));
    user.language = map.text("language", reading.language);
    if (!map.has("agent")) return;
    const std::string agent = map.text("agent");
    user.agent = refer<core::AgentId>(reading, Kind::kAgent, agent, map.mark("agent"));
    if (const auto [other, fresh] = agent_of.emplace(agent, key); !fresh) {
      map.wrong("agent",
                fmt::format("is '{}', which user '{}' is already; give each agent one user.", agent, other->second),
                {Rule::kAgentHasUser, {other->second}});
    }
  });
}

void read_queues(const YAML::Node& document, const Section& section, Reading& reading, Entities& wanted) {
  read_list<core::Queue>(document, section, reading, wanted,
                         [&](YamlMap& map, const std::string& key, core::Queue& queue) {
                           queue.key = key;
                           queue.name = map.translated("name", reading.language);
                           read_queue(map, reading, queue);
                         });
}

}  // namespace

void IdBook::know(Kind kind, const std::string& key, std::uint64_t id) {
  ids_[{kind, key}] = id;
  last_ = std::max(last_, id);
}

std::uint64_t IdBook::id(Kind kind, const std::string& key) {
  auto& id = ids_[{kind, key}];
  if (id == 0) id = last_ = base::next_id_value(last_, now_, kIdShard);
  return id;
}

core::Prompt read_prompt(YamlMap& map, Reading& reading, bool required) {
  core::Prompt prompt{map.translated("text", reading.language), map.text("recording")};
  if (required && prompt.text.empty() && prompt.recording.empty()) {
    map.mistakes().add(map.mark(), fmt::format("{} says nothing; add 'text' or 'recording'.", map.what()));
  }
  return prompt;
}

std::string tenant_key(const YAML::Node& document, Mistakes& mistakes) {
  if (!document.IsMap() || !document["tenant"].IsMap() || !document["tenant"]["key"].IsDefined() ||
      !document["tenant"]["key"].IsScalar()) {
    mistakes.add(document.Mark(), "A settings file begins with 'tenant:' and, below it, 'key: ...'.");
    return {};
  }
  return document["tenant"]["key"].Scalar();
}

namespace {

void read_one(const YAML::Node& document, const Section& section, Reading& reading, Entities& wanted) {
  const YAML::Node list = document[section.name];
  if (!list.IsDefined()) return;
  switch (section.kind) {
    case Kind::kSkill:
      return read_named<core::Skill>(document, section, reading, wanted);
    case Kind::kReason:
      return read_named<core::NotReadyReason>(document, section, reading, wanted);
    case Kind::kDisposition:
      return read_named<core::Disposition>(document, section, reading, wanted);
    case Kind::kQueue:
      return read_queues(document, section, reading, wanted);
    case Kind::kNumber:
      return read_numbers(document, section, reading, wanted);
    case Kind::kUser:
      return read_users(document, section, reading, wanted);
    case Kind::kAgent:
      return read_agents(list, reading, wanted.kinds[Kind::kAgent]);
    case Kind::kFlow:
      return read_flows(list, reading, wanted.kinds[Kind::kFlow]);
    case Kind::kTrunk:
      return read_trunks(list, reading, wanted.kinds[Kind::kTrunk]);
    case Kind::kConference:
      return read_conferences(list, reading, wanted.kinds[Kind::kConference]);
    case Kind::kTenant:
      return;
  }
}

}  // namespace

std::span<const Section> sections() { return kSections; }

const Section* find_section(std::string_view name) {
  const auto found = std::ranges::find(kSections, name, [](const Section& section) { return std::string_view(section.name); });
  return found == kSections.end() ? nullptr : &*found;
}

void read_document(const YAML::Node& document, Reading& reading, Entities& wanted) {
  YamlMap top(document, "the file", reading.mistakes);
  (void)top.has("tenant");
  read_tenant(document, reading, wanted);
  for (const auto& section : kSections) {
    (void)top.has(section.name);
    collect_keys(document, section, reading);
  }
  top.finish();
  for (const auto& section : kSections) read_one(document, section, reading, wanted);
}

void read_section(const YAML::Node& document, Kind kind, Reading& reading, Entities& wanted) {
  for (const auto& section : kSections) collect_keys(document, section, reading);
  for (const auto& section : kSections) {
    if (section.kind == kind) read_one(document, section, reading, wanted);
  }
}

}  // namespace peal::settings
