#include "core/pbx/pickup.hpp"

#include "core/offer/offer.hpp"
#include "core/pbx/internal.hpp"
#include "core/transfer/ring.hpp"

namespace peal::core::pbx {
namespace {

using base::ErrorCode;

void reject(Turn& turn, const LegArrived& signal, ErrorCode cause) {
  turn.order(RejectLeg{signal.leg, cause, base::Seconds{0}});
}

bool same_group(const LiveAgent& one, const LiveAgent& other) {
  return one.id != other.id && one.id.tenant == other.id.tenant && !one.config->pickup_group.empty() &&
         one.config->pickup_group == other.config->pickup_group;
}

bool rings(const LiveAgent& agent) {
  return agent.activity == AgentActivity::kOffered ||
         (agent.activity == AgentActivity::kInternalCall && agent.called && !agent.connected);
}

void take_contact(Turn& turn, const LegArrived& signal, AgentId from, ContactId id) {
  const auto* taker = turn.state.agent(signal.agent);
  // One contact at a time: the last one is written up first.
  if (!taker->idle()) return reject(turn, signal, ErrorCode::kBusy);
  // A customer is not handed to somebody who has gone home.
  if (taker->status == AgentStatus::kSignedOut || taker->retired) return reject(turn, signal, ErrorCode::kForbidden);
  auto& contact = *turn.state.contact(id);
  turn.note(id.tenant, ContactPickedUp{id, signal.agent, from});
  if (contact.offer) return offer::pick_up(turn, id, signal.agent, signal.leg);
  const auto was = *contact.transfer;
  transfer::stop(turn, contact);
  transfer::ring(turn, id, transfer::Ring{was.agent, signal.agent, {}, was.queue, was.cause, signal.leg, {}, {}, {}});
}

void take(Turn& turn, const LegArrived& signal, AgentId from) {
  const auto& agent = *turn.state.agent(from);
  if (agent.activity == AgentActivity::kOffered) return take_contact(turn, signal, from, agent.contact);
  const auto* use = turn.state.leg(agent.internal_leg);
  // Whom somebody asks about a customer is not another's business.
  if (use == nullptr || use->role != LegRole::kPeer) return reject(turn, signal, ErrorCode::kForbidden);
  take_over(turn, use->call, signal.agent, signal.leg);
}

}  // namespace

void pick_up_group(Turn& turn, const LegArrived& signal) {
  const auto& me = *turn.state.agent(signal.agent);
  const LiveAgent* found = nullptr;
  for (const auto& item : turn.state.agents) {
    const auto& other = item.second;
    if (!rings(other) || !same_group(me, other)) continue;
    const auto key = [](const LiveAgent& each) { return std::pair(each.activity_since, each.id); };
    if (found == nullptr || key(other) < key(*found)) found = &other;
  }
  if (found == nullptr) return reject(turn, signal, ErrorCode::kNotFound);
  take(turn, signal, found->id);
}

void pick_up_extension(Turn& turn, const LegArrived& signal, const std::string& digits) {
  const auto found = turn.state.extensions.find({signal.agent.tenant, digits});
  const auto* other = found == turn.state.extensions.end() ? nullptr : turn.state.agent(found->second);
  if (other == nullptr || !rings(*other)) return reject(turn, signal, ErrorCode::kNotFound);
  if (!same_group(*turn.state.agent(signal.agent), *other)) return reject(turn, signal, ErrorCode::kForbidden);
  take(turn, signal, other->id);
}

void pick_up_leg(Turn& turn, const LegArrived& signal) {
  for (const auto& item : turn.state.agents) {
    const auto& other = item.second;
    if (!rings(other)) continue;
    const auto* contact = turn.state.contact(other.contact);
    const bool here = other.internal_leg == signal.replaces ||
                      (contact != nullptr && ((contact->offer && contact->offer->leg == signal.replaces) ||
                                              (contact->transfer && contact->transfer->leg == signal.replaces)));
    if (!here) continue;
    if (!same_group(*turn.state.agent(signal.agent), other)) return reject(turn, signal, ErrorCode::kForbidden);
    return take(turn, signal, other.id);
  }
  reject(turn, signal, ErrorCode::kDeclined);
}

}  // namespace peal::core::pbx
