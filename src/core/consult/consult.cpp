#include "core/consult/consult.hpp"

#include "core/agent/status.hpp"
#include "core/handling/talk.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/recording/recording.hpp"
#include "core/rules.hpp"
#include "core/transfer/ring.hpp"

namespace peal::core {
namespace consult {
namespace {

using base::ErrorCode;
using transfer::Place;
using transfer::Refusal;

void play_music(Turn& turn, LegId leg, QueueId id) {
  const auto* queue = turn.state.queue(id);
  turn.order(PlayMusic{leg, id, queue == nullptr ? "default" : queue->config->music});
}

void hold_customer(Turn& turn, LiveContact& contact) {
  const auto& talk = *contact.talk();
  const auto leg = talk.leg;
  const auto queue = talk.queue;
  turn.note(contact.id.tenant, HoldStarted{talk.id, contact.id, talk.agent});
  turn.order(UnbridgeLegs{contact.run.leg, leg});
  play_music(turn, contact.run.leg, queue);
}

// What is said between agent and target is not the customer's to hear, in the recording neither.
void record_nobody(Turn& turn, const LiveContact& contact) { recording::follow(turn, contact, {}); }

void retrieve_customer(Turn& turn, LiveContact& contact) {
  const auto& talk = *contact.talk();
  const auto leg = talk.leg;
  turn.note(contact.id.tenant, HoldEnded{talk.id, contact.id, talk.agent});
  turn.order(StopPlay{contact.run.leg});
  turn.order(BridgeLegs{contact.run.leg, leg});
  recording::follow(turn, contact, leg);
}

std::optional<Refusal> cannot_ask(const State& state, const LiveHandling& talk, const Place& place) {
  if (talk.consult) return Refusal{ErrorCode::kConflict, "refuse.consulting"};
  if (place.kind == Place::Kind::kNobody) return Refusal{ErrorCode::kNotFound, "refuse.no_target"};
  if (place.kind == Place::Kind::kOutside) return transfer::cannot_call_outside(state, talk.agent, place.digits);
  if (place.kind != Place::Kind::kAgent) return Refusal{ErrorCode::kBadInput, "refuse.consult_target"};
  if (place.agent == talk.agent) return Refusal{ErrorCode::kBadInput, "refuse.target_self"};
  return transfer::cannot_call(state, place.agent);
}

void ring_target(Turn& turn, const LiveContact& contact, const Place& place, LegId leg, base::Seconds lasts) {
  const auto& talk = *contact.talk();
  const auto* asks = turn.state.agent(talk.agent);
  RingLeg command;
  command.leg = leg;
  command.agent = place.agent.valid() ? place.agent : talk.agent;
  command.contact = place.agent.valid() ? contact.id : ContactId{};
  command.caller = base::Personal{asks->config->number};
  command.caller_name = base::Personal{asks->config->name};
  command.timeout = lasts + limits::kRingMargin;
  command.caller_leg = talk.leg;
  command.heard_by = talk.consult->by_phone() ? talk.consult->own_leg : talk.leg;
  command.number.text = place.digits;
  command.diversions = place.diversions;
  turn.ring(std::move(command));
}

// The one handling of this contact that asks somebody, else null.
LiveHandling* asking(Turn& turn, ContactId id) {
  auto* contact = turn.state.contact(id);
  auto* talk = contact == nullptr ? nullptr : contact->talk();
  return talk != nullptr && talk->consult ? talk : nullptr;
}

// Back from the target to the customer.
void give_back(Turn& turn, ContactId id, ConsultEnd how, ErrorCode cause) {
  auto& contact = *turn.state.contact(id);
  const bool by_phone = contact.talk()->consult->by_phone();
  const bool joined = contact.talk()->consult->joined();
  close(turn, contact, how, cause);
  if (joined) {
    turn.order(BridgeLegs{contact.run.leg, contact.talk()->leg});
    return recording::follow(turn, contact, contact.talk()->leg);
  }
  if (!by_phone && contact.talk()->held) retrieve_customer(turn, contact);
}

}  // namespace

std::optional<Refusal> start(Turn& turn, ContactId id, const Question& question) {
  auto& contact = *turn.state.contact(id);
  const auto& talk = *contact.talk();
  const auto place = transfer::forwarded(turn.state, transfer::find_place(turn.state, id.tenant, question.to));
  if (auto refusal = cannot_ask(turn.state, talk, place)) return refusal;
  const bool by_phone = question.own_leg.valid();
  if (!by_phone && !talk.held) hold_customer(turn, contact);
  if (!by_phone) record_nobody(turn, contact);
  const auto lasts = place.agent.valid() ? limits::kTransferRing : limits::kOutsideRing;
  const auto leg = turn.make<LegId>(id.tenant);
  turn.note(id.tenant,
            ConsultStarted{talk.id, id, talk.agent, place.agent, base::Personal{place.digits}, leg, question.own_leg, turn.now + lasts},
            contact.party);
  turn.order(by_phone ? Command{RingBack{question.own_leg, contact.talk()->leg}} : Command{PlayRingBack{contact.talk()->leg}});
  ring_target(turn, contact, place, leg, lasts);
  return std::nullopt;
}

void answered(Turn& turn, ContactId id) {
  const auto* talk = asking(turn, id);
  if (talk == nullptr || talk->consult->answered) return;
  const auto consult = *talk->consult;
  const auto own = talk->leg;
  const bool hears = talk->held;
  turn.note(id.tenant, ConsultAnswered{talk->id, id, talk->agent, consult.to, consult.leg});
  if (consult.by_phone()) return turn.order(AnswerLeg{consult.own_leg, consult.leg});
  if (!hears) return play_music(turn, consult.leg, {});
  turn.order(StopPlay{own});
  turn.order(BridgeLegs{own, consult.leg});
}

void own_answered(Turn& turn, ContactId id) {
  const auto* talk = asking(turn, id);
  if (talk != nullptr && talk->consult->by_phone() && talk->consult->answered)
    turn.order(BridgeLegs{talk->consult->own_leg, talk->consult->leg});
}

void target_gone(Turn& turn, ContactId id, ErrorCode cause) {
  const auto* talk = asking(turn, id);
  if (talk != nullptr) give_back(turn, id, talk->consult->answered ? ConsultEnd::kTargetLeft : ConsultEnd::kNotReached, cause);
}

void own_gone(Turn& turn, ContactId id) {
  if (asking(turn, id) != nullptr) give_back(turn, id, ConsultEnd::kCancelled, ErrorCode::kCancelled);
}

void due(Turn& turn, ContactId id) {
  const auto* talk = asking(turn, id);
  if (talk == nullptr || !talk->consult->expires.on() || talk->consult->expires.at > turn.now) return;
  give_back(turn, id, ConsultEnd::kNotReached, ErrorCode::kNoAnswer);
}

void close(Turn& turn, LiveContact& contact, ConsultEnd how, ErrorCode cause) {
  const auto& talk = *contact.talk();
  const auto consult = *talk.consult;
  const auto own = talk.leg;
  const bool stays = how == ConsultEnd::kCompleted;
  const base::Millis talked = consult.answered ? turn.now - consult.since : base::Millis{0};
  turn.note(contact.id.tenant, ConsultEnded{talk.id, contact.id, talk.agent, consult.to, consult.leg, how, cause, talked});
  if (consult.joined())
    for (const auto leg : {contact.run.leg, own, consult.leg}) turn.order(LeaveMix{leg});
  if (!stays) turn.order(HangUpLeg{consult.leg, ErrorCode::kCancelled});
  const bool heard = consult.answered && !consult.joined() && (consult.by_phone() || talk.held);
  const auto with = consult.by_phone() ? consult.own_leg : own;
  if (stays && heard) turn.order(UnbridgeLegs{with, consult.leg});
  if (consult.by_phone()) turn.order(HangUpLeg{consult.own_leg, cause});
  else if (own.valid() && !consult.answered && !stays) turn.order(StopPlay{own});
  if (!stays && consult.to.valid()) agent::settle(turn, consult.to);
}

std::optional<Refusal> complete(Turn& turn, ContactId id, const Completion& how) {
  const auto* asks = asking(turn, id);
  if (asks == nullptr) return Refusal{ErrorCode::kConflict, "refuse.no_consult"};
  auto& contact = *turn.state.contact(id);
  if (how.report_to.valid()) turn.order(ReportReferral{how.report_to, 200});
  const auto consult = *asks->consult;
  close(turn, contact, ConsultEnd::kCompleted, ErrorCode::kCancelled);
  const LiveHandling talk = *contact.talk();
  ContactTransferred fact{id, talk.id, talk.agent, true, TargetKind::kNumber, consult.to, {}, {}, consult.digits, how.referred_by, how.by};
  if (consult.to.valid()) fact.target = TargetKind::kAgent;
  turn.note(id.tenant, std::move(fact), contact.party);
  if (!talk.held) turn.order(UnbridgeLegs{contact.run.leg, talk.leg});
  handling::end_talk(turn, contact, HandlingEnd::kTransferred);
  if (!consult.answered) {
    turn.order(StopPlay{contact.run.leg});
    turn.order(PlayRingBack{contact.run.leg, consult.leg});
    transfer::ring(turn, id, transfer::Ring{talk.agent, consult.to, consult.digits, talk.queue, RingCause::kTransfer, {}, consult.leg, consult.expires.at, {}});
  } else if (consult.to.valid()) {
    handling::start(turn, contact, handling::Start{consult.to, talk.queue, consult.leg});
  } else {
    transfer::start_outside(turn, contact, talk.agent, consult.leg, consult.digits);
  }
  handling::start_wrap_up(turn, id, talk.id);
  return std::nullopt;
}

std::optional<Refusal> join(Turn& turn, ContactId id) {
  const auto* asks = asking(turn, id);
  if (asks == nullptr) return Refusal{ErrorCode::kConflict, "refuse.no_consult"};
  const auto talk = *asks;
  if (talk.consult->by_phone()) return Refusal{ErrorCode::kConflict, "refuse.join_on_phone"};
  if (!talk.consult->answered) return Refusal{ErrorCode::kConflict, "refuse.consult_ringing"};
  if (talk.consult->joined()) return Refusal{ErrorCode::kConflict, "refuse.already_joined"};
  const auto mix = turn.make<MixId>(id.tenant);
  if (talk.held) turn.note(id.tenant, HoldEnded{talk.id, id, talk.agent});
  turn.note(id.tenant, ConsultJoined{talk.id, id, talk.agent, talk.consult->to, talk.consult->leg, mix});
  for (const auto leg : {turn.state.contact(id)->run.leg, talk.leg, talk.consult->leg}) {
    turn.order(StopPlay{leg});
    turn.order(JoinMix{leg, mix});
  }
  return std::nullopt;
}

void split(Turn& turn, ContactId id) {
  const auto* asks = asking(turn, id);
  if (asks == nullptr || !asks->consult->joined()) return;
  const auto talk = *asks;
  const auto customer = turn.state.contact(id)->run.leg;
  turn.note(id.tenant, ConsultSplit{talk.id, id, talk.agent, talk.consult->to, talk.consult->leg});
  turn.note(id.tenant, HoldStarted{talk.id, id, talk.agent});
  for (const auto leg : {customer, talk.leg, talk.consult->leg}) turn.order(LeaveMix{leg});
  play_music(turn, customer, talk.queue);
  turn.order(BridgeLegs{talk.leg, talk.consult->leg});
  record_nobody(turn, *turn.state.contact(id));
}

}  // namespace consult

namespace rules {
namespace {

// The handling when it asks somebody; else null after a refusal.
LiveHandling* in_consult(Turn& turn, AgentId agent, ContactId contact) {
  auto* handling = handling::in_talk(turn, agent, contact);
  if (handling == nullptr || handling->consult) return handling;
  turn.refuse(base::ErrorCode::kConflict, "refuse.no_consult");
  return nullptr;
}

}  // namespace

void on(Turn& turn, const Consult& signal) {
  if (handling::in_talk(turn, signal.agent, signal.contact) == nullptr) return;
  const auto refusal = consult::start(turn, signal.contact, consult::Question{signal.to, {}});
  if (refusal) turn.refuse(refusal->code, refusal->why);
}

void on(Turn& turn, const SwapConsult& signal) {
  using base::ErrorCode;
  const auto* talk = in_consult(turn, signal.agent, signal.contact);
  if (talk == nullptr) return;
  if (talk->consult->by_phone()) return turn.refuse(ErrorCode::kConflict, "refuse.swap_on_phone");
  if (!talk->consult->answered) return turn.refuse(ErrorCode::kConflict, "refuse.consult_ringing");
  if (talk->consult->joined()) return consult::split(turn, signal.contact);
  auto& contact = *turn.state.contact(signal.contact);
  const auto own = talk->leg;
  const auto target = talk->consult->leg;
  if (talk->held) {
    turn.order(UnbridgeLegs{own, target});
    consult::play_music(turn, target, talk->queue);
    return consult::retrieve_customer(turn, contact);
  }
  consult::hold_customer(turn, contact);
  consult::record_nobody(turn, contact);
  turn.order(StopPlay{target});
  turn.order(BridgeLegs{own, target});
}

void on(Turn& turn, const CompleteTransfer& signal) {
  if (in_consult(turn, signal.agent, signal.contact) == nullptr) return;
  const auto refusal = consult::complete(turn, signal.contact, consult::Completion{signal.by, {}, {}});
  if (refusal) turn.refuse(refusal->code, refusal->why);
}

void on(Turn& turn, const JoinConsult& signal) {
  if (in_consult(turn, signal.agent, signal.contact) == nullptr) return;
  const auto refusal = consult::join(turn, signal.contact);
  if (refusal) turn.refuse(refusal->code, refusal->why);
}

void on(Turn& turn, const CancelConsult& signal) {
  if (in_consult(turn, signal.agent, signal.contact) != nullptr) consult::own_gone(turn, signal.contact);
}

}  // namespace rules
}  // namespace peal::core
