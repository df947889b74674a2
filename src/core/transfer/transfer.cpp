#include "core/transfer/transfer.hpp"

#include "core/consult/consult.hpp"
#include "core/flow/interpreter.hpp"
#include "core/handling/talk.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/park/park.hpp"
#include "core/queue/visit.hpp"
#include "core/rules.hpp"
#include "core/transfer/ring.hpp"

namespace peal::core {
namespace transfer {
namespace {

using base::ErrorCode;
using Kind = Place::Kind;

std::optional<Refusal> cannot_go(const State& state, AgentId from, const Place& place) {
  switch (place.kind) {
    case Kind::kNobody: return Refusal{ErrorCode::kNotFound, "refuse.no_target"};
    case Kind::kAgent:
      if (place.agent == from) return Refusal{ErrorCode::kBadInput, "refuse.target_self"};
      return cannot_call(state, place.agent);
    case Kind::kQueue:
      if (queue::full(state, place.queue)) return Refusal{ErrorCode::kOverloaded, "refuse.queue_full"};
      return std::nullopt;
    case Kind::kFlow:
      if (!state.flows.contains(place.number->flow)) return Refusal{ErrorCode::kNotFound, "refuse.no_target"};
      return std::nullopt;
    case Kind::kOutside: return cannot_call_outside(state, from, place.digits);
    case Kind::kPark: return park::cannot_park(state, from.tenant, place.digits);
    case Kind::kConference: return std::nullopt;  // The door itself says who may enter.
  }
  return std::nullopt;
}

void note_transfer(Turn& turn, const LiveContact& contact, const LiveHandling& talk, const Place& place, const Order& order) {
  ContactTransferred fact;
  fact.contact = contact.id;
  fact.handling = talk.id;
  fact.agent = talk.agent;
  fact.by = order.by;
  fact.referred_by = order.referred_by;
  fact.target = place.kind == Kind::kAgent ? TargetKind::kAgent : place.kind == Kind::kQueue ? TargetKind::kQueue : TargetKind::kNumber;
  fact.to = place.agent;
  fact.queue = place.queue;
  if (place.kind == Kind::kFlow) fact.number = place.number->id;
  if (place.kind == Kind::kOutside || place.kind == Kind::kConference) fact.digits.text = place.digits;
  turn.note(contact.id.tenant, std::move(fact), contact.party);
}

void send_to_flow(Turn& turn, ContactId id, const Number& number) {
  const auto leg = turn.state.contact(id)->run.leg;
  turn.order(StopPlay{leg});
  turn.note(id.tenant, ContactSentToFlow{id, leg, number.id, number.flow, number.language, {}});
  flow::begin(turn, leg);
}

void send_to_conference(Turn& turn, ContactId id, ConferenceId room) {
  const auto leg = turn.state.contact(id)->run.leg;
  const auto language = turn.state.contact(id)->run.language;
  turn.order(StopPlay{leg});
  turn.note(id.tenant, ContactSentToFlow{id, leg, {}, FlowId{id.tenant, 0}, language, room});
  flow::begin(turn, leg);
}

void go(Turn& turn, ContactId id, const LiveHandling& talk, const Place& place, const Order& order) {
  const auto caller = turn.state.contact(id)->run.leg;
  switch (place.kind) {
    case Kind::kQueue: return queue::enter_transferred(turn, id, place.queue);
    case Kind::kFlow: return send_to_flow(turn, id, *place.number);
    case Kind::kConference: return send_to_conference(turn, id, place.conference);
    case Kind::kAgent:
    case Kind::kOutside:
      turn.order(StopPlay{caller});
      turn.order(PlayRingBack{caller});
      return ring(turn, id, Ring{talk.agent, place.agent, base::Personal{place.digits}, talk.queue, RingCause::kTransfer, {}, {}, {}, order.referred_by, place.diversions});
    case Kind::kPark:
    case Kind::kNobody: return;
  }
}

}  // namespace

std::optional<Refusal> blind(Turn& turn, ContactId id, const Order& order) {
  auto& contact = *turn.state.contact(id);
  const auto from = contact.talk()->agent;
  const auto place = forwarded(turn.state, find_place(turn.state, id.tenant, order.to));
  const auto& consult = contact.talk()->consult;
  const bool whom_asked = consult && place.kind == Kind::kAgent && consult->to == place.agent;
  if (whom_asked) return consult::complete(turn, id, consult::Completion{order.by, order.referred_by, order.report_to});
  if (auto refusal = cannot_go(turn.state, from, place)) return refusal;
  if (order.report_to.valid()) turn.order(ReportReferral{order.report_to, 200});
  if (place.kind == Kind::kPark) {
    park::park(turn, id, place.digits, order.by);
    return std::nullopt;
  }
  if (consult) consult::close(turn, contact, ConsultEnd::kCancelled, ErrorCode::kCancelled);
  const LiveHandling talk = *contact.talk();
  note_transfer(turn, contact, talk, place, order);
  if (!talk.held) turn.order(UnbridgeLegs{contact.run.leg, talk.leg});
  handling::end_talk(turn, contact, HandlingEnd::kTransferred);
  go(turn, id, talk, place, order);
  handling::start_wrap_up(turn, id, talk.id);
  return std::nullopt;
}

}  // namespace transfer

namespace rules {

void on(Turn& turn, const TransferContact& signal) {
  if (handling::in_talk(turn, signal.agent, signal.contact) == nullptr) return;
  const auto refusal = transfer::blind(turn, signal.contact, transfer::Order{signal.to, signal.by, {}, {}});
  if (refusal) turn.refuse(refusal->code, refusal->why);
}

}  // namespace rules
}  // namespace peal::core
