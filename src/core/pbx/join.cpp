#include "core/pbx/join.hpp"

#include "core/agent/status.hpp"

namespace peal::core::pbx {
namespace {

using base::ErrorCode;
using transfer::Refusal;

/// One of the two calls, as the phone that is in both sees it.
struct Half {
  LegId call;     ///< The leg that names it.
  AgentId phone;  ///< Whose leg `near` is.
  LegId near;
  LegId far;
  AgentId far_agent;  ///< None: an outside number.
  [[nodiscard]] bool far_names_it() const { return call == far; }
};

// Nothing unless both hear each other.
std::optional<Half> half_of(const State& state, LegId leg) {
  const auto* use = state.leg(leg);
  if (use == nullptr || (use->role != LegRole::kInternal && use->role != LegRole::kPeer)) return std::nullopt;
  const auto name = use->role == LegRole::kPeer ? use->call : leg;
  const auto found = state.internal_calls.find(name);
  if (found == state.internal_calls.end()) return std::nullopt;
  const auto& call = found->second;
  if (!call.peer || !call.peer->up || !call.run.up) return std::nullopt;
  if (use->role == LegRole::kPeer) return Half{name, call.peer->to, leg, name, call.agent};
  return Half{name, call.agent, leg, call.peer->leg, call.peer->to};
}

// The call is over as a call; what its far leg is for is said next.
void dissolve(Turn& turn, const Half& half, bool call_too) {
  const auto& call = turn.state.internal_calls.at(half.call);
  const auto agent = call.agent;
  const auto to = call.peer->to;
  const auto peer = call.peer->leg;
  turn.note(agent.tenant, InternalPeerLeft{half.call, agent, to, peer, ErrorCode::kCancelled});
  if (call_too) turn.note(agent.tenant, InternalCallEnded{half.call, agent});
}

void pair_up(Turn& turn, const Half& keeps, const Half& comes) {
  const auto tenant = keeps.far_agent.tenant;
  if (!keeps.far_names_it()) {
    turn.note(tenant, InternalCallStarted{keeps.far, keeps.far_agent, {}, {}, {}, {}});
    turn.note(tenant, InternalCallAnswered{keeps.far, keeps.far_agent});
  }
  turn.note(tenant, InternalCallRung{keeps.far, keeps.far_agent, comes.far_agent, {}, comes.far, turn.now + limits::kExtensionRing});
  turn.note(tenant, InternalPeerAnswered{keeps.far, keeps.far_agent, comes.far_agent, comes.far});
}

}  // namespace

std::optional<Refusal> join(Turn& turn, LegId one, LegId other) {
  const auto a = half_of(turn.state, one);
  const auto b = half_of(turn.state, other);
  const bool two_calls = a && b && a->call != b->call && a->phone.valid() && a->phone == b->phone;
  if (!two_calls) return Refusal{ErrorCode::kDeclined, "refuse.no_transfer_here"};
  // Two outside numbers would go on talking over our trunks with nobody of ours in the call.
  if (!a->far_agent.valid() && !b->far_agent.valid()) return Refusal{ErrorCode::kForbidden, "refuse.no_outside"};
  const bool first_keeps = a->far_agent.valid() && (a->far_names_it() || !b->far_names_it() || !b->far_agent.valid());
  const auto& keeps = first_keeps ? *a : *b;
  const auto& comes = first_keeps ? *b : *a;
  turn.order(ReportReferral{one, 200});
  for (const auto* half : {&keeps, &comes}) turn.order(UnbridgeLegs{half->far, half->near});
  dissolve(turn, comes, true);
  dissolve(turn, keeps, !keeps.far_names_it());
  pair_up(turn, keeps, comes);
  for (const auto* half : {&keeps, &comes}) turn.order(HangUpLeg{half->near, ErrorCode::kCancelled});
  turn.order(BridgeLegs{keeps.far, comes.far});
  agent::settle(turn, keeps.phone);
  return std::nullopt;
}

}  // namespace peal::core::pbx
