#include "core/handling/talk.hpp"

#include <algorithm>

#include "core/consult/consult.hpp"
#include "core/contact/end.hpp"
#include "core/pbx/internal.hpp"
#include "core/recording/recording.hpp"
#include "core/rules.hpp"

namespace peal::core {
namespace handling {

void start(Turn& turn, LiveContact& contact, const Start& with) {
  const auto tenant = contact.id.tenant;
  const auto id = turn.make<HandlingId>(tenant);
  turn.note(tenant, HandlingStarted{id, contact.id, with.agent, with.queue, with.leg});
  turn.note(tenant, LegsBridged{contact.id, contact.run.leg, with.leg});
  turn.order(StopPlay{contact.run.leg});
  turn.order(BridgeLegs{contact.run.leg, with.leg});
  recording::follow(turn, contact, with.leg);
}

void end_talk(Turn& turn, LiveContact& contact, HandlingEnd how) {
  if (contact.talk()->consult) {
    const auto why = how == HandlingEnd::kCustomerHungUp ? ConsultEnd::kCustomerLeft
                     : how == HandlingEnd::kAgentLost    ? ConsultEnd::kAgentLost
                     : how == HandlingEnd::kFailed       ? ConsultEnd::kFailed
                                                         : ConsultEnd::kCancelled;
    consult::close(turn, contact, why, base::ErrorCode::kCancelled);
  }
  const auto& talk = *contact.talk();
  const auto held = talk.held_total + (talk.held ? turn.now - talk.held_since : base::Millis{0});
  const auto talked = (turn.now - talk.started) - held;
  for (const auto leg : {talk.leg, talk.ringing_leg})
    if (leg.valid()) turn.order(HangUpLeg{leg, base::ErrorCode::kCancelled});
  turn.note(contact.id.tenant, TalkEnded{talk.id, contact.id, talk.agent, how, talked, held});
}

void agent_hung_up(Turn& turn, ContactId id) {
  const auto& consult = turn.state.contact(id)->talk()->consult;
  // Hanging up with the one leg means: go on without me. Nobody is dropped.
  if (consult && !consult->by_phone()) return void(consult::complete(turn, id, {}));
  contact::Ending how;
  how.end = ContactEnd::kHandled;
  how.handling = HandlingEnd::kAgentHungUp;
  how.hang_up_caller = true;
  contact::end(turn, id, how);
}

LiveHandling* requested(Turn& turn, AgentId agent_id, ContactId contact_id) {
  auto* contact = turn.state.contact(contact_id);
  const auto* agent = turn.state.agent(agent_id);
  if (contact == nullptr || agent == nullptr || agent->contact != contact_id) {
    turn.refuse(base::ErrorCode::kNotFound, "refuse.no_contact");
    return nullptr;
  }
  auto* handling = contact->handling(agent->handling);
  if (handling == nullptr) turn.refuse(base::ErrorCode::kConflict, "refuse.not_talking");
  return handling;
}

LiveHandling* in_talk(Turn& turn, AgentId agent, ContactId contact) {
  auto* handling = requested(turn, agent, contact);
  if (handling == nullptr || handling->leg.valid()) return handling;
  const bool lost = handling->phase == ContactPlace::kAgentLost;
  turn.refuse(base::ErrorCode::kConflict, lost ? "refuse.reconnecting" : "refuse.not_talking");
  return nullptr;
}

namespace {

// The same, while the one leg is not shared with somebody who is asked.
LiveHandling* with_customer(Turn& turn, AgentId agent, ContactId contact) {
  auto* handling = in_talk(turn, agent, contact);
  if (handling == nullptr || !handling->consult || handling->consult->by_phone()) return handling;
  turn.refuse(base::ErrorCode::kConflict, "refuse.in_consult");
  return nullptr;
}

void hold(Turn& turn, LiveContact& contact) {
  const auto& talk = *contact.talk();
  const auto leg = talk.leg;
  const auto queue_id = talk.queue;
  turn.note(contact.id.tenant, HoldStarted{talk.id, contact.id, talk.agent});
  const auto* queue = turn.state.queue(queue_id);
  turn.order(UnbridgeLegs{contact.run.leg, leg});
  turn.order(PlayMusic{contact.run.leg, queue_id, queue == nullptr ? "default" : queue->config->music});
}

void retrieve(Turn& turn, LiveContact& contact) {
  const auto& talk = *contact.talk();
  const auto leg = talk.leg;
  turn.note(contact.id.tenant, HoldEnded{talk.id, contact.id, talk.agent});
  turn.order(StopPlay{contact.run.leg});
  turn.order(BridgeLegs{contact.run.leg, leg});
}

}  // namespace
}  // namespace handling

namespace rules {

void on(Turn& turn, const Hold& signal) {
  const auto* whole = turn.state.contact(signal.contact);
  const auto* three = whole == nullptr ? nullptr : whole->talk();
  // In a call of three the customer is put on hold, and the other two go on.
  if (three != nullptr && three->consult && three->consult->joined() && three->agent == signal.agent)
    return consult::split(turn, signal.contact);
  const auto* handling = handling::with_customer(turn, signal.agent, signal.contact);
  if (handling == nullptr) return;
  if (handling->held) return turn.refuse(base::ErrorCode::kConflict, "refuse.already_held");
  handling::hold(turn, *turn.state.contact(signal.contact));
}

void on(Turn& turn, const Retrieve& signal) {
  const auto* handling = handling::with_customer(turn, signal.agent, signal.contact);
  if (handling == nullptr) return;
  if (!handling->held) return turn.refuse(base::ErrorCode::kConflict, "refuse.not_held");
  handling::retrieve(turn, *turn.state.contact(signal.contact));
}

// The phone's own hold button.
void on(Turn& turn, const LegHeld& signal) {
  const auto* use = turn.state.leg(signal.leg);
  if (use != nullptr && (use->role == LegRole::kInternal || use->role == LegRole::kPeer)) return pbx::hold(turn, signal.leg, signal.held);
  auto* contact = use == nullptr || use->role != LegRole::kAgent ? nullptr : turn.state.contact(use->contact);
  const auto* talk = contact == nullptr ? nullptr : contact->talk();
  if (talk == nullptr || talk->leg != signal.leg || talk->held == signal.held) return;
  if (talk->consult && !talk->consult->by_phone()) return;  // The leg hears two by turns already.
  if (signal.held) handling::hold(turn, *contact);
  else handling::retrieve(turn, *contact);
}

void on(Turn& turn, const Mute& signal) {
  const auto* handling = handling::in_talk(turn, signal.agent, signal.contact);
  if (handling == nullptr || handling->muted == signal.on) return;
  const auto leg = handling->leg;
  turn.note(signal.contact.tenant, MuteChanged{handling->id, signal.contact, signal.agent, signal.on});
  turn.order(MuteLeg{leg, signal.on});
}

void on(Turn& turn, const SendDigits& signal) {
  const auto* handling = handling::in_talk(turn, signal.agent, signal.contact);
  if (handling == nullptr) return;
  const auto is_key = [](char c) { return std::string_view("0123456789*#ABCD").find(c) != std::string_view::npos; };
  const auto& digits = signal.digits.text;
  if (digits.empty() || digits.size() > limits::kSentDigits || !std::ranges::all_of(digits, is_key))
    return turn.refuse(base::ErrorCode::kBadInput, "refuse.digits");
  const auto& contact = *turn.state.contact(signal.contact);
  turn.note(signal.contact.tenant, DigitsSent{signal.contact, signal.agent, signal.digits}, contact.party);
  const auto& consult = contact.talk()->consult;
  const bool to_target = consult && !consult->by_phone() && consult->answered && contact.talk()->held;
  turn.order(SendLegDigits{to_target ? consult->leg : contact.run.leg, signal.digits});
}

void on(Turn& turn, const HangUp& signal) {
  const auto* handling = handling::requested(turn, signal.agent, signal.contact);
  if (handling == nullptr) return;
  if (!handling->live()) return turn.refuse(base::ErrorCode::kConflict, "refuse.not_talking");
  handling::agent_hung_up(turn, signal.contact);
}

}  // namespace rules
}  // namespace peal::core
