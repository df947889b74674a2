#include <utility>

#include "base/error.hpp"
#include "core/consult/consult.hpp"
#include "core/pbx/hand_over.hpp"
#include "core/pbx/internal.hpp"
#include "core/pbx/join.hpp"
#include "core/rules.hpp"
#include "core/transfer/transfer.hpp"

/// What a phone asks for by REFER becomes the same rules as the desk's buttons;
/// nothing is ever passed on to the other leg (RFC 3515).
namespace peal::core::rules {
namespace {

using base::ErrorCode;
using transfer::Refusal;

constexpr Refusal kNotHere{ErrorCode::kDeclined, "refuse.no_transfer_here"};

// The contact of the agent's two calls: with the customer, and with whom it asks.
ContactId asked_contact(const State& state, LegId one, LegId other) {
  const auto* a = state.leg(one);
  const auto* b = state.leg(other);
  if (a == nullptr || b == nullptr || !a->contact.valid() || a->contact != b->contact) return {};
  const bool there = a->role == LegRole::kAgent && b->role == LegRole::kConsultOwn;
  const bool back = a->role == LegRole::kConsultOwn && b->role == LegRole::kAgent;
  return there || back ? a->contact : ContactId{};
}

// One of the agent's two calls is with a customer; which of them the phone names
// for the other does not matter.
std::optional<Refusal> refer_to_call(Turn& turn, const LegReferred& signal) {
  const auto asked = asked_contact(turn.state, signal.leg, signal.replaced);
  if (asked.valid()) return consult::complete(turn, asked, consult::Completion{{}, signal.referred_by, signal.leg});
  for (const auto& [with_customer, beside] : {std::pair(signal.leg, signal.replaced), std::pair(signal.replaced, signal.leg)}) {
    const auto* use = turn.state.leg(with_customer);
    if (use != nullptr && use->role == LegRole::kAgent)
      return pbx::hand_over(turn, use->contact, pbx::HandOver{beside, signal.referred_by, signal.leg});
  }
  return pbx::join(turn, signal.leg, signal.replaced);
}

std::optional<Refusal> refer(Turn& turn, const LegReferred& signal) {
  const auto* use = turn.state.leg(signal.leg);
  if (use == nullptr) return kNotHere;
  const auto role = use->role;
  const auto contact = use->contact;
  const auto call = use->call;
  if (signal.replaced.valid()) return refer_to_call(turn, signal);
  if (role == LegRole::kPeer) return pbx::redirect(turn, call, signal.dialled, signal.leg);
  if (role != LegRole::kAgent) return kNotHere;
  transfer::Order order;
  order.to.digits.text = signal.dialled;
  order.referred_by = signal.referred_by;
  order.report_to = signal.leg;
  return transfer::blind(turn, contact, order);
}

}  // namespace

void on(Turn& turn, const LegReferred& signal) {
  const auto refusal = refer(turn, signal);
  if (refusal) turn.order(ReportReferral{signal.leg, base::error_row(refusal->code).sip_status});
}

}  // namespace peal::core::rules
