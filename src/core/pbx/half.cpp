#include "core/pbx/half.hpp"

namespace peal::core::pbx {

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

void dissolve(Turn& turn, const Half& half, bool call_too) {
  const auto& call = turn.state.internal_calls.at(half.call);
  const auto agent = call.agent;
  const auto to = call.peer->to;
  const auto peer = call.peer->leg;
  turn.note(agent.tenant, InternalPeerLeft{half.call, agent, to, peer, base::ErrorCode::kCancelled});
  if (call_too) turn.note(agent.tenant, InternalCallEnded{half.call, agent});
}

}  // namespace peal::core::pbx
