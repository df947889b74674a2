#include "core/transfer/ring.hpp"

#include "core/agent/status.hpp"
#include "core/contact/end.hpp"
#include "core/contact/sent_on.hpp"
#include "core/handling/talk.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/queue/visit.hpp"
#include "core/recording/recording.hpp"
#include "core/transfer/target.hpp"

namespace peal::core::transfer {
namespace {

using base::ErrorCode;

LiveTransfer end(Turn& turn, LiveContact& contact, OfferEnd how, ErrorCode cause) {
  LiveTransfer over = *contact.transfer;
  turn.note(contact.id.tenant, TransferEnded{over.id, contact.id, over.agent, over.to, how, cause});
  return over;
}

void order_ring(Turn& turn, const LiveContact& contact, const Ring& how, LegId leg, base::Seconds lasts) {
  RingLeg command;
  command.leg = leg;
  command.agent = how.to.valid() ? how.to : how.from;
  command.contact = contact.id;
  command.caller = contact.caller;
  command.caller_name = contact.customer_name.text.empty() ? contact.caller_name : contact.customer_name;
  command.timeout = lasts + limits::kRingMargin;
  command.caller_leg = contact.run.leg;
  command.heard_by = contact.run.leg;
  if (!how.to.valid()) command.number = how.digits;
  command.diversions = how.diversions;
  for (auto& each : contact::sent_on(contact, DiversionReason::kDeflected)) command.diversions.push_back(std::move(each));
  command.referred_by = how.referred_by;
  turn.ring(std::move(command));
}

// Whoever gave the contact away can be rung for it again.
bool takes_back(Turn& turn, ContactId contact, AgentId id) {
  const auto* agent = turn.state.agent(id);
  if (agent == nullptr || agent->retired || agent->status == AgentStatus::kSignedOut || !agent->reachable()) return false;
  const bool writes_it_up = agent->activity == AgentActivity::kWrapUp && agent->contact == contact;
  if (writes_it_up && !agent->second_leg.valid()) handling::cut_wrap_up(turn, id);
  return !cannot_ring(turn.state, id);
}

// Whoever was ready and let it ring gets nothing more until they say so.
void release(Turn& turn, AgentId id, ErrorCode cause) {
  const auto* agent = turn.state.agent(id);
  if (agent == nullptr) return;
  const bool missing = !agent->reachable();
  const bool declined = (cause == ErrorCode::kDeclined || cause == ErrorCode::kBusy) && !agent->outside();
  if (agent->status == AgentStatus::kReady && !missing && cause != ErrorCode::kCancelled)
    return agent::not_responding(turn, id, declined ? StatusCause::kAsked : StatusCause::kNoAnswer);
  agent::settle(turn, id);
}

OfferEnd end_of(ErrorCode cause) {
  if (cause == ErrorCode::kDeclined || cause == ErrorCode::kBusy) return OfferEnd::kRejected;
  return cause == ErrorCode::kNoAnswer || cause == ErrorCode::kTimeout ? OfferEnd::kExpired : OfferEnd::kFailed;
}

void to_queue(Turn& turn, ContactId id) {
  if (queue::enter_at_head(turn, id)) return;
  contact::Ending how;
  how.end = ContactEnd::kFailed;
  how.cause = ErrorCode::kNoAnswer;
  how.hang_up_caller = true;
  contact::end(turn, id, how);
}

void over(Turn& turn, LiveContact& contact, ErrorCode cause, bool hang_up) {
  const auto id = contact.id;
  const auto was = end(turn, contact, end_of(cause), cause);
  if (hang_up) turn.order(HangUpLeg{was.leg, ErrorCode::kCancelled});
  if (was.to.valid()) release(turn, was.to, cause);
  if (was.cause == RingCause::kTransfer) return come_back(turn, id, was.agent, was.queue, RingCause::kReturn);
  to_queue(turn, id);
}

}  // namespace

void ring(Turn& turn, ContactId id, const Ring& how) {
  auto& contact = *turn.state.contact(id);
  const auto lasts = how.to.valid() ? limits::kTransferRing : limits::kOutsideRing;
  const bool fresh = !how.arrived.valid() && !how.ringing.valid();
  const auto transfer = turn.make<TransferId>(id.tenant);
  TransferRung fact{transfer, id, how.from, how.to, how.digits, how.queue, {}, turn.now + lasts, how.cause};
  if (how.ringing.valid()) fact.expires = how.expires;
  fact.leg = fresh ? LegId{} : how.arrived.valid() ? how.arrived : how.ringing;
  if (fresh) fact.leg = turn.make<LegId>(id.tenant);
  const auto leg = fact.leg;
  turn.note(id.tenant, std::move(fact), contact.party);
  if (how.arrived.valid()) turn.order(AnswerLeg{how.arrived, contact.run.leg});
  if (fresh) order_ring(turn, contact, how, leg, lasts);
}

void answered(Turn& turn, ContactId id) {
  auto& contact = *turn.state.contact(id);
  const auto was = end(turn, contact, OfferEnd::kAccepted, ErrorCode::kCancelled);
  if (was.to.valid()) return handling::start(turn, contact, handling::Start{was.to, was.queue, was.leg});
  start_outside(turn, contact, was.agent, was.leg, was.digits);
}

void failed(Turn& turn, ContactId id, ErrorCode cause) { over(turn, *turn.state.contact(id), cause, false); }

void stop(Turn& turn, LiveContact& contact) {
  const auto was = end(turn, contact, OfferEnd::kRescinded, ErrorCode::kCancelled);
  turn.order(HangUpLeg{was.leg, ErrorCode::kCancelled});
  if (was.to.valid()) agent::settle(turn, was.to);
}

void due(Turn& turn, ContactId id) {
  auto* contact = turn.state.contact(id);
  if (contact == nullptr || !contact->transfer || contact->transfer->expires.at > turn.now) return;
  over(turn, *contact, ErrorCode::kNoAnswer, true);
}

void reject(Turn& turn, ContactId id) { over(turn, *turn.state.contact(id), ErrorCode::kDeclined, true); }

void come_back(Turn& turn, ContactId id, AgentId from, QueueId queue, RingCause cause) {
  const auto leg = turn.state.contact(id)->run.leg;
  if (takes_back(turn, id, from)) {
    turn.order(PlayRingBack{leg});
    return ring(turn, id, Ring{from, from, {}, queue, cause, {}, {}, {}, {}});
  }
  to_queue(turn, id);
}

void start_outside(Turn& turn, LiveContact& contact, AgentId agent, LegId leg, const base::Personal& digits) {
  turn.note(contact.id.tenant, OutsideTalkStarted{contact.id, agent, leg, digits}, contact.party);
  turn.note(contact.id.tenant, LegsBridged{contact.id, contact.run.leg, leg});
  turn.order(StopPlay{contact.run.leg});
  turn.order(BridgeLegs{contact.run.leg, leg});
  recording::follow(turn, contact, leg);
}

void end_outside(Turn& turn, LiveContact& contact) {
  const auto talk = *contact.outside;
  turn.order(HangUpLeg{talk.leg, ErrorCode::kCancelled});
  turn.note(contact.id.tenant, OutsideTalkEnded{contact.id, talk.leg, turn.now - talk.since});
}

}  // namespace peal::core::transfer
