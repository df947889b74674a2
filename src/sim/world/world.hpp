#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/seed.hpp"
#include "base/wire.hpp"
#include "core/audit/auditor.hpp"
#include "core/decide.hpp"
#include "core/view.hpp"
#include "sim/limits.hpp"
#include "sim/simulate.hpp"

namespace peal::sim {

using namespace core;
using base::Millis;
using base::Seconds;

inline constexpr TenantId kTenant{1};

/// A centre made by chance: 5 to 60 agents, a few queues, every policy.
[[nodiscard]] Settings make_settings(base::Seed& chance);
/// Another revision of it: somebody leaves or comes, a queue goes, flows change.
[[nodiscard]] Settings change_settings(const Settings& original, std::uint64_t revision, base::Seed& chance);

class World {
 public:
  explicit World(const SimOptions& options);
  [[nodiscard]] SimReport play();

 private:
  /// One end of a leg as its phone sees it.
  struct Leg {
    bool caller = false;
    bool up = false;
    bool bridged = false;
    AgentId agent;      ///< Of the legs that the core rings, and of internal calls.
    ContactId contact;
    Time last_signal;   ///< Order holds for each leg.
  };
  struct Person {
    AgentId id;
    UserId user;
    DeviceKind device = DeviceKind::kBrowser;
    bool device_up = false;
    bool at_work = false;
    std::uint32_t comings = 0;  ///< Of the device; an older plan to come back is off.
  };
  struct Event {
    Time at;
    std::uint64_t order = 0;
    std::uint32_t life = 0;  ///< Of the server; zero: outlives a crash.
    std::function<void()> act;
  };

  // Time and chance.
  [[nodiscard]] bool likely(std::uint32_t percent) { return chance_.below(100) < percent; }
  [[nodiscard]] Millis between(std::int64_t least_ms, std::int64_t most_ms) {
    return Millis{least_ms + static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(most_ms - least_ms + 1)))};
  }
  /// Exponentially spread, as arrivals and talks are.
  [[nodiscard]] Millis around(Millis mean);
  void after(Millis delay, std::function<void()> act);
  /// For people, who live on when the server crashes.
  void later(Millis delay, std::function<void()> act);
  void schedule(Time at, std::uint32_t life, std::function<void()> act);

  // The server and its journal.
  void deliver(const Signal& signal);
  void carry_out(const Outcome& outcome);
  void write(const Fact& fact);
  void take_snapshot();
  void crash();
  [[nodiscard]] StatePtr recover();
  void check();
  void fail(const std::string& what);
  [[nodiscard]] bool failed() const { return !report_.violations.empty(); }
  void finish();
  void break_rule(const Outcome& outcome);

  // Carriers and devices.
  /// Sends after the time a network takes; never overtakes on its leg.
  void tell(LegId leg, const Signal& signal, Millis delay);
  void tell_last(LegId leg, const Signal& signal);
  [[nodiscard]] Leg* alive(LegId leg);
  void carry_out(const AnswerLeg& command);
  void carry_out(const RejectLeg& command);
  void carry_out(const HangUpLeg& command);
  void carry_out(const RingLeg& command);
  void ring_outside(LegId id);
  void carry_out(const PlayPrompt& command);
  void carry_out(const PlayPosition& command);
  void carry_out(const BridgeLegs& command);
  void carry_out(const UnbridgeLegs& command);
  void carry_out(const StartRecording& command);
  void carry_out(const TakePin& command);
  void carry_out(const StopRecording& command);
  void carry_out(const FindCustomer& command);
  template <class Other>
  void carry_out(const Other&) {}

  // Callers.
  void next_arrival();
  void call(const std::string& dialled);
  void caller_leaves(LegId leg);
  void listen(LegId leg, PlayId play, Millis lasts);

  // Agents.
  void come_to_work(std::size_t nth);
  void look_at_desk(std::size_t nth);
  void device_comes(std::size_t nth, Millis delay);
  void device_goes(std::size_t nth);
  void reload(std::size_t nth, Millis away);
  void answer_or_not(LegId leg, Person& who);
  void talk(LegId caller, LegId agent);
  void give_away(AgentId agent, ContactId contact, UserId user);
  [[nodiscard]] QueueId some_queue();
  void during_talk(AgentId agent, ContactId contact, LegId leg);
  void write_up(const WrapUpStarted& fact);
  [[nodiscard]] Person* person(AgentId id);
  [[nodiscard]] std::size_t place_of(const Person& who) const;

  void next_settings_change();

  SimOptions options_;
  SimReport report_;
  base::Seed chance_;
  Time start_, now_, end_;
  StatePtr state_;
  Auditor auditor_;
  Settings settings_;
  std::uint64_t revision_ = 1;
  std::uint32_t life_ = 1;
  std::uint64_t order_ = 0;
  std::vector<Event> events_;
  std::unordered_map<LegId, Leg> legs_;
  std::vector<Person> people_;
  std::unordered_map<AgentId, std::size_t> places_;
  std::uint64_t next_leg_ = 0;
  std::vector<Time> crashes_due_;
  Millis between_calls_{1000};
  bool closed_ = false;
  std::string snapshot_;
  std::string journal_;  ///< Facts since the snapshot, as the journal writes them.
  Time next_snapshot_;
};

}  // namespace peal::sim
