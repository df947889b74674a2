#include "core/pbx/hand_over.hpp"

#include "core/handling/talk.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/pbx/half.hpp"
#include "core/transfer/ring.hpp"

namespace peal::core::pbx {
namespace {

using base::ErrorCode;
using transfer::Refusal;

// Whoever is to have the customer has one contact at a time, and is at work.
std::optional<Refusal> cannot_take(const State& state, const Half& half) {
  const auto* agent = state.agent(half.far_agent);
  if (agent == nullptr || agent->retired) return Refusal{ErrorCode::kNotFound, "refuse.no_target"};
  if (agent->status == AgentStatus::kSignedOut) return Refusal{ErrorCode::kUnavailable, "refuse.target_signed_out"};
  const bool in_this_only = agent->activity == AgentActivity::kInternalCall && agent->internal_leg == half.far && !agent->second_leg.valid();
  if (!in_this_only) return Refusal{ErrorCode::kBusy, "refuse.target_busy"};
  return std::nullopt;
}

std::optional<Refusal> cannot_hand_over(const State& state, const LiveContact& contact, const std::optional<Half>& half) {
  const auto* talk = contact.talk();
  if (talk == nullptr || !talk->leg.valid()) return Refusal{ErrorCode::kConflict, "refuse.not_talking"};
  if (talk->consult) return Refusal{ErrorCode::kConflict, "refuse.consulting"};
  if (!half || half->phone != talk->agent) return Refusal{ErrorCode::kDeclined, "refuse.no_transfer_here"};
  if (half->far_agent.valid()) return cannot_take(state, *half);
  // The customer would talk over our trunks with somebody whom this agent may not call.
  const auto* agent = state.agent(talk->agent);
  if (agent == nullptr || !agent->config->may_call_outside) return Refusal{ErrorCode::kForbidden, "refuse.no_outside"};
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> hand_over(Turn& turn, ContactId id, const HandOver& how) {
  auto& contact = *turn.state.contact(id);
  const auto half = half_of(turn.state, how.beside);
  if (auto refusal = cannot_hand_over(turn.state, contact, half)) return refusal;
  const LiveHandling talk = *contact.talk();
  const auto digits = half->far_agent.valid() ? base::Personal{} : turn.state.internal_calls.at(half->call).peer->digits;
  turn.order(ReportReferral{how.report_to, 200});
  turn.order(UnbridgeLegs{half->far, half->near});
  dissolve(turn, *half, true);
  ContactTransferred fact{id, talk.id, talk.agent, true, TargetKind::kNumber, half->far_agent, {}, {}, digits, how.referred_by, {}};
  if (half->far_agent.valid()) fact.target = TargetKind::kAgent;
  turn.note(id.tenant, std::move(fact), contact.party);
  if (!talk.held) turn.order(UnbridgeLegs{contact.run.leg, talk.leg});
  handling::end_talk(turn, contact, HandlingEnd::kTransferred);
  turn.order(HangUpLeg{half->near, ErrorCode::kCancelled});
  if (half->far_agent.valid()) handling::start(turn, contact, handling::Start{half->far_agent, talk.queue, half->far});
  else transfer::start_outside(turn, contact, talk.agent, half->far, digits);
  handling::start_wrap_up(turn, id, talk.id);
  return std::nullopt;
}

}  // namespace peal::core::pbx
