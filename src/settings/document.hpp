#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "settings/entities.hpp"
#include "settings/yaml_map.hpp"

namespace peal::settings {

/// Ids by kind and key: a key that was ever used keeps its id.
class IdBook {
 public:
  IdBook(core::TenantId tenant, core::Time now) : tenant_(tenant), now_(now) {}
  void know(Kind kind, const std::string& key, std::uint64_t id);
  /// The known id, or a new one.
  [[nodiscard]] std::uint64_t id(Kind kind, const std::string& key);

 private:
  core::TenantId tenant_;
  core::Time now_;
  std::uint64_t last_ = 0;
  std::map<std::pair<Kind, std::string>, std::uint64_t> ids_;
};

/// What reading of one document needs to know and where mistakes go.
struct Reading {
  core::TenantId tenant;
  const Entities& present;  ///< In force now, for sections that the file leaves out.
  IdBook& ids;
  Mistakes& mistakes;
  std::string language = "zh-CN";                              ///< The tenant's.
  std::map<Kind, std::map<std::string, std::uint64_t>> valid;  ///< Keys that may be referred to.
};

/// The id of the thing called `name`; a mistake when there is none.
template <class IdType>
[[nodiscard]] IdType refer(Reading& reading, Kind kind, const std::string& name, const YAML::Mark& mark) {
  const auto& names = reading.valid[kind];
  if (const auto found = names.find(name); found != names.end()) return IdType{reading.tenant, found->second};
  std::vector<std::string> all;
  for (const auto& [key, id] : names) all.push_back(key);
  const std::string near = nearest_word(name, all);
  reading.mistakes.add(mark,
                       near.empty() ? fmt::format("There is no {} '{}'; add it or name another.", kind_name(kind), name)
                                    : fmt::format("There is no {} '{}'; did you mean '{}'?", kind_name(kind), name, near),
                       {Rule::kNoSuch, {name}});
  return {};
}

/// Every section of the document, encoded; mistakes are in reading.mistakes.
void read_document(const YAML::Node& document, Reading& reading, Entities& wanted);
/// Only the section of `kind`; what else the document could refer to is as it is at present.
void read_section(const YAML::Node& document, Kind kind, Reading& reading, Entities& wanted);

/// How a section is called in the file, and what names its entries there.
struct Section {
  Kind kind;
  const char* name;
  const char* key;
};
/// All but the tenant itself, in the order in which they are read and written.
[[nodiscard]] std::span<const Section> sections();
/// Null: there is no such section.
[[nodiscard]] const Section* find_section(std::string_view name);

/// Where it is noted that a change takes away what is still needed.
struct Removing {
  const YAML::Node& document;
  Mistakes& mistakes;
};
/// Notes what two have that a phone could dial. `centre` is what would be in force, `wanted` the sections of `document`.
void check_dialled(const core::Centre& centre, const Entities& wanted, const YAML::Node& document, Mistakes& mistakes);
/// `merged`, and `centre` made of it, are what would be in force; `wanted` are the sections that change.
[[nodiscard]] base::Status check_kept(const core::Centre& centre, const Entities& merged, const Entities& wanted,
                                      const Removing& removing);
/// The key of the document's tenant; empty and a mistake when there is none.
[[nodiscard]] std::string tenant_key(const YAML::Node& document, Mistakes& mistakes);

// The sections with rules of their own.
void read_agents(const YAML::Node& list, Reading& reading, StoredKind& into);
void read_flows(const YAML::Node& list, Reading& reading, StoredKind& into);
void read_conferences(const YAML::Node& list, Reading& reading, StoredKind& into);
void read_trunks(const YAML::Node& list, Reading& reading, StoredKind& into);
/// Keys that an entry of `agents` stands for: one, or those of its range.
[[nodiscard]] std::vector<std::string> agent_keys(const YAML::Node& entry);
/// Notes what is wrong with a finished flow.
void check_flow(const core::Flow& flow, const std::map<std::string, YAML::Mark>& marks, const YAML::Mark& mark,
                Mistakes& mistakes);

/// The key `outside` of a tenant.
[[nodiscard]] core::OutsideRules read_outside(YamlMap& tenant, Reading& reading);
[[nodiscard]] core::StrangerRules read_strangers(YamlMap& tenant, Reading& reading);
[[nodiscard]] TurnServers read_turn(YamlMap& tenant, Reading& reading);
/// A list of texts that are each `good`; `example` shows how they are written.
[[nodiscard]] std::vector<std::string> read_texts(YamlMap& map, const char* key, std::size_t most, std::string_view example,
                                                  const std::function<bool(const std::string&)>& good);

[[nodiscard]] core::Prompt read_prompt(YamlMap& map, Reading& reading, bool required);
/// Adds an encoded thing at the end of its section.
template <class T>
void put(StoredKind& into, const std::string& key, std::uint64_t id, const T& value) {
  into[key] = Stored{id, static_cast<std::int64_t>(into.size()), encode(value)};
}

}  // namespace peal::settings
