#include "core/pbx/join.hpp"

#include "core/agent/status.hpp"
#include "core/pbx/half.hpp"

namespace peal::core::pbx {
namespace {

using base::ErrorCode;
using transfer::Refusal;

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
