#include "core/settings/adopt.hpp"

#include <unordered_set>

#include "core/apply.hpp"
#include "core/limits.hpp"
#include "core/routing/pools.hpp"
#include "core/seat/seat.hpp"

namespace peal::core {
namespace settings {
namespace {

// The value that is known is kept, so that calls in a flow that did not change
// still share it with the new ones.
template <class Value>
void keep_or_copy(std::shared_ptr<const Value>& known, const Value& adopted) {
  if (known == nullptr || !(*known == adopted)) known = std::make_shared<const Value>(adopted);
}

void adopt_flows(State& state, const Centre& centre, std::unordered_set<FlowId>& seen) {
  for (const auto& flow : centre.flows) {
    keep_or_copy(state.flows[flow.id], flow);
    seen.insert(flow.id);
  }
}

void adopt_queues(State& state, const Centre& centre, std::unordered_set<QueueId>& seen) {
  for (const auto& queue : centre.queues) {
    auto& live = state.queues[queue.id];
    live.id = queue.id;
    live.retired = false;
    keep_or_copy(live.config, queue);
    seen.insert(queue.id);
  }
}

void adopt_agents(State& state, const Centre& centre, std::unordered_set<AgentId>& seen) {
  for (const auto& agent : centre.agents) {
    auto& live = state.agents[agent.id];
    live.id = agent.id;
    live.retired = false;
    keep_or_copy(live.config, agent);
    if (!agent.always_on) state.clear(live.rest);
    seen.insert(agent.id);
  }
}

void retire_the_rest(State& state, const std::unordered_set<QueueId>& queues, const std::unordered_set<AgentId>& agents) {
  for (const auto id : sorted_ids(state.queues)) {
    auto& queue = *state.queue(id);
    if (queues.contains(id)) continue;
    queue.retired = true;
    if (queue.line.empty()) state.queues.erase(id);
  }
  for (const auto id : sorted_ids(state.agents)) {
    auto& agent = *state.agent(id);
    if (agents.contains(id)) continue;
    agent.retired = true;
    if (agent.status != AgentStatus::kSignedOut || !agent.idle()) continue;
    state.clear(agent.device_grace);
    state.clear(agent.rest);
    state.agents.erase(id);
  }
}

}  // namespace

void adopt(State& state, std::shared_ptr<const Settings> adopted) {
  state.settings = std::move(adopted);
  state.centres.clear();
  state.numbers.clear();
  state.extensions.clear();
  state.conference_numbers.clear();
  std::unordered_set<FlowId> flows;
  std::unordered_set<QueueId> queues;
  std::unordered_set<AgentId> agents;
  for (const auto& centre : state.settings->centres) {
    state.centres[centre.tenant] = &centre;
    for (const auto& agent : centre.agents)
      if (!agent.number.empty()) state.extensions.emplace(std::pair(centre.tenant, agent.number), agent.id);
    for (const auto& room : centre.conferences)
      if (!room.number.empty()) state.conference_numbers.emplace(std::pair(centre.tenant, room.number), room.id);
    for (const auto& number : centre.numbers) state.numbers[number.digits].emplace_back(centre.tenant, &number);
    adopt_flows(state, centre, flows);
    adopt_queues(state, centre, queues);
    adopt_agents(state, centre, agents);
  }
  std::erase_if(state.flows, [&](const auto& item) { return !flows.contains(item.first); });
  retire_the_rest(state, queues, agents);
  seat::empty_seats(state);
}

}  // namespace settings

namespace applying {

void on(State& state, const Envelope& fact, const SettingsAdopted& body) {
  settings::adopt(state, std::make_shared<const Settings>(body.settings));
  routing::rebuild(state, fact.at);
}

void on(State& state, const Envelope& fact, const SystemRestarted&) {
  state.draining = false;
  // Registrations and connections did not outlive the process.
  for (const auto id : sorted_ids(state.agents)) {
    auto& agent = *state.agent(id);
    agent.device_up = agent.seat_up = false;
    routing::refresh(state, agent, fact.at);
  }
  for (const auto id : sorted_ids(state.recordings))
    state.arm(state.recordings.at(id).written_by, fact.at + limits::kRecordingWritten, TimerKind::kRecording, id.tenant,
              id.value);
}

void on(State& state, const Envelope&, const DrainStarted&) { state.draining = true; }

}  // namespace applying
}  // namespace peal::core
