#include "core/handling/reconnect.hpp"

#include "core/consult/consult.hpp"
#include "core/contact/end.hpp"
#include "core/contact/sent_on.hpp"
#include "core/handling/talk.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/queue/visit.hpp"
#include "core/recording/recording.hpp"

namespace peal::core::handling {
namespace {

// The handling of a contact whose agent is lost, else null.
LiveHandling* lost(Turn& turn, ContactId id) {
  auto* contact = turn.state.contact(id);
  auto* talk = contact == nullptr ? nullptr : contact->talk();
  return talk != nullptr && talk->phase == ContactPlace::kAgentLost ? talk : nullptr;
}

void ring(Turn& turn, const LiveContact& contact, const LiveHandling& handling) {
  const auto leg = turn.make<LegId>(contact.id.tenant);
  const auto agent = handling.agent;
  const base::Seconds left = std::chrono::ceil<base::Seconds>(handling.lost_until.at - turn.now);
  turn.note(contact.id.tenant, AgentLegRung{handling.id, contact.id, agent, leg});
  const auto& name = contact.customer_name.text.empty() ? contact.caller_name : contact.customer_name;
  RingLeg command{leg, agent, contact.id, contact.caller, name, left + limits::kRingMargin, contact.run.leg};
  command.diversions = contact::sent_on(contact, DiversionReason::kUnconditional);
  turn.ring(std::move(command));
}

// The customer goes back to the head of the queue; the agent's part is over.
void give_up(Turn& turn, ContactId id) {
  auto& contact = *turn.state.contact(id);
  const auto handling = contact.talk()->id;
  if (turn.state.queue(contact.last_queue) == nullptr) {
    contact::Ending how;
    how.end = ContactEnd::kFailed;
    how.handling = HandlingEnd::kAgentLost;
    how.cause = base::ErrorCode::kUnreachable;
    how.hang_up_caller = true;
    return contact::end(turn, id, how);
  }
  end_talk(turn, contact, HandlingEnd::kAgentLost);
  (void)queue::enter_at_head(turn, id);
  start_wrap_up(turn, id, handling);
}

}  // namespace

void leg_lost(Turn& turn, ContactId id) {
  auto* contact = turn.state.contact(id);
  auto* talk = contact == nullptr ? nullptr : contact->talk();
  if (talk == nullptr || !talk->leg.valid()) return;
  if (talk->consult) consult::close(turn, *contact, ConsultEnd::kAgentLost, base::ErrorCode::kUnreachable);
  const auto agent = talk->agent;
  const auto leg = talk->leg;
  const bool held = talk->held;
  const auto* centre = turn.state.centre(id.tenant);
  const auto grace = centre == nullptr ? base::Seconds{0} : centre->reconnect_grace;
  turn.note(id.tenant, AgentLegLost{talk->id, id, agent, turn.now + grace});
  turn.order(UnbridgeLegs{contact->run.leg, leg});
  if (!held) turn.order(PlayComfort{contact->run.leg});  // On hold the music goes on.
  device_there(turn, id);
}

void device_there(Turn& turn, ContactId id) {
  const auto* handling = lost(turn, id);
  if (handling == nullptr || handling->ringing_leg.valid()) return;
  const auto* agent = turn.state.agent(handling->agent);
  if (agent != nullptr && agent->reachable()) ring(turn, *turn.state.contact(id), *handling);
}

void device_gone(Turn& turn, ContactId id) {
  const auto* handling = lost(turn, id);
  if (handling == nullptr || !handling->ringing_leg.valid()) return;
  const auto leg = handling->ringing_leg;
  turn.note(id.tenant, AgentLegRingFailed{handling->id, id, handling->agent, leg, base::ErrorCode::kUnreachable});
  turn.order(HangUpLeg{leg, base::ErrorCode::kCancelled});
}

void agent_back(Turn& turn, ContactId id) {
  const auto* handling = lost(turn, id);
  if (handling == nullptr) return;
  const auto leg = handling->ringing_leg;
  auto& contact = *turn.state.contact(id);
  turn.note(id.tenant, AgentLegBack{handling->id, id, handling->agent, leg});
  const auto& talk = *contact.talk();
  if (!talk.held) {
    turn.note(id.tenant, LegsBridged{id, contact.run.leg, leg});
    turn.order(StopPlay{contact.run.leg});
    turn.order(BridgeLegs{contact.run.leg, leg});
  }
  if (talk.muted) turn.order(MuteLeg{leg, true});
  recording::follow(turn, contact, leg);
}

void return_failed(Turn& turn, ContactId id, base::ErrorCode cause) {
  const auto* handling = lost(turn, id);
  if (handling == nullptr || !handling->ringing_leg.valid()) return;
  turn.note(id.tenant, AgentLegRingFailed{handling->id, id, handling->agent, handling->ringing_leg, cause});
  if (cause == base::ErrorCode::kDeclined) give_up(turn, id);  // The agent does not want it back.
}

void grace_due(Turn& turn, ContactId id) {
  const auto* handling = lost(turn, id);
  if (handling != nullptr && handling->lost_until.at <= turn.now) give_up(turn, id);
}

void ring_again_due(Turn& turn, ContactId id) {
  const auto* handling = lost(turn, id);
  if (handling == nullptr || !handling->ring_again.on() || handling->ring_again.at > turn.now) return;
  ring(turn, *turn.state.contact(id), *handling);
}

}  // namespace peal::core::handling
