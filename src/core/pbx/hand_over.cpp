#include "core/pbx/hand_over.hpp"

#include <algorithm>

#include "core/contact/end.hpp"
#include "core/flow/interpreter.hpp"
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

std::optional<Refusal> cannot_leave(const LiveContact& contact) {
  const auto* talk = contact.talk();
  if (talk == nullptr || !talk->leg.valid()) return Refusal{ErrorCode::kConflict, "refuse.not_talking"};
  if (talk->consult) return Refusal{ErrorCode::kConflict, "refuse.consulting"};
  return std::nullopt;
}

std::optional<Refusal> cannot_join(const State& state, const LiveHandling& talk, const std::optional<Half>& half) {
  if (!half || half->phone != talk.agent) return Refusal{ErrorCode::kDeclined, "refuse.no_transfer_here"};
  if (half->far_agent.valid()) return cannot_take(state, *half);
  // The customer would talk over our trunks with somebody whom this agent may not call.
  const auto* agent = state.agent(talk.agent);
  if (agent == nullptr || !agent->config->may_call_outside) return Refusal{ErrorCode::kForbidden, "refuse.no_outside"};
  return std::nullopt;
}

std::optional<Refusal> cannot_bring(const State& state, const LiveHandling& talk, LegId beside) {
  const auto* room = state.conference(state.leg(beside)->conference);
  const auto call = state.internal_calls.find(beside);
  if (call == state.internal_calls.end() || call->second.agent != talk.agent) return Refusal{ErrorCode::kDeclined, "refuse.no_transfer_here"};
  const auto is_it = [&](const LiveParty& party) { return party.leg == beside && party.phase == PartyPhase::kIn; };
  if (room == nullptr || std::ranges::none_of(room->parties, is_it)) return Refusal{ErrorCode::kConflict, "refuse.not_talking"};
  if (room->locked) return Refusal{ErrorCode::kForbidden, "refuse.conference_locked"};
  return std::nullopt;
}

// The customer comes before the phone goes, so that the sitting goes on where the
// phone was alone; only where the room is full its place must be free first.
void bring_into_room(Turn& turn, LiveContact& contact, const HandOver& how) {
  const auto id = contact.id;
  const LiveHandling talk = *contact.talk();
  const auto room = turn.state.leg(how.beside)->conference;
  const auto& live = *turn.state.conference(room);
  const bool phone_goes_first = live.inside() >= std::min<std::size_t>(live.config.most_parties, limits::kConferenceParties);
  const base::Personal number{turn.state.internal_calls.at(how.beside).dialled};
  turn.order(ReportReferral{how.report_to, 200});
  turn.note(id.tenant, ContactTransferred{id, talk.id, talk.agent, true, TargetKind::kNumber, {}, {}, {}, number, how.referred_by, {}}, contact.party);
  if (!talk.held) turn.order(UnbridgeLegs{contact.run.leg, talk.leg});
  handling::end_talk(turn, contact, HandlingEnd::kTransferred);
  if (phone_goes_first) contact::end_internal(turn, how.beside, true);
  const auto customer = contact.run.leg;
  turn.order(StopPlay{customer});
  turn.note(id.tenant, ContactSentToFlow{id, customer, {}, FlowId{id.tenant, 0}, contact.run.language, room});
  turn.brought = customer;
  flow::begin(turn, customer);
  if (!phone_goes_first) contact::end_internal(turn, how.beside, true);
  handling::start_wrap_up(turn, id, talk.id);
}

}  // namespace

std::optional<Refusal> hand_over(Turn& turn, ContactId id, const HandOver& how) {
  auto& contact = *turn.state.contact(id);
  if (auto refusal = cannot_leave(contact)) return refusal;
  if (const auto* use = turn.state.leg(how.beside); use != nullptr && use->conference.valid()) {
    if (auto refusal = cannot_bring(turn.state, *contact.talk(), how.beside)) return refusal;
    bring_into_room(turn, contact, how);
    return std::nullopt;
  }
  const auto half = half_of(turn.state, how.beside);
  if (auto refusal = cannot_join(turn.state, *contact.talk(), half)) return refusal;
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
