#include "core/agent/status.hpp"

#include <algorithm>

#include "core/handling/wrap_up.hpp"
#include "core/offer/offer.hpp"
#include "core/rules.hpp"
#include "core/transfer/ring.hpp"

namespace peal::core {
namespace agent {

void settle(Turn& turn, AgentId id) {
  const auto* agent = turn.state.agent(id);
  if (agent == nullptr || !agent->idle()) return;
  if (agent->retired) return turn.note(id.tenant, AgentSignedOut{id, StatusCause::kSettings, {}});
  if (agent->break_queued)
    turn.note(id.tenant, AgentStatusChanged{id, AgentStatus::kNotReady, agent->queued_reason, StatusCause::kQueuedBreak, {}});
}

void not_responding(Turn& turn, AgentId id, StatusCause cause) {
  const auto* agent = turn.state.agent(id);
  if (agent == nullptr) return;
  if (agent->retired) return settle(turn, id);
  turn.note(id.tenant, AgentStatusChanged{id, AgentStatus::kNotReady, {}, cause, {}});
}

void start_always_on(Turn& turn) {
  for (const auto id : sorted_ids(turn.state.agents)) {
    const auto& agent = *turn.state.agent(id);
    const bool wanted = agent.config->always_on && agent.config->device == DeviceKind::kOutside && !agent.retired;
    if (!wanted || agent.status != AgentStatus::kSignedOut) continue;
    turn.note(id.tenant, AgentSignedIn{id, {}});
    turn.note(id.tenant, AgentStatusChanged{id, AgentStatus::kReady, {}, StatusCause::kSettings, {}});
  }
}

}  // namespace agent

namespace rules {
namespace {

using base::ErrorCode;

// The agent of a request, else null after a refusal.
const LiveAgent* requested(Turn& turn, AgentId id) {
  const auto* agent = turn.state.agent(id);
  if (agent != nullptr && !agent->retired) return agent;
  turn.refuse(ErrorCode::kNotFound, "refuse.no_agent");
  return nullptr;
}

const LiveAgent* signed_in(Turn& turn, AgentId id) {
  const auto* agent = requested(turn, id);
  if (agent == nullptr || agent->status != AgentStatus::kSignedOut) return agent;
  turn.refuse(ErrorCode::kConflict, "refuse.not_signed_in");
  return nullptr;
}

StatusCause cause_of(const LiveAgent& agent, UserId by) {
  return !by.valid() || by == agent.config->user ? StatusCause::kAsked : StatusCause::kSupervisor;
}

bool known_reason(const State& state, ReasonId id) {
  const auto* centre = state.centre(id.tenant);
  return centre != nullptr && std::ranges::find(centre->reasons, id, &NotReadyReason::id) != centre->reasons.end();
}

}  // namespace

void on(Turn& turn, const SignIn& signal) {
  const auto* agent = requested(turn, signal.agent);
  if (agent == nullptr || agent->status != AgentStatus::kSignedOut) return;  // A second window of the same desk.
  turn.note(signal.agent.tenant, AgentSignedIn{signal.agent, signal.by});
}

void on(Turn& turn, const SignOut& signal) {
  const auto* agent = requested(turn, signal.agent);
  if (agent == nullptr || agent->status == AgentStatus::kSignedOut) return;
  const auto* call = turn.state.leg(agent->internal_leg);
  const bool asked = call != nullptr && call->role == LegRole::kConsult;
  if (agent->on_line() || asked) return turn.refuse(ErrorCode::kConflict, "refuse.in_contact");
  if (agent->activity == AgentActivity::kOffered) {
    if (turn.state.contact(agent->contact)->offer) offer::rescind(turn, agent->contact);
    else transfer::reject(turn, agent->contact);
  }
  if (agent->activity == AgentActivity::kWrapUp) {
    const auto policy = turn.state.contact(agent->contact)->handling(agent->handling)->wrap_up_policy;
    if (policy == WrapUpPolicy::kMandatory) return turn.refuse(ErrorCode::kConflict, "refuse.disposition_needed");
    handling::cut_wrap_up(turn, signal.agent);
  }
  turn.note(signal.agent.tenant, AgentSignedOut{signal.agent, cause_of(*agent, signal.by), signal.by});
}

void on(Turn& turn, const GoReady& signal) {
  const auto* agent = signed_in(turn, signal.agent);
  if (agent == nullptr) return;
  if (!agent->reachable()) return turn.refuse(ErrorCode::kUnavailable, "refuse.no_device");
  if (agent->status == AgentStatus::kReady && !agent->break_queued) return;
  const auto cause = cause_of(*agent, signal.by);
  turn.note(signal.agent.tenant, AgentStatusChanged{signal.agent, AgentStatus::kReady, {}, cause, signal.by});
}

void on(Turn& turn, const GoNotReady& signal) {
  const auto* agent = signed_in(turn, signal.agent);
  if (agent == nullptr) return;
  if (signal.reason.valid() && !known_reason(turn.state, signal.reason))
    return turn.refuse(ErrorCode::kNotFound, "refuse.no_reason");
  const bool in_contact = agent->contact.valid();
  if (in_contact && agent->status == AgentStatus::kReady)
    return turn.note(signal.agent.tenant, BreakQueued{signal.agent, signal.reason, signal.by});
  const auto cause = cause_of(*agent, signal.by);
  turn.note(signal.agent.tenant, AgentStatusChanged{signal.agent, AgentStatus::kNotReady, signal.reason, cause, signal.by});
}

}  // namespace rules
}  // namespace peal::core
