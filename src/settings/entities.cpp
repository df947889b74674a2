#include "settings/entities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <type_traits>

#include "base/wire.hpp"

namespace peal::settings {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::array<std::string_view, kKinds> kNames{"tenant", "skill",  "agent",       "queue", "flow",
                                                      "number", "reason", "disposition", "user",  "trunk",
                                                      "conference"};

template <class T>
std::string in_words(const T& value) {
  if constexpr (std::is_same_v<T, std::string>)
    return value.empty() ? "nothing" : value;
  else if constexpr (std::is_same_v<T, bool>)
    return value ? "yes" : "no";
  else if constexpr (std::integral<T>)
    return fmt::format("{}", value);
  else if constexpr (std::is_same_v<T, base::Seconds>)
    return fmt::format("{} s", value.count());
  else
    return {};
}

template <class T>
std::vector<std::string> difference(const std::string& before, const std::string& after) {
  std::vector<std::string> found;
  const auto old_value = decode<T>(before);
  const auto new_value = decode<T>(after);
  if (!old_value || !new_value) return {"stored form"};
  constexpr auto names = base::field_names<T>();
  std::size_t index = 0;
  const auto compare = [&](const auto& was, const auto& is) {
    const auto name = names[index++];
    if (was == is) return;
    const std::string old_words = in_words(was);
    found.push_back(old_words.empty() ? std::string(name) : fmt::format("{} {} -> {}", name, old_words, in_words(is)));
  };
  std::apply(
      [&](const auto&... was) { std::apply([&](const auto&... is) { (compare(was, is), ...); }, new_value->tie()); },
      old_value->tie());
  return found;
}

// Runs with the type that a thing of this kind is stored as.
template <class Run>
auto with_body_of(Kind kind, Run run) {
  switch (kind) {
    case Kind::kTenant:
      return run(std::type_identity<TenantBody>{});
    case Kind::kSkill:
      return run(std::type_identity<core::Skill>{});
    case Kind::kAgent:
      return run(std::type_identity<core::Agent>{});
    case Kind::kQueue:
      return run(std::type_identity<core::Queue>{});
    case Kind::kFlow:
      return run(std::type_identity<core::Flow>{});
    case Kind::kNumber:
      return run(std::type_identity<core::Number>{});
    case Kind::kReason:
      return run(std::type_identity<core::NotReadyReason>{});
    case Kind::kDisposition:
      return run(std::type_identity<core::Disposition>{});
    case Kind::kTrunk:
      return run(std::type_identity<core::Trunk>{});
    case Kind::kConference:
      return run(std::type_identity<core::Conference>{});
    case Kind::kUser:
      break;
  }
  return run(std::type_identity<UserBody>{});
}

template <class T>
base::Status collect(const Entities& entities, Kind kind, std::vector<T>& into) {
  const auto found = entities.kinds.find(kind);
  if (found == entities.kinds.end()) return {};
  std::vector<const Stored*> ordered;
  for (const auto& [key, stored] : found->second) ordered.push_back(&stored);
  std::ranges::stable_sort(ordered, {}, &Stored::place);
  for (const Stored* stored : ordered) {
    auto value = decode<T>(stored->body);
    if (!value) return fail(value.error());
    into.push_back(std::move(*value));
  }
  return {};
}

}  // namespace

std::string_view kind_name(Kind kind) { return kNames[static_cast<std::size_t>(kind)]; }

template <class T>
std::string encode(const T& value) {
  std::string body;
  base::WireWriter(body).value(value);
  return body;
}

template <class T>
base::Result<T> decode(const std::string& body) {
  T value;
  base::WireReader reader(body);
  reader.value(value);
  if (reader.failed()) {
    return fail(
        ErrorCode::kCorrupt,
        fmt::format("A stored {} cannot be read; the database is damaged or of a newer release.", T::kTypeName));
  }
  return value;
}

#define PEAL_STORED(Type)                   \
  template std::string encode(const Type&); \
  template base::Result<Type> decode(const std::string&);
PEAL_STORED(TenantBody)
PEAL_STORED(core::Skill)
PEAL_STORED(core::Agent)
PEAL_STORED(core::Queue)
PEAL_STORED(core::Flow)
PEAL_STORED(core::Number)
PEAL_STORED(core::NotReadyReason)
PEAL_STORED(core::Disposition)
PEAL_STORED(UserBody)
PEAL_STORED(core::Trunk)
PEAL_STORED(core::Conference)
#undef PEAL_STORED

std::vector<std::string> describe_difference(Kind kind, const std::string& before, const std::string& after) {
  return with_body_of(kind, [&]<class T>(std::type_identity<T>) { return difference<T>(before, after); });
}

std::string in_present_form(Kind kind, const std::string& body) {
  return with_body_of(kind, [&]<class T>(std::type_identity<T>) {
    const auto value = decode<T>(body);
    return value ? encode(*value) : body;
  });
}

std::string with_flow_version(const std::string& body, std::uint32_t version) {
  auto flow = decode<core::Flow>(body);
  if (!flow) return body;
  flow->version = version;
  return encode(*flow);
}

std::uint32_t flow_version(const std::string& body) {
  const auto flow = decode<core::Flow>(body);
  return flow ? flow->version : 0;
}

base::Result<core::Centre> to_centre(const Entities& entities) {
  core::Centre centre;
  centre.tenant = entities.tenant;
  centre.key = entities.tenant_key;
  const auto tenant = entities.kinds.find(Kind::kTenant);
  if (tenant != entities.kinds.end() && !tenant->second.empty()) {
    auto body = decode<TenantBody>(tenant->second.begin()->second.body);
    if (!body) return fail(body.error());
    centre.name = body->name;
    centre.time_zone = body->time_zone;
    centre.language = body->language;
    centre.reconnect_grace = body->reconnect_grace;
    centre.park = body->park;
    centre.record_outside_calls = body->record_outside_calls;
  }
  std::vector<UserBody> users;
  base::Status done = collect(entities, Kind::kSkill, centre.skills);
  if (done) done = collect(entities, Kind::kAgent, centre.agents);
  if (done) done = collect(entities, Kind::kQueue, centre.queues);
  if (done) done = collect(entities, Kind::kFlow, centre.flows);
  if (done) done = collect(entities, Kind::kNumber, centre.numbers);
  if (done) done = collect(entities, Kind::kReason, centre.reasons);
  if (done) done = collect(entities, Kind::kDisposition, centre.dispositions);
  if (done) done = collect(entities, Kind::kTrunk, centre.trunks);
  if (done) done = collect(entities, Kind::kConference, centre.conferences);
  if (done) done = collect(entities, Kind::kUser, users);
  if (!done) return fail(done.error());
  std::map<core::AgentId, core::UserId> user_of;
  for (const auto& user : users) {
    if (user.agent.valid()) user_of[user.agent] = user.id;
  }
  for (auto& agent : centre.agents) {
    if (const auto user = user_of.find(agent.id); user != user_of.end()) agent.user = user->second;
  }
  return centre;
}

}  // namespace peal::settings
