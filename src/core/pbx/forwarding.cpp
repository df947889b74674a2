#include "core/pbx/forwarding.hpp"

#include "core/apply.hpp"
#include "core/rules.hpp"

namespace peal::core {
namespace {

std::string& wish_of(LiveAgent& agent, ForwardWhen when) {
  return when == ForwardWhen::kAlways ? agent.forward_always : when == ForwardWhen::kBusy ? agent.forward_busy : agent.forward_no_answer;
}

}  // namespace

namespace pbx {

std::optional<transfer::Refusal> forward(Turn& turn, const SetForwarding& wish) {
  using base::ErrorCode;
  using transfer::Refusal;
  auto* agent = turn.state.agent(wish.agent);
  if (agent == nullptr || agent->retired) return Refusal{ErrorCode::kNotFound, "refuse.no_agent"};
  if (wish.to.size() > limits::kDialledDigits) return Refusal{ErrorCode::kBadInput, "refuse.no_target"};
  if (!wish.to.empty()) {
    const auto place = transfer::find_place(turn.state, wish.agent.tenant, wish.to);
    using Kind = transfer::Place::Kind;
    if (place.kind == Kind::kOutside) {
      if (auto refusal = transfer::cannot_call_outside(turn.state, wish.agent, wish.to)) return refusal;
    } else if (place.kind != Kind::kAgent) {
      return Refusal{ErrorCode::kNotFound, "refuse.no_target"};
    } else if (place.agent == wish.agent) {
      return Refusal{ErrorCode::kBadInput, "refuse.target_self"};
    }
  }
  if (wish_of(*agent, wish.when) != wish.to)
    turn.note(wish.agent.tenant, ForwardingSet{wish.agent, wish.when, wish.to, wish.by});
  return std::nullopt;
}

}  // namespace pbx

namespace rules {

void on(Turn& turn, const SetForwarding& signal) {
  if (const auto refusal = pbx::forward(turn, signal)) turn.refuse(refusal->code, refusal->why);
}

}  // namespace rules

namespace applying {

void on(State& state, const Envelope&, const ForwardingSet& body) {
  if (auto* agent = state.agent(body.agent)) wish_of(*agent, body.when) = body.to;
}

}  // namespace applying
}  // namespace peal::core
