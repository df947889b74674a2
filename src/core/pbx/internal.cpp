#include "core/pbx/internal.hpp"

#include "core/agent/status.hpp"
#include "core/contact/end.hpp"
#include "core/flow/interpreter.hpp"
#include "core/pbx/notice.hpp"
#include "core/pbx/outside_contact.hpp"
#include "core/pbx/phone_rules.hpp"

namespace peal::core::pbx {
namespace {

using base::ErrorCode;
using transfer::Place;
using transfer::Refusal;

InternalCall* call_of(Turn& turn, LegId leg) {
  const auto found = turn.state.internal_calls.find(leg);
  return found == turn.state.internal_calls.end() ? nullptr : &found->second;
}

// An extension rings whoever has it, signed in for the day or not.
std::optional<Refusal> cannot_reach(const State& state, AgentId caller, const Place& place) {
  if (place.kind == Place::Kind::kOutside) {
    if (must_write_up_first(state, caller)) return Refusal{ErrorCode::kConflict, "refuse.disposition_needed"};
    return transfer::cannot_call_outside(state, caller, place.digits);
  }
  const auto* agent = state.agent(place.agent);
  if (agent == nullptr || place.agent == caller) return Refusal{ErrorCode::kNotFound, "refuse.no_target"};
  const bool takes_it = (agent->idle() || takes_second(state, *agent)) && !agent->rules.do_not_disturb;
  if (!takes_it) return Refusal{ErrorCode::kBusy, "refuse.target_busy"};
  if (!agent->reachable()) return Refusal{ErrorCode::kUnavailable, "refuse.target_away"};
  return std::nullopt;
}

void ring(Turn& turn, LegId call, const Place& place, PartyId party) {
  const auto caller = call_of(turn, call)->agent;
  const auto* calls = turn.state.agent(caller);
  const auto* called = turn.state.agent(place.agent);
  const auto lasts = called != nullptr ? ring_time(*called) : limits::kOutsideRing;
  const auto peer = turn.make<LegId>(caller.tenant);
  // Only a party's key could seal whom somebody called.
  const base::Personal shown{party.valid() ? place.digits : std::string{}};
  turn.note(caller.tenant, InternalCallRung{call, caller, place.agent, shown, peer, turn.now + lasts, place.agent.valid() ? PartyId{} : party}, party);
  RingLeg command;
  command.leg = peer;
  command.agent = place.agent.valid() ? place.agent : caller;
  command.caller = base::Personal{calls == nullptr ? std::string{} : calls->config->number};
  command.caller_name = base::Personal{calls == nullptr ? std::string{} : calls->config->name};
  command.timeout = lasts + limits::kRingMargin;
  command.caller_leg = call;
  command.heard_by = call;
  command.number.text = place.digits;
  command.diversions = place.diversions;
  turn.ring(std::move(command));
}

// The leg by which the agent hears somebody now: in a call of its own, or a customer.
LegId hears_by(const State& state, const LiveAgent& agent) {
  if (agent.activity == AgentActivity::kInternalCall) return agent.internal_leg;
  const auto* contact = agent.on_line() ? state.contact(agent.contact) : nullptr;
  const auto* talk = contact == nullptr ? nullptr : contact->talk();
  return talk == nullptr ? LegId{} : talk->leg;
}

// The call that this one may be joined with later, so that both are on one media thread.
LegId stands_beside(const State& state, AgentId caller, LegId leg, const Place& place) {
  for (const auto id : {caller, place.agent}) {
    const auto* agent = state.agent(id);
    const auto hears = agent == nullptr ? LegId{} : hears_by(state, *agent);
    if (hears.valid() && hears != leg) return hears;
  }
  return {};
}

// Where a call goes on whose peer did not answer, by the peer's own wish.
Place no_answer_place(const State& state, AgentId to, ErrorCode cause) {
  const auto* agent = state.agent(to);
  if (agent == nullptr) return {};
  const bool busy = cause == ErrorCode::kBusy || cause == ErrorCode::kDeclined;
  const auto& wish = busy ? agent->forward_busy : agent->forward_no_answer;
  if (wish.empty()) return {};
  auto place = transfer::find_place(state, to.tenant, wish);
  if (place.kind == Place::Kind::kOutside && !agent->config->may_call_outside) return {};
  place.diversions = {{base::Personal{agent->config->number}, busy ? DiversionReason::kBusy : DiversionReason::kNoAnswer}};
  return transfer::forwarded(state, std::move(place));
}

}  // namespace

void call(Turn& turn, const LegArrived& signal, const Place& wanted) {
  auto place = transfer::forwarded(turn.state, wanted, true);
  auto refusal = cannot_reach(turn.state, signal.agent, place);
  if (refusal && place.agent.valid()) {
    auto next = no_answer_place(turn.state, place.agent, refusal->code);
    const bool better = next.kind == Place::Kind::kAgent || next.kind == Place::Kind::kOutside;
    if (better && !cannot_reach(turn.state, signal.agent, next)) place = std::move(next), refusal.reset();
  }
  if (refusal && refusal->code == ErrorCode::kConflict) return say(turn, signal, kWriteUpFirst);
  if (refusal) return turn.order(RejectLeg{signal.leg, refusal->code, base::Seconds{0}});
  const bool outside = place.kind == Place::Kind::kOutside;
  turn.note(signal.agent.tenant, InternalCallStarted{signal.leg, signal.agent, outside ? std::string{} : signal.dialled, {}, {}, {}});
  turn.order(RingBack{signal.leg, stands_beside(turn.state, signal.agent, signal.leg, place)});
  // The party is whose number was dialled, and not whose a forwarding leads to.
  ring(turn, signal.leg, place, place.diversions.empty() ? signal.party : PartyId{});
}

void say(Turn& turn, const LegArrived& signal, const char* notice) {
  turn.note(signal.agent.tenant, InternalCallStarted{signal.leg, signal.agent, signal.dialled, {}, notice, {}});
  flow::begin(turn, signal.leg);
}

void peer_answered(Turn& turn, LegId leg) {
  auto* call = call_of(turn, leg);
  if (call == nullptr || !call->peer || call->peer->up) return;
  const auto peer = call->peer->leg;
  turn.note(call->agent.tenant, InternalPeerAnswered{leg, call->agent, call->peer->to, peer});
  if (!call->run.up) return turn.order(AnswerLeg{leg});
  turn.order(StopPlay{leg});
  if (is_recorded(turn.state, *call)) return become_contact(turn, leg);
  turn.order(BridgeLegs{leg, peer});
}

void caller_answered(Turn& turn, LegId leg) {
  const auto* call = call_of(turn, leg);
  if (call == nullptr || !call->peer || !call->peer->up) return;
  if (is_recorded(turn.state, *call)) return become_contact(turn, leg);
  turn.order(BridgeLegs{leg, call->peer->leg});
}

void end_peer(Turn& turn, LegId leg, ErrorCode cause, bool hang_up) {
  auto* call = call_of(turn, leg);
  if (call == nullptr || !call->peer) return;
  const auto caller = call->agent;
  const auto to = call->peer->to;
  const auto peer = call->peer->leg;
  turn.note(caller.tenant, InternalPeerLeft{leg, caller, to, peer, cause});
  if (hang_up) turn.order(HangUpLeg{peer, ErrorCode::kCancelled});
  if (to.valid()) agent::settle(turn, to);
}

void peer_gone(Turn& turn, LegId leg, ErrorCode cause) {
  auto* call = call_of(turn, leg);
  if (call == nullptr || !call->peer) return;
  const bool talked = call->peer->up;
  const auto to = call->peer->to;
  const auto caller = call->agent;
  // Two phones that are both busy and forward to each other would be rung as fast as they refuse.
  const bool may_go_on = !talked && to.valid() && call->rings <= limits::kForwardings;
  end_peer(turn, leg, cause, false);
  auto next = may_go_on ? no_answer_place(turn.state, to, cause) : Place{};
  const bool goes_on = next.kind == Place::Kind::kAgent || next.kind == Place::Kind::kOutside;
  if (goes_on && !cannot_reach(turn.state, caller, next)) return ring(turn, leg, next, {});
  contact::end_internal(turn, leg, true, talked ? ErrorCode::kCancelled : cause);
}

void due(Turn& turn, LegId leg) {
  auto* call = call_of(turn, leg);
  if (call == nullptr || !call->peer || !call->peer->expires.on() || call->peer->expires.at > turn.now) return;
  turn.order(HangUpLeg{call->peer->leg, ErrorCode::kCancelled});
  peer_gone(turn, leg, ErrorCode::kNoAnswer);
}

void hold(Turn& turn, LegId leg, bool held) {
  const auto* use = turn.state.leg(leg);
  const auto name = use != nullptr && use->role == LegRole::kPeer ? use->call : leg;
  const auto* call = call_of(turn, name);
  if (call == nullptr || !call->peer || !call->peer->up || !call->run.up) return;
  const auto peer = call->peer->leg;
  const auto other = leg == name ? peer : name;
  if (held) {
    turn.order(UnbridgeLegs{name, peer});
    turn.order(PlayMusic{other, {}, "default"});
  } else {
    turn.order(StopPlay{other});
    turn.order(BridgeLegs{name, peer});
  }
}

std::optional<Refusal> redirect(Turn& turn, LegId leg, const std::string& digits, LegId report_to) {
  auto* call = call_of(turn, leg);
  if (call == nullptr || !call->peer || !call->peer->up) return Refusal{ErrorCode::kConflict, "refuse.not_talking"};
  const auto caller = call->agent;
  const auto sender = call->peer->to;
  const auto place = transfer::forwarded(turn.state, transfer::find_place(turn.state, caller.tenant, digits), true);
  if (place.kind == Place::Kind::kAgent && place.agent == sender) return Refusal{ErrorCode::kBadInput, "refuse.target_self"};
  if (place.kind != Place::Kind::kAgent && place.kind != Place::Kind::kOutside) return Refusal{ErrorCode::kNotFound, "refuse.no_target"};
  if (place.kind == Place::Kind::kOutside) {
    if (auto refusal = transfer::cannot_call_outside(turn.state, sender, digits)) return refusal;
  } else if (auto refusal = cannot_reach(turn.state, caller, place)) {
    return refusal;
  }
  turn.order(ReportReferral{report_to, 200});
  turn.order(UnbridgeLegs{leg, call->peer->leg});
  end_peer(turn, leg, ErrorCode::kCancelled, true);
  turn.order(PlayRingBack{leg});
  ring(turn, leg, place, {});
  return std::nullopt;
}

void take_over(Turn& turn, LegId leg, AgentId agent, LegId arrived) {
  const auto caller = call_of(turn, leg)->agent;
  end_peer(turn, leg, ErrorCode::kCancelled, true);
  turn.note(caller.tenant, InternalCallRung{leg, caller, agent, {}, arrived, turn.now + limits::kExtensionRing});
  turn.order(AnswerLeg{arrived, leg});
}

}  // namespace peal::core::pbx
