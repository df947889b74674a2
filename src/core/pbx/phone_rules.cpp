#include "core/pbx/phone_rules.hpp"

#include <algorithm>

#include "core/apply.hpp"
#include "core/rules.hpp"

namespace peal::core {
namespace pbx {
namespace {

// The desk's softphone and outside numbers show one call.
bool on_a_phone(const LiveAgent& agent) { return agent.seat.valid() || agent.config->device == DeviceKind::kSipPhone; }

bool in_internal_talk(const State& state, const LiveAgent& agent) {
  if (agent.activity != AgentActivity::kInternalCall || !agent.connected) return false;
  const auto* use = state.leg(agent.internal_leg);
  return use != nullptr && (use->role == LegRole::kInternal || use->role == LegRole::kPeer);
}

bool in_customer_talk(const State& state, const LiveAgent& agent) {
  if (agent.activity != AgentActivity::kTalking && agent.activity != AgentActivity::kHeld) return false;
  const auto* contact = state.contact(agent.contact);
  const auto* talk = contact == nullptr ? nullptr : contact->talk();
  // Whoever asks somebody has two calls already.
  return talk != nullptr && talk->id == agent.handling && !talk->consult;
}

}  // namespace

base::Seconds ring_time(const LiveAgent& agent) {
  const auto wanted = agent.rules.ring_for.count() > 0 ? agent.rules.ring_for : agent.config->ring_for;
  return std::clamp(wanted, limits::kShortestRing, limits::kLongestRing);
}

bool takes_second(const State& state, const LiveAgent& agent) {
  if (!agent.config->call_waiting || !agent.rules.call_waiting || agent.second_leg.valid() || !on_a_phone(agent)) return false;
  return in_internal_talk(state, agent) || in_customer_talk(state, agent);
}

LegId may_begin_second(const State& state, const LiveAgent& agent) {
  return in_internal_talk(state, agent) && !agent.second_leg.valid() ? agent.internal_leg : LegId{};
}

std::optional<transfer::Refusal> set_rules(Turn& turn, const SetPhoneRules& wish) {
  using base::ErrorCode;
  using transfer::Refusal;
  const auto* agent = turn.state.agent(wish.agent);
  if (agent == nullptr || agent->retired) return Refusal{ErrorCode::kNotFound, "refuse.no_agent"};
  auto rules = agent->rules;
  if (wish.call_waiting) rules.call_waiting = *wish.call_waiting;
  if (wish.do_not_disturb) rules.do_not_disturb = *wish.do_not_disturb;
  // Said again with the other rules it is no wish: what the settings say goes on to count.
  if (wish.ring_for && *wish.ring_for != ring_time(*agent)) rules.ring_for = *wish.ring_for;
  if (wish.call_waiting.value_or(false) && !agent->config->call_waiting)
    return Refusal{ErrorCode::kForbidden, "refuse.no_call_waiting"};
  const bool in_bounds = rules.ring_for.count() == 0 || (rules.ring_for >= limits::kShortestRing && rules.ring_for <= limits::kLongestRing);
  if (!in_bounds) return Refusal{ErrorCode::kBadInput, "refuse.ring_time"};
  if (!(rules == agent->rules)) turn.note(wish.agent.tenant, PhoneRulesSet{wish.agent, rules, wish.by});
  return std::nullopt;
}

}  // namespace pbx

namespace rules {

void on(Turn& turn, const SetPhoneRules& signal) {
  if (const auto refusal = pbx::set_rules(turn, signal)) turn.refuse(refusal->code, refusal->why);
}

}  // namespace rules

namespace applying {

void on(State& state, const Envelope&, const PhoneRulesSet& body) {
  if (auto* agent = state.agent(body.agent)) agent->rules = body.rules;
}

}  // namespace applying
}  // namespace peal::core
