#include <fmt/format.h>

#include "settings/document.hpp"

/// What a change takes away must not be what something else, kept, refers to.
namespace peal::settings {
namespace {

template <class T, class IdType>
void check_reference(const std::vector<T>& things, IdType id, std::string_view from, std::string_view kind,
                     const Removing& removing) {
  for (const auto& thing : things) {
    if (thing.id == id) return;
  }
  const YAML::Node section = removing.document[fmt::format("{}s", kind)];
  removing.mistakes.add(
      section.IsDefined() ? section.Mark() : removing.document.Mark(),
      fmt::format("{}, kept from before, needs a {} that this file removes; name both sections in the file.", from, kind),
      {Rule::kStillNeeded, {std::string(from)}});
}

// Sections that the file leaves out stay; what they refer to must stay too.
void check_kept_things(const core::Centre& centre, const Entities& wanted, const Removing& removing) {
  const auto kept = [&](Kind kind) { return !wanted.kinds.contains(kind); };
  for (const auto& agent : centre.agents) {
    if (!kept(Kind::kAgent)) break;
    for (const auto& skill : agent.skills)
      check_reference(centre.skills, skill.skill, "Agent " + agent.key, "skill", removing);
  }
  for (const auto& queue : centre.queues) {
    if (!kept(Kind::kQueue)) break;
    for (const auto& skill : queue.skills)
      check_reference(centre.skills, skill.skill, "Queue " + queue.key, "skill", removing);
  }
  for (const auto& flow : centre.flows) {
    if (!kept(Kind::kFlow)) break;
    for (const auto& node : flow.nodes) {
      const auto* queue = std::get_if<core::QueueNode>(&node.kind);
      if (queue != nullptr) check_reference(centre.queues, queue->queue, "Flow " + flow.key, "queue", removing);
      const auto* room = std::get_if<core::ConferenceNode>(&node.kind);
      if (room != nullptr) check_reference(centre.conferences, room->conference, "Flow " + flow.key, "conference", removing);
    }
  }
  for (const auto& number : centre.numbers) {
    if (!kept(Kind::kNumber)) break;
    check_reference(centre.flows, number.flow, "Number " + number.digits, "flow", removing);
    if (number.trunk.valid()) check_reference(centre.trunks, number.trunk, "Number " + number.digits, "trunk", removing);
  }
}

base::Status check_users(const Entities& merged, const Entities& wanted, const core::Centre& centre,
                         const Removing& removing) {
  const auto users = merged.kinds.find(Kind::kUser);
  if (wanted.kinds.contains(Kind::kUser) || users == merged.kinds.end()) return {};
  for (const auto& [key, stored] : users->second) {
    auto user = decode<UserBody>(stored.body);
    if (!user) return base::fail(user.error());
    if (user->agent.valid()) check_reference(centre.agents, user->agent, "User " + key, "agent", removing);
  }
  return {};
}

}  // namespace

base::Status check_kept(const core::Centre& centre, const Entities& merged, const Entities& wanted, const Removing& removing) {
  check_kept_things(centre, wanted, removing);
  return check_users(merged, wanted, centre, removing);
}

}  // namespace peal::settings
