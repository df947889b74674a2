#include "core/pbx/dial.hpp"

#include <algorithm>
#include <optional>

#include "core/consult/consult.hpp"
#include "core/flow/interpreter.hpp"
#include "core/park/park.hpp"
#include "core/pbx/forwarding.hpp"
#include "core/pbx/internal.hpp"
#include "core/pbx/notice.hpp"
#include "core/pbx/phone_rules.hpp"
#include "core/pbx/pickup.hpp"
#include "core/seat/codes.hpp"
#include "core/seat/seat.hpp"

namespace peal::core::pbx {
namespace {

using base::ErrorCode;
using Kind = transfer::Place::Kind;

void reject(Turn& turn, LegId leg, ErrorCode cause) {
  const bool later = cause == ErrorCode::kOverloaded;
  turn.order(RejectLeg{leg, cause, later ? limits::kDrainRetryAfter : base::Seconds{0}});
}

constexpr std::string_view kPickUpGroup = "*8";
constexpr std::string_view kPickUp = "**";  // With an extension behind it.

// The codes of docs/guide/phones.md: on with a number behind it, and off.
struct ForwardCode {
  std::string_view on, off;
  ForwardWhen when;
};
constexpr ForwardCode kForwardCodes[] = {
    {"*72", "*73", ForwardWhen::kAlways}, {"*90", "*91", ForwardWhen::kBusy}, {"*92", "*93", ForwardWhen::kNoAnswer}};

std::optional<SetForwarding> forwarding_of(const LegArrived& signal) {
  const std::string_view dialled = signal.dialled;
  for (const auto& code : kForwardCodes) {
    if (dialled == code.off) return SetForwarding{signal.agent, code.when, {}, {}};
    if (dialled.starts_with(code.on) && dialled.size() > code.on.size())
      return SetForwarding{signal.agent, code.when, std::string(dialled.substr(code.on.size())), {}};
  }
  return std::nullopt;
}

struct RuleCode {
  std::string_view code;
  const char* notice;
  std::optional<bool> SetPhoneRules::*rule;
  bool on;
};
constexpr RuleCode kRuleCodes[] = {{"*70", kWaitingOn, &SetPhoneRules::call_waiting, true},
                                   {"*71", kWaitingOff, &SetPhoneRules::call_waiting, false},
                                   {"*78", kNotDisturbed, &SetPhoneRules::do_not_disturb, true},
                                   {"*79", kDisturbed, &SetPhoneRules::do_not_disturb, false}};

bool set_rule(Turn& turn, const LegArrived& signal) {
  const auto* found = std::ranges::find(kRuleCodes, std::string_view(signal.dialled), &RuleCode::code);
  if (found == std::end(kRuleCodes)) return false;
  SetPhoneRules wish;
  wish.agent = signal.agent;
  wish.*(found->rule) = found->on;
  say(turn, signal, set_rules(turn, wish) ? kNotPossible : found->notice);
  return true;
}

bool change_seat(Turn& turn, const LegArrived& signal, AgentId phone) {
  const std::string_view code = seat::kSeatCode;
  if (signal.dialled == seat::kLeaveCode) seat::leave_by_code(turn, signal, phone);
  else if (signal.dialled.starts_with(code) && signal.dialled.size() > code.size()) seat::ask_pin(turn, signal, phone, signal.dialled.substr(code.size()));
  else return false;
  return true;
}

void set_forwarding(Turn& turn, const LegArrived& signal, const SetForwarding& wish) {
  const auto refusal = forward(turn, wish);
  say(turn, signal, refusal ? kNotPossible : wish.to.empty() ? kForwardingOff : kForwardingOn);
}

void enter_flow(Turn& turn, const LegArrived& signal, const Number& number) {
  if (!turn.state.flows.contains(number.flow)) return reject(turn, signal.leg, ErrorCode::kNotFound);
  turn.note(signal.agent.tenant, InternalCallStarted{signal.leg, signal.agent, signal.dialled, number.flow, {}});
  flow::begin(turn, signal.leg);
}

// A phone in a call without a customer may call somebody else as well.
bool call_beside(Turn& turn, const LegArrived& signal, const LiveAgent& agent) {
  if (!may_begin_second(turn.state, agent).valid()) return false;
  const auto place = transfer::find_place(turn.state, signal.agent.tenant, signal.dialled);
  if (place.kind != Kind::kAgent && place.kind != Kind::kOutside) return false;
  call(turn, signal, place);
  return true;
}

void enter_conference(Turn& turn, const LegArrived& signal, ConferenceId room) {
  turn.note(signal.agent.tenant, InternalCallStarted{signal.leg, signal.agent, signal.dialled, {}, {}, {}, room});
  flow::begin(turn, signal.leg);
}

// In wrap-up the phone is free and its owner's: one call may stand beside the work.
bool free_to_call(const LiveAgent& agent) {
  return agent.idle() || (agent.activity == AgentActivity::kWrapUp && !agent.second_leg.valid());
}

// A second call of a phone in talk asks somebody about the customer.
void ask_from_phone(Turn& turn, const LegArrived& signal, const LiveAgent& agent) {
  const auto* contact = turn.state.contact(agent.contact);
  const auto* talk = contact == nullptr ? nullptr : contact->talk();
  const bool talks = agent.on_line() && talk != nullptr && talk->id == agent.handling && talk->leg.valid();
  if (!talks) return reject(turn, signal.leg, ErrorCode::kBusy);
  // Those in a conference are asked by going in; the customer may follow (hand_over).
  const auto place = transfer::find_place(turn.state, signal.agent.tenant, signal.dialled);
  if (place.kind == Kind::kConference && !talk->consult && !agent.second_leg.valid()) return enter_conference(turn, signal, place.conference);
  const consult::Question question{Target{TargetKind::kNumber, {}, {}, base::Personal{signal.dialled}}, signal.leg};
  if (const auto refusal = consult::start(turn, agent.contact, question)) reject(turn, signal.leg, refusal->code);
}

}  // namespace

void dial(Turn& turn, const LegArrived& arrived) {
  auto signal = arrived;
  signal.agent = seat::sitter(turn.state, arrived.agent);
  if (signal.agent != arrived.agent) turn.order(OwnLeg{signal.leg, signal.agent});
  const auto* agent = turn.state.agent(signal.agent);
  if (agent == nullptr) return reject(turn, signal.leg, ErrorCode::kForbidden);
  if (turn.state.draining) return reject(turn, signal.leg, ErrorCode::kOverloaded);
  if (!free_to_call(*agent)) return call_beside(turn, signal, *agent) ? void() : ask_from_phone(turn, signal, *agent);
  if (signal.replaces.valid()) return pick_up_leg(turn, signal);
  if (signal.dialled == kPickUpGroup) return pick_up_group(turn, signal);
  if (signal.dialled.starts_with(kPickUp)) return pick_up_extension(turn, signal, signal.dialled.substr(kPickUp.size()));
  if (change_seat(turn, signal, arrived.agent) || set_rule(turn, signal)) return;
  if (const auto wish = forwarding_of(signal)) return set_forwarding(turn, signal, *wish);
  const auto place = transfer::find_place(turn.state, signal.agent.tenant, signal.dialled);
  switch (place.kind) {
    case Kind::kFlow: return enter_flow(turn, signal, *place.number);
    case Kind::kAgent:
    case Kind::kOutside: return call(turn, signal, place);
    case Kind::kConference: return enter_conference(turn, signal, place.conference);
    case Kind::kPark: {
      const auto refusal = park::retrieve(turn, park::parked_at(turn.state, signal.agent.tenant, signal.dialled), signal.agent, signal.leg);
      return refusal ? reject(turn, signal.leg, refusal->code) : void();
    }
    case Kind::kQueue:
    case Kind::kNobody: return reject(turn, signal.leg, ErrorCode::kNotFound);
  }
}

bool is_code(std::string_view dialled) {
  const auto forwards = [&](const ForwardCode& code) { return dialled.starts_with(code.on) || dialled == code.off; };
  return dialled == kPickUpGroup || dialled.starts_with(kPickUp) || dialled.starts_with(seat::kSeatCode) ||
         dialled == seat::kLeaveCode || std::ranges::find(kRuleCodes, dialled, &RuleCode::code) != std::end(kRuleCodes) ||
         std::ranges::any_of(kForwardCodes, forwards);
}

}  // namespace peal::core::pbx
