#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/decide.hpp"

/// One inbound call through the rules: arrival, queue, offer, answer, end.
/// Work per event must grow with a logarithm only (promise 7).
namespace peal::core {
namespace {

constexpr TenantId kTenant{1};

Settings make_settings(std::uint64_t agents) {
  Centre centre;
  centre.tenant = kTenant;
  const SkillId skill{kTenant, 1};
  for (std::uint64_t i = 1; i <= agents; ++i) {
    Agent agent;
    agent.id = AgentId{kTenant, i};
    agent.key = "a" + std::to_string(i);
    agent.skills = {{skill, 5}};
    agent.device = DeviceKind::kOutside;
    agent.always_on = true;
    centre.agents.push_back(std::move(agent));
  }
  Queue queue;
  queue.id = QueueId{kTenant, 1};
  queue.skills = {{skill, 1}};
  queue.wrap_up_policy = WrapUpPolicy::kNone;
  queue.most_waiting = 1'000'000;
  queue.announce_every = base::Seconds{0};
  centre.queues = {queue};
  Flow flow;
  flow.id = FlowId{kTenant, 1};
  flow.start = "queue";
  flow.nodes = {{"queue", QueueNode{queue.id, 0, ""}}};
  centre.flows = {flow};
  Number number;
  number.id = NumberId{kTenant, 1};
  number.digits = "7000";
  number.flow = flow.id;
  centre.numbers = {number};
  Settings settings;
  settings.revision = 1;
  settings.centres = {centre};
  return settings;
}

class Bench {
 public:
  explicit Bench(std::uint64_t agents) {
    (void)decide(*state_, SettingsChanged{std::make_shared<Settings>(make_settings(agents))}, now_, 1);
  }
  LegId arrive() {
    const LegId leg{kTenant, next_leg_++};
    now_ += base::Millis{1};
    (void)decide(*state_, LegArrived{leg, LegSource::kTrunk, "7000", base::Personal{"+8613810298208"}, {}, {}, {}}, now_, 1);
    keep_offer(decide(*state_, LegAnswered{leg}, now_, 1));
    return leg;
  }
  void answer() {
    if (offered_.valid()) keep_offer(decide(*state_, LegAnswered{std::exchange(offered_, LegId{})}, now_, 1));
  }
  void hang_up(LegId leg) {
    const auto outcome = decide(*state_, LegHungUp{leg}, now_, 1);
    for (const auto& command : outcome.commands)
      if (const auto* stop = std::get_if<StopRecording>(&command))
        (void)decide(*state_, RecordingWritten{stop->recording, base::Millis{1}, 1, {}}, now_, 1);
    keep_offer(outcome);
  }

 private:
  void keep_offer(const Outcome& outcome) {
    for (const auto& command : outcome.commands)
      if (const auto* ring = std::get_if<RingLeg>(&command)) offered_ = ring->leg;
  }

  StatePtr state_ = make_state();
  Time now_ = base::from_unix_millis(1'795'000'000'000);
  std::uint64_t next_leg_ = 1;
  LegId offered_;
};

// Nobody waits, everybody is ready: arrival, offer, answer, end.
void BM_CallWithReadyAgents(benchmark::State& state) {
  Bench bench(static_cast<std::uint64_t>(state.range(0)));
  for (auto step : state) {
    const auto leg = bench.arrive();
    bench.answer();
    bench.hang_up(leg);
  }
}
BENCHMARK(BM_CallWithReadyAgents)->Arg(10)->Arg(1'000)->Arg(10'000);

// No agent: one more joins a long line and leaves it again.
void BM_CallIntoALongQueue(benchmark::State& state) {
  Bench bench(0);
  for (std::int64_t i = 0; i < state.range(0); ++i) bench.arrive();
  for (auto step : state) bench.hang_up(bench.arrive());
}
BENCHMARK(BM_CallIntoALongQueue)->Arg(10)->Arg(1'000)->Arg(100'000);

}  // namespace
}  // namespace peal::core
