#include "settings/lines.hpp"

/// Agents, users, queues, numbers and conferences as the settings file writes them.
namespace peal::settings {
namespace {

template <class Skills, class Level>
Lines skill_lines(const Skills& skills, Level level, const Referring& referring) {
  Lines lines;
  for (const auto& each : skills) {
    auto key = referring.key(Kind::kSkill, each.skill.value);
    if (!key.empty()) lines.push_back({std::move(key), {std::int64_t{each.*level}}});
  }
  return lines;
}

}  // namespace

Lines lines_of(const core::Agent& agent, const Referring& referring) {
  const core::Agent usual;
  LineWriter lines;
  lines.text("key", agent.key).text("name", agent.name, agent.key).text("number", agent.number);
  lines.word("device", agent.device, usual.device, {"browser", "phone", "outside"});
  // The number itself is rung where no address says otherwise.
  const bool by_number = agent.device == core::DeviceKind::kOutside && !agent.number.empty() && agent.address == "tel:" + agent.number;
  if (!by_number) lines.text("address", agent.address);
  lines.truth("always_on", agent.always_on, usual.always_on).text("language", agent.language, referring.language());
  lines.text("pickup_group", agent.pickup_group).truth("may_call_outside", agent.may_call_outside, usual.may_call_outside);
  lines.truth("call_waiting", agent.call_waiting, usual.call_waiting).seconds("ring_for", agent.ring_for, usual.ring_for);
  return lines.map("skills", skill_lines(agent.skills, &core::AgentSkill::proficiency, referring)).take();
}

Lines lines_of(const UserBody& user, const Referring& referring) {
  return LineWriter()
      .text("key", user.key)
      .text("name", user.name)
      .always("role", {std::string(role_name(user.role))})
      .text("agent", user.agent.valid() ? referring.key(Kind::kAgent, user.agent.value) : std::string())
      .text("language", user.language, referring.language())
      .take();
}

Lines lines_of(const core::Number& number, const Referring& referring) {
  return LineWriter()
      .text("digits", number.digits)
      .translated("name", number.name)
      .text("flow", referring.key(Kind::kFlow, number.flow.value))
      .text("language", number.language, referring.language())
      .text("trunk", number.trunk.valid() ? referring.key(Kind::kTrunk, number.trunk.value) : std::string())
      .take();
}

Lines lines_of(const core::Queue& queue, const Referring& referring) {
  const core::Queue usual;
  return LineWriter()
      .text("key", queue.key)
      .translated("name", queue.name)
      .map("skills", skill_lines(queue.skills, &core::SkillRequirement::least, referring))
      .word("strategy", queue.strategy, usual.strategy,
            {"longest_idle", "round_robin", "least_occupied", "fewest_calls", "best_skill", "top_down", "ring_all", "weighted_random"})
      .number("priority", queue.priority, usual.priority)
      .text("music", queue.music, usual.music)
      .seconds("announce_every", queue.announce_every, usual.announce_every)
      .seconds("offer_timeout", queue.offer_timeout, usual.offer_timeout)
      .word("wrap_up_policy", queue.wrap_up_policy, usual.wrap_up_policy, {"none", "optional", "mandatory", "timed", "timed_early_exit"})
      .seconds("wrap_up", queue.wrap_up, usual.wrap_up)
      .truth("record", queue.record, usual.record)
      .seconds("service_level", queue.service_level, usual.service_level)
      .seconds("short_abandon", queue.short_abandon, usual.short_abandon)
      .number("most_waiting", queue.most_waiting, usual.most_waiting)
      .take();
}

Lines lines_of(const core::Conference& room) {
  const core::Conference usual;
  return LineWriter()
      .text("key", room.key)
      .translated("name", room.name)
      .text("number", room.number)
      .truth("pin", room.has_pin, true)
      .truth("wait_for_host", room.wait_for_host, usual.wait_for_host)
      .truth("host_pin", room.has_host_pin, room.wait_for_host)
      .number("most_parties", room.most_parties, usual.most_parties)
      .truth("tones", room.tones, usual.tones)
      .truth("record", room.record, usual.record)
      .text("music", room.music, usual.music)
      .take();
}

}  // namespace peal::settings
