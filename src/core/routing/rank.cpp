#include "core/routing/rank.hpp"

#include <algorithm>

namespace peal::core::routing {
namespace {

const AgentSkill* skill_of(const Agent& agent, SkillId skill) {
  const auto has = [&](const AgentSkill& each) { return each.skill == skill; };
  const auto found = std::ranges::find_if(agent.skills, has);
  return found == agent.skills.end() ? nullptr : &*found;
}

// Sum of the proficiencies that the pool asks for.
std::int64_t proficiency(const Agent& agent, const Pool& pool) {
  std::int64_t sum = 0;
  for (const auto& need : pool.need)
    if (const auto* skill = skill_of(agent, need.skill)) sum += skill->proficiency;
  return sum;
}

}  // namespace

bool meets(const Agent& agent, const Pool& pool) {
  return std::ranges::all_of(pool.need, [&](const SkillRequirement& need) {
    const auto* skill = skill_of(agent, need.skill);
    return skill != nullptr && skill->proficiency >= need.least;
  });
}

std::int64_t rank(const LiveAgent& agent, const Pool& pool) {
  switch (pool.strategy) {
    case Strategy::kRoundRobin: return base::unix_millis(agent.last_offered);
    case Strategy::kLeastOccupied: return agent.talked.count();
    case Strategy::kFewestCalls: return agent.handled;
    case Strategy::kBestSkill: return -proficiency(*agent.config, pool);
    case Strategy::kTopDown: return static_cast<std::int64_t>(agent.id.value);
    case Strategy::kLongestIdle:
    case Strategy::kRingAll:
    case Strategy::kWeightedRandom: break;
  }
  return 0;  // The tie-break of ReadyKey: longest ready.
}

}  // namespace peal::core::routing
