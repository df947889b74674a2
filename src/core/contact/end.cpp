#include "core/contact/end.hpp"

#include "core/agent/status.hpp"
#include "core/conference/conference.hpp"
#include "core/handling/talk.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/offer/offer.hpp"
#include "core/park/park.hpp"
#include "core/pbx/internal.hpp"
#include "core/queue/visit.hpp"
#include "core/transfer/ring.hpp"

namespace peal::core::contact {
namespace {

// A leg that was not to be answered is refused; any other is hung up.
void close_leg(Turn& turn, const FlowRun& run, base::ErrorCode cause) {
  if (run.up || run.answer_asked) return turn.order(HangUpLeg{run.leg, cause});
  const auto refusal = cause == base::ErrorCode::kCancelled ? base::ErrorCode::kDeclined : cause;
  turn.order(RejectLeg{run.leg, refusal, base::Seconds{0}});
}

}  // namespace

void end(Turn& turn, ContactId id, const Ending& how) {
  auto* contact = turn.state.contact(id);
  if (contact == nullptr || contact->ended) return;
  conference::leave(turn, contact->run.leg);
  if (contact->offer) offer::rescind(turn, id);
  if (contact->visit) queue::end_visit(turn, *contact, how.visit);
  if (contact->transfer) transfer::stop(turn, *contact);
  if (contact->outside) transfer::end_outside(turn, *contact);
  if (contact->parking) park::leave(turn, *contact, how.end == ContactEnd::kFailed ? ParkEnd::kFailed : ParkEnd::kAbandoned);
  HandlingId written_up;
  if (const auto* talk = contact->talk()) {
    written_up = talk->id;
    handling::end_talk(turn, *contact, how.handling);
  }
  if (how.hang_up_caller) close_leg(turn, contact->run, how.cause);
  if (contact->recording_on) turn.order(StopRecording{contact->recording});
  turn.note(id.tenant, ContactEnded{id, how.end, how.cause});
  if (written_up.valid()) handling::start_wrap_up(turn, id, written_up);
}

void caller_left(Turn& turn, ContactId id, base::ErrorCode cause) {
  const auto* contact = turn.state.contact(id);
  if (contact == nullptr || contact->ended) return;
  Ending how;
  how.cause = cause;
  const bool waits = contact->visit || contact->transfer || contact->parking;
  if (contact->talk() != nullptr || contact->outside) how.end = ContactEnd::kHandled;
  else how.end = waits ? ContactEnd::kAbandoned : ContactEnd::kInFlow;
  end(turn, id, how);
}

void leave_flow(Turn& turn, LegId leg, base::ErrorCode cause) {
  const auto* use = turn.state.leg(leg);
  if (use == nullptr) return;
  if (use->role == LegRole::kInternal) return end_internal(turn, leg, true, cause);
  Ending how;
  // A broken or endless flow is our failure, not the caller's self-service.
  how.end = cause == base::ErrorCode::kInternal ? ContactEnd::kFailed : ContactEnd::kInFlow;
  how.cause = cause;
  how.hang_up_caller = true;
  end(turn, use->contact, how);
}

void end_internal(Turn& turn, LegId leg, bool hang_up, base::ErrorCode cause) {
  const auto found = turn.state.internal_calls.find(leg);
  if (found == turn.state.internal_calls.end()) return;
  const auto agent = found->second.agent;
  conference::leave(turn, leg);
  if (hang_up) close_leg(turn, found->second.run, cause);
  pbx::end_peer(turn, leg, cause, true);
  turn.note(agent.tenant, InternalCallEnded{leg, agent});
  agent::settle(turn, agent);
}

}  // namespace peal::core::contact
