#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/audit/auditor.hpp"
#include "core/decide.hpp"
#include "core/limits.hpp"
#include "core/view.hpp"

/// A small centre on which tests play scenes: signals in, facts and commands
/// out, the promises checked after each.
namespace peal::core::testing {

using namespace std::chrono_literals;

inline constexpr TenantId kTenant{1};
template <class IdType>
constexpr IdType id(std::uint64_t value) {
  return IdType{kTenant, value};
}
inline constexpr auto kSales = id<QueueId>(101);
inline constexpr auto kSupport = id<QueueId>(102);
inline constexpr auto kSalesSkill = id<SkillId>(201);
inline constexpr auto kSupportSkill = id<SkillId>(202);
inline constexpr auto kLunch = id<ReasonId>(301);
inline constexpr auto kSold = id<DispositionId>(401);
inline constexpr auto kWang = id<AgentId>(501);
inline constexpr auto kLi = id<AgentId>(502);
inline constexpr auto kZhao = id<AgentId>(503);  ///< Support only.
inline constexpr auto kMenuFlow = id<FlowId>(601);
inline constexpr auto kEchoFlow = id<FlowId>(602);
inline constexpr auto kDirectFlow = id<FlowId>(603);
inline constexpr auto kConferenceFlow = id<FlowId>(604);
inline constexpr auto kBoard = id<ConferenceId>(901);  ///< Dialled as 6000 by phones, as 5000 from outside.
inline UserId user_of(AgentId agent) { return id<UserId>(agent.value + 1000); }

inline Prompt say(const std::string& text) { return Prompt{{{"en-US", text}}, {}}; }

Agent make_agent(AgentId who, const std::string& key, std::vector<AgentSkill> skills);

Queue make_queue(QueueId which, const std::string& key, SkillId skill);

Flow menu_flow();

Settings make_settings();

class Stage {
 public:
  explicit Stage(Settings settings = make_settings());
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  [[nodiscard]] State& state() { return *state_; }
  [[nodiscard]] Settings& settings() { return settings_; }
  [[nodiscard]] Centre& centre() { return settings_.centres.front(); }
  [[nodiscard]] Time now() const { return now_; }

  /// One signal at the present time; what it led to is in facts() and commands().
  void send(const Signal& signal);
  /// One more in the same breath.
  void play(const Signal& signal);
  /// Lets time pass, and every timer fire when it is due.
  void wait(base::Millis span);
  void change_settings();

  /// Of the last send() or wait().
  [[nodiscard]] std::vector<Fact> facts() const;
  [[nodiscard]] std::vector<Command> commands() const;
  [[nodiscard]] const std::deque<Fact>& all_facts() const { return all_facts_; }

  /// The last fact (command) of this kind since the stage began; null if none.
  template <class Body>
  [[nodiscard]] const Body* last_fact() const {
    for (auto at = all_facts_.rbegin(); at != all_facts_.rend(); ++at)
      if (const auto* body = std::get_if<Body>(&at->body)) return body;
    return nullptr;
  }
  template <class Kind>
  [[nodiscard]] const Kind* last_command() const {
    for (auto at = all_commands_.rbegin(); at != all_commands_.rend(); ++at)
      if (const auto* kind = std::get_if<Kind>(&*at)) return kind;
    return nullptr;
  }
  /// The first one of the last send() or wait(); it stays where it is.
  template <class Body>
  [[nodiscard]] const Body* fact() const {
    for (auto at = all_facts_.begin() + first_fact_; at != all_facts_.end(); ++at)
      if (const auto* body = std::get_if<Body>(&at->body)) return body;
    return nullptr;
  }
  template <class Kind>
  [[nodiscard]] const Kind* command() const {
    for (auto at = all_commands_.begin() + first_command_; at != all_commands_.end(); ++at)
      if (const auto* kind = std::get_if<Kind>(&*at)) return kind;
    return nullptr;
  }
  template <class Body>
  [[nodiscard]] std::size_t count() const {
    const auto is_one = [](const Fact& fact) { return std::holds_alternative<Body>(fact.body); };
    return static_cast<std::size_t>(std::ranges::count_if(all_facts_, is_one));
  }
  [[nodiscard]] std::string refusal() const;

  // Short scenes.
  LegId arrive(const std::string& dialled = "7000");
  /// A caller who waits for sales (or is offered at once).
  struct Caller {
    LegId leg;
    ContactId contact;
  };
  Caller call(const std::string& dialled = "7000");
  void ready(AgentId agent);
  /// The leg that rings for the last offer.
  [[nodiscard]] LegId ringing_leg() const;
  /// A call of the agent's own phone.
  LegId dial(AgentId agent, const std::string& dialled);
  /// A caller in talk with the agent, who is the only one ready for sales.
  Caller talk(AgentId agent);
  [[nodiscard]] AgentView agent(AgentId who) const;
  [[nodiscard]] ContactView contact(ContactId which) const;
  [[nodiscard]] QueueView queue(QueueId which) const;
  [[nodiscard]] bool gone(ContactId which) const;

 private:
  void begin();

  StatePtr state_;
  Settings settings_;
  Auditor auditor_;
  Time now_ = base::from_unix_millis(1'795'000'000'000);
  std::deque<Fact> all_facts_;
  std::deque<Command> all_commands_;
  std::ptrdiff_t first_fact_ = 0;
  std::ptrdiff_t first_command_ = 0;
  std::uint64_t next_leg_ = 9001;
};

}  // namespace peal::core::testing
