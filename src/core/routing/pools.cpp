#include "core/routing/pools.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/assert.hpp"
#include "core/routing/rank.hpp"

namespace peal::core::routing {
namespace {

void note_matchable(State& state, std::uint32_t index) {
  if (state.pools[index].can_match()) state.matchable.insert(index);
  else state.matchable.erase(index);
}

Standing standing_of(const LiveAgent& agent) {
  if (agent.status == AgentStatus::kSignedOut) return Standing::kSignedOut;
  if (!agent.idle()) return Standing::kBusy;
  return agent.status == AgentStatus::kReady && agent.reachable() ? Standing::kReady : Standing::kAway;
}

std::uint32_t& counted(LiveQueue& queue, Standing standing) {
  return standing == Standing::kReady ? queue.ready : standing == Standing::kBusy ? queue.busy : queue.away;
}

void count(State& state, const LiveAgent& agent, Standing standing, bool in) {
  if (standing == Standing::kSignedOut) return;
  for (const auto id : agent.queues) {
    auto* queue = state.queue(id);
    if (queue == nullptr) continue;
    std::uint32_t& number = counted(*queue, standing);
    PEAL_ASSERT(in || (number > 0 && queue->signed_in > 0));
    number += in ? 1U : ~0U;
    queue->signed_in += in ? 1U : ~0U;
  }
}

ReadyKey ready_key(const LiveAgent& agent, std::size_t nth) {
  return ReadyKey{agent.ranks[nth], agent.pooled_since, agent.id};
}

void leave_pools(State& state, LiveAgent& agent) {
  for (std::size_t i = 0; i < agent.pools.size(); ++i) {
    state.pools[agent.pools[i]].ready.erase(ready_key(agent, i));
    note_matchable(state, agent.pools[i]);
  }
  agent.pooled = false;
}

void join_pools(State& state, LiveAgent& agent) {
  agent.pooled = true;
  agent.pooled_since = std::max(agent.activity_since, agent.status_since);
  agent.ranks.clear();
  for (std::size_t i = 0; i < agent.pools.size(); ++i) {
    agent.ranks.push_back(rank(agent, state.pools[agent.pools[i]]));
    state.pools[agent.pools[i]].ready.insert(ready_key(agent, i));
    note_matchable(state, agent.pools[i]);
  }
}

// A ready agent who cannot be reached gets the reconnect grace, then must say
// Ready again; a call in progress has its own grace.
void keep_grace(State& state, LiveAgent& agent, Time at) {
  const bool missing = agent.status == AgentStatus::kReady && agent.idle() && !agent.reachable();
  if (!missing) return state.clear(agent.device_grace);
  if (agent.device_grace.on()) return;
  const auto* centre = state.centre(agent.id.tenant);
  const auto grace = centre == nullptr ? base::Seconds{0} : centre->reconnect_grace;
  state.arm(agent.device_grace, at + grace, TimerKind::kDeviceGrace, agent.id.tenant, agent.id.value);
}

std::vector<SkillRequirement> normalised(std::vector<SkillRequirement> need) {
  std::ranges::sort(need, {}, [](const SkillRequirement& each) { return std::pair(each.skill, -int{each.least}); });
  const auto same = std::ranges::unique(need, {}, &SkillRequirement::skill);
  need.erase(same.begin(), same.end());
  return need;
}

}  // namespace

void refresh(State& state, LiveAgent& agent, Time at) {
  if (const auto now = standing_of(agent); now != agent.standing) {
    count(state, agent, agent.standing, false);
    agent.standing = now;
    count(state, agent, now, true);
  }
  const bool wanted = agent.standing == Standing::kReady && !agent.retired;
  if (agent.pooled && !wanted) leave_pools(state, agent);
  if (!agent.pooled && wanted) join_pools(state, agent);
  keep_grace(state, agent, at);
}

WaitKey wait_key(const LiveContact& contact) {
  const auto& visit = *contact.visit;
  return WaitKey{-std::int64_t{visit.priority}, visit.at_head ? Time{} : visit.since, visit.id, contact.id};
}

void join(State& state, const LiveContact& contact) {
  const auto* queue = state.queue(contact.visit->queue);
  if (queue == nullptr) return;
  state.pools[queue->pool].waiting.insert(wait_key(contact));
  note_matchable(state, queue->pool);
}

void leave(State& state, const LiveContact& contact) {
  const auto* queue = state.queue(contact.visit->queue);
  if (queue == nullptr) return;
  state.pools[queue->pool].waiting.erase(wait_key(contact));
  note_matchable(state, queue->pool);
}

void enter_line(State& state, const LiveContact& contact) {
  auto* queue = state.queue(contact.visit->queue);
  if (queue == nullptr) return;
  queue->line.insert(wait_key(contact));
  queue->by_arrival.emplace(contact.visit->since, contact.visit->id);
}

void leave_line(State& state, const LiveContact& contact) {
  auto* queue = state.queue(contact.visit->queue);
  if (queue == nullptr) return;
  queue->line.erase(wait_key(contact));
  queue->by_arrival.erase({contact.visit->since, contact.visit->id});
  // A removed queue goes when its last caller has gone; its pool stays until
  // the settings change again.
  if (queue->retired && queue->line.empty()) state.queues.erase(queue->id);
}

void rebuild(State& state, Time at) {
  state.pools.clear();
  state.matchable.clear();
  using Key = std::tuple<TenantId, std::vector<std::pair<SkillId, std::uint8_t>>, Strategy>;
  std::map<Key, std::uint32_t> made;
  std::map<TenantId, std::vector<std::pair<std::uint32_t, QueueId>>> by_tenant;
  for (const auto id : sorted_ids(state.queues)) {
    auto& queue = *state.queue(id);
    auto need = normalised(queue.config->skills);
    Key key{id.tenant, {}, queue.config->strategy};
    for (const auto& each : need) std::get<1>(key).emplace_back(each.skill, each.least);
    const auto [place, is_new] = made.try_emplace(key, static_cast<std::uint32_t>(state.pools.size()));
    if (is_new) state.pools.push_back(Pool{id.tenant, std::move(need), queue.config->strategy, {}, {}});
    queue.pool = place->second;
    queue.signed_in = queue.ready = queue.busy = queue.away = 0;
    by_tenant[id.tenant].emplace_back(queue.pool, id);
  }
  for (const auto id : sorted_ids(state.agents)) {
    auto& agent = *state.agent(id);
    agent.pools.clear();
    agent.queues.clear();
    agent.pooled = false;
    agent.standing = Standing::kSignedOut;
    std::map<std::uint32_t, bool> met;
    for (const auto& [pool, queue] : by_tenant[id.tenant]) {
      const auto [known, first] = met.try_emplace(pool, false);
      if (first) known->second = meets(*agent.config, state.pools[pool]);
      if (!known->second) continue;
      if (first) agent.pools.push_back(pool);
      agent.queues.push_back(queue);
    }
    refresh(state, agent, at);
  }
  for (const auto id : sorted_ids(state.contacts)) {
    const auto& contact = *state.contact(id);
    if (contact.visit && !contact.offer) join(state, contact);
  }
}

}  // namespace peal::core::routing
