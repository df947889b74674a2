#include "core/pbx/dial.hpp"

#include <optional>

#include "core/consult/consult.hpp"
#include "core/flow/interpreter.hpp"
#include "core/park/park.hpp"
#include "core/pbx/forwarding.hpp"
#include "core/pbx/internal.hpp"
#include "core/pbx/notice.hpp"
#include "core/pbx/pickup.hpp"

namespace peal::core::pbx {
namespace {

using base::ErrorCode;
using Kind = transfer::Place::Kind;

void reject(Turn& turn, LegId leg, ErrorCode cause) {
  const bool later = cause == ErrorCode::kOverloaded;
  turn.order(RejectLeg{leg, cause, later ? limits::kDrainRetryAfter : base::Seconds{0}});
}

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

void set_forwarding(Turn& turn, const LegArrived& signal, const SetForwarding& wish) {
  const auto refusal = forward(turn, wish);
  say(turn, signal, refusal ? kNotPossible : wish.to.empty() ? kForwardingOff : kForwardingOn);
}

void enter_flow(Turn& turn, const LegArrived& signal, const Number& number) {
  if (!turn.state.flows.contains(number.flow)) return reject(turn, signal.leg, ErrorCode::kNotFound);
  turn.note(signal.agent.tenant, InternalCallStarted{signal.leg, signal.agent, signal.dialled, number.flow, {}});
  flow::begin(turn, signal.leg);
}

// A second call of a phone in talk asks somebody about the customer.
void ask_from_phone(Turn& turn, const LegArrived& signal, const LiveAgent& agent) {
  const auto* contact = turn.state.contact(agent.contact);
  const auto* talk = contact == nullptr ? nullptr : contact->talk();
  const bool talks = agent.on_line() && talk != nullptr && talk->id == agent.handling && talk->leg.valid();
  if (!talks) return reject(turn, signal.leg, ErrorCode::kBusy);
  const consult::Question question{Target{TargetKind::kNumber, {}, {}, base::Personal{signal.dialled}}, signal.leg};
  if (const auto refusal = consult::start(turn, agent.contact, question)) reject(turn, signal.leg, refusal->code);
}

}  // namespace

void dial(Turn& turn, const LegArrived& signal) {
  const auto* agent = turn.state.agent(signal.agent);
  if (agent == nullptr) return reject(turn, signal.leg, ErrorCode::kForbidden);
  if (turn.state.draining) return reject(turn, signal.leg, ErrorCode::kOverloaded);
  if (!agent->idle()) return ask_from_phone(turn, signal, *agent);
  if (signal.replaces.valid()) return pick_up_leg(turn, signal);
  if (signal.dialled == "*8") return pick_up_group(turn, signal);
  if (signal.dialled.starts_with("**")) return pick_up_extension(turn, signal, signal.dialled.substr(2));
  if (const auto wish = forwarding_of(signal)) return set_forwarding(turn, signal, *wish);
  const auto place = transfer::find_place(turn.state, signal.agent.tenant, signal.dialled);
  switch (place.kind) {
    case Kind::kFlow: return enter_flow(turn, signal, *place.number);
    case Kind::kAgent:
    case Kind::kOutside: return call(turn, signal, place);
    case Kind::kPark: {
      const auto refusal = park::retrieve(turn, park::parked_at(turn.state, signal.agent.tenant, signal.dialled), signal.agent, signal.leg);
      return refusal ? reject(turn, signal.leg, refusal->code) : void();
    }
    case Kind::kQueue:
    case Kind::kNobody: return reject(turn, signal.leg, ErrorCode::kNotFound);
  }
}

}  // namespace peal::core::pbx
