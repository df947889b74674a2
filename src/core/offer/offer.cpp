#include "core/offer/offer.hpp"

#include <algorithm>

#include "core/agent/status.hpp"
#include "core/contact/sent_on.hpp"
#include "core/handling/talk.hpp"
#include "core/queue/visit.hpp"
#include "core/rules.hpp"
#include "core/transfer/ring.hpp"

namespace peal::core {
namespace offer {
namespace {

base::Seconds time_to_ring(const Turn& turn, QueueId queue) {
  const auto* found = turn.state.queue(queue);
  const auto wanted = found == nullptr ? limits::kLongestOffer : found->config->offer_timeout;
  return std::clamp(wanted, limits::kShortestOffer, limits::kLongestOffer);
}

// Ends the offer as a fact; what becomes of the agent is the caller's rule.
LiveOffer end(Turn& turn, LiveContact& contact, OfferEnd how, base::ErrorCode cause) {
  const LiveOffer over = *contact.offer;
  turn.note(contact.id.tenant, OfferEnded{over.id, contact.id, over.agent, how, cause});
  return over;
}

void stop_ringing(Turn& turn, const LiveOffer& over) { turn.order(HangUpLeg{over.leg, base::ErrorCode::kCancelled}); }

}  // namespace

void make(Turn& turn, ContactId id, AgentId agent) {
  auto& contact = *turn.state.contact(id);
  const auto lasts = time_to_ring(turn, contact.visit->queue);
  const auto offer_id = turn.make<OfferId>(id.tenant);
  const auto leg = turn.make<LegId>(id.tenant);
  turn.note(id.tenant, OfferMade{offer_id, id, contact.visit->id, contact.visit->queue, agent, leg, turn.now + lasts});
  const auto& name = contact.customer_name.text.empty() ? contact.caller_name : contact.customer_name;
  RingLeg ring{leg, agent, id, contact.caller, name, lasts + limits::kRingMargin, contact.run.leg};
  ring.diversions = contact::sent_on(contact, DiversionReason::kUnconditional);  // For an agent on an outside number.
  turn.ring(std::move(ring));
}

void ringing(Turn& turn, ContactId id) {
  const auto* contact = turn.state.contact(id);
  if (contact == nullptr || !contact->offer || contact->offer->ringing) return;
  turn.note(id.tenant, OfferRinging{contact->offer->id, id, contact->offer->agent});
}

void accept(Turn& turn, ContactId id) {
  auto& contact = *turn.state.contact(id);
  const auto queue_id = contact.visit->queue;
  const auto over = end(turn, contact, OfferEnd::kAccepted, base::ErrorCode::kCancelled);
  queue::end_visit(turn, contact, VisitEnd::kAnswered);
  handling::start(turn, contact, handling::Start{over.agent, queue_id, over.leg});
}

void leg_failed(Turn& turn, ContactId id, base::ErrorCode cause) {
  using base::ErrorCode;
  auto& contact = *turn.state.contact(id);
  const bool refused = cause == ErrorCode::kDeclined || cause == ErrorCode::kBusy;
  const bool unanswered = cause == ErrorCode::kNoAnswer || cause == ErrorCode::kTimeout;
  const auto how = refused ? OfferEnd::kRejected : unanswered ? OfferEnd::kExpired : OfferEnd::kFailed;
  const auto over = end(turn, contact, how, cause);
  const auto* agent = turn.state.agent(over.agent);
  // Gone for a moment (a reload): the device's own grace decides.
  if (how == OfferEnd::kFailed && agent != nullptr && !agent->reachable()) return agent::settle(turn, over.agent);
  // Who says no has said so, as with the desk's button; an outside line is busy with whatever it is busy with.
  const bool declined = refused && agent != nullptr && !agent->outside();
  const auto why = how == OfferEnd::kFailed ? StatusCause::kDeviceLost : declined ? StatusCause::kAsked : StatusCause::kNoAnswer;
  agent::not_responding(turn, over.agent, why);
}

void rescind(Turn& turn, ContactId id) {
  const auto over = end(turn, *turn.state.contact(id), OfferEnd::kRescinded, base::ErrorCode::kCancelled);
  stop_ringing(turn, over);
  agent::settle(turn, over.agent);
}

void pick_up(Turn& turn, ContactId id, AgentId agent, LegId arrived) {
  rescind(turn, id);
  const auto& contact = *turn.state.contact(id);
  const auto offer_id = turn.make<OfferId>(id.tenant);
  const auto expires = turn.now + time_to_ring(turn, contact.visit->queue);
  turn.note(id.tenant, OfferMade{offer_id, id, contact.visit->id, contact.visit->queue, agent, arrived, expires});
  turn.order(AnswerLeg{arrived, contact.run.leg});
}

void device_gone(Turn& turn, ContactId id) {
  const auto over = end(turn, *turn.state.contact(id), OfferEnd::kFailed, base::ErrorCode::kUnreachable);
  stop_ringing(turn, over);
  agent::settle(turn, over.agent);
}

void due(Turn& turn, ContactId id) {
  auto* contact = turn.state.contact(id);
  if (contact == nullptr || !contact->offer || contact->offer->expires.at > turn.now) return;
  const auto over = end(turn, *contact, OfferEnd::kExpired, base::ErrorCode::kNoAnswer);
  stop_ringing(turn, over);
  agent::not_responding(turn, over.agent, StatusCause::kNoAnswer);
}

}  // namespace offer

namespace rules {

void on(Turn& turn, const RejectOffer& signal) {
  auto* contact = turn.state.contact(signal.contact);
  if (contact != nullptr && contact->transfer && contact->transfer->to == signal.agent)
    return transfer::reject(turn, signal.contact);
  if (contact == nullptr || !contact->offer || contact->offer->agent != signal.agent)
    return turn.refuse(base::ErrorCode::kConflict, "refuse.not_offered");
  const LiveOffer over = *contact->offer;
  turn.note(signal.contact.tenant,
            OfferEnded{over.id, signal.contact, over.agent, OfferEnd::kRejected, base::ErrorCode::kDeclined});
  turn.order(HangUpLeg{over.leg, base::ErrorCode::kCancelled});
  // Else the same contact would ring the same agent again at once.
  agent::not_responding(turn, over.agent, StatusCause::kAsked);
}

}  // namespace rules
}  // namespace peal::core
