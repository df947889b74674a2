#include "core/seat/seat.hpp"

#include "core/agent/status.hpp"
#include "core/flow/interpreter.hpp"
#include "core/pbx/internal.hpp"
#include "core/pbx/notice.hpp"
#include "core/rules.hpp"
#include "core/seat/codes.hpp"

namespace peal::core {
namespace seat {
namespace {

using base::ErrorCode;

const LiveAgent* by_extension(const State& state, TenantId tenant, const std::string& digits) {
  const auto found = state.extensions.find({tenant, digits});
  const auto* agent = found == state.extensions.end() ? nullptr : state.agent(found->second);
  return agent == nullptr || agent->retired ? nullptr : agent;
}

// Others have no place where somebody else could sit down.
bool is_phone(const LiveAgent& host) { return host.config->device == DeviceKind::kSipPhone; }

/// A call that asks for a PIN, and whose.
struct Asking {
  AgentId phone;
  const LiveAgent* wanted = nullptr;
  std::uint8_t attempt = 1;
};

std::optional<Asking> asking(const State& state, LegId leg) {
  const auto found = state.internal_calls.find(leg);
  if (found == state.internal_calls.end() || found->second.notice != pbx::kAskPin || !found->second.run.up) return std::nullopt;
  const auto& call = found->second;
  const auto& node = call.run.node;
  if (node != pbx::kPinNode && node != pbx::kPinAgainNode) return std::nullopt;
  const auto digits = call.dialled.substr(std::string_view(kSeatCode).size());
  return Asking{call.phone, by_extension(state, call.phone.tenant, digits), call.run.attempt};
}

void leave(Turn& turn, AgentId id, SeatEnd how, UserId by) {
  const auto* agent = turn.state.agent(id);
  if (agent != nullptr && agent->seat.valid()) turn.note(id.tenant, SeatLeft{id, agent->seat, how, by});
}

// Nobody is taken away from a call, but from the one that asks.
bool may_move(const LiveAgent& agent, LegId call) {
  const bool in_this_call = agent.activity == AgentActivity::kInternalCall && agent.internal_leg == call;
  const bool in_no_other = !agent.second_leg.valid() || agent.second_leg == call;
  return (agent.idle() || agent.activity == AgentActivity::kWrapUp || in_this_call) && in_no_other;
}

bool take(Turn& turn, AgentId id, AgentId phone, LegId call) {
  const auto* agent = turn.state.agent(id);
  const auto* host = turn.state.agent(phone);
  if (agent == nullptr || host == nullptr || host->retired || !may_move(*agent, call)) return false;
  if (agent->seat == phone) return true;
  leave(turn, id, SeatEnd::kElsewhere, {});
  if (const auto guest = host->guest; guest.valid()) leave(turn, guest, SeatEnd::kReplaced, {});
  if (id != phone) turn.note(id.tenant, SeatTaken{id, phone});
  return true;
}

void ask_again(Turn& turn, LegId leg, std::uint8_t attempt) {
  if (attempt >= limits::kPinTries) return flow::go_to(turn, leg, pbx::kPinRefusedNode, attempt);
  flow::go_to(turn, leg, pbx::kPinAgainNode, static_cast<std::uint8_t>(attempt + 1));
  turn.order(GatherDigits{leg, limits::kPinDigits});
}

}  // namespace

AgentId sitter(const State& state, AgentId phone) {
  const auto* host = state.agent(phone);
  return host != nullptr && host->guest.valid() ? host->guest : phone;
}

void ask_pin(Turn& turn, const LegArrived& signal, AgentId phone, const std::string& digits) {
  const auto* wanted = by_extension(turn.state, phone.tenant, digits);
  const auto* host = turn.state.agent(phone);
  const bool fits = wanted != nullptr && host != nullptr && is_phone(*host);
  // Somebody may have dialled the PIN as well: what is no extension is written nowhere.
  const std::string dialled = fits ? kSeatCode + digits : std::string(kSeatCode);
  turn.note(phone.tenant, InternalCallStarted{signal.leg, signal.agent, dialled, {}, fits ? pbx::kAskPin : pbx::kNotPossible, phone});
  if (fits) turn.note(phone.tenant, LanguageChosen{{}, signal.leg, wanted->config->language});
  flow::begin(turn, signal.leg);
}

void answered(Turn& turn, LegId leg) {
  if (asking(turn.state, leg)) turn.order(GatherDigits{leg, limits::kPinDigits});
}

bool asks_pin(const State& state, LegId leg) { return asking(state, leg).has_value(); }

void leave_by_code(Turn& turn, const LegArrived& signal, AgentId phone) {
  // At a colleague's phone its guest leaves; at the own one, whoever sits elsewhere comes back.
  const auto* agent = turn.state.agent(signal.agent);
  const bool sits = agent != nullptr && agent->seat.valid() && (signal.agent != phone || may_move(*agent, signal.leg));
  pbx::say(turn, signal, sits ? pbx::kSeatLeft : pbx::kNotPossible);
  if (sits) leave(turn, signal.agent, SeatEnd::kAsked, {});
}

void empty_seats(State& state) {
  for (auto& item : state.agents) {
    auto& agent = item.second;
    const auto gone = [&](AgentId id) {
      const auto* other = state.agent(id);
      return other == nullptr || other->retired || agent.retired;
    };
    if (agent.seat.valid() && (gone(agent.seat) || !is_phone(*state.agent(agent.seat)))) {
      agent.seat = AgentId{};
      agent.seat_up = false;
    }
    if (agent.guest.valid() && (gone(agent.guest) || !is_phone(agent))) agent.guest = AgentId{};
  }
}

}  // namespace seat

namespace rules {

void on(Turn& turn, const DigitsGathered& signal) {
  const auto asks = seat::asking(turn.state, signal.leg);
  if (!asks) return;
  if (asks->wanted == nullptr) return flow::go_to(turn, signal.leg, pbx::kPinRefusedNode, asks->attempt);
  turn.order(CheckPin{signal.leg, asks->wanted->id, signal.digits});
}

void on(Turn& turn, const PinChecked& signal) {
  const auto asks = seat::asking(turn.state, signal.leg);
  if (!asks || asks->wanted == nullptr || asks->wanted->id != signal.agent) return;
  if (signal.verdict != PinVerdict::kRight)
    turn.note(signal.agent.tenant, SeatTried{signal.agent, asks->phone, signal.leg, signal.verdict});
  switch (signal.verdict) {
    case PinVerdict::kRight: {
      const bool taken = seat::take(turn, signal.agent, asks->phone, signal.leg);
      return flow::go_to(turn, signal.leg, taken ? pbx::kPinRightNode : pbx::kPinRefusedNode, asks->attempt);
    }
    case PinVerdict::kWrong:
    case PinVerdict::kNotSet: return seat::ask_again(turn, signal.leg, asks->attempt);
    case PinVerdict::kLocked: return flow::go_to(turn, signal.leg, pbx::kPinLockedNode, asks->attempt);
    case PinVerdict::kUnavailable: return flow::go_to(turn, signal.leg, pbx::kPinRefusedNode, asks->attempt);
  }
}

void on(Turn& turn, const LeaveSeat& signal) {
  const auto* agent = turn.state.agent(signal.agent);
  if (agent == nullptr || !agent->seat.valid()) return turn.refuse(base::ErrorCode::kConflict, "refuse.no_seat");
  if (!seat::may_move(*agent, {})) return turn.refuse(base::ErrorCode::kConflict, "refuse.in_contact");
  seat::leave(turn, signal.agent, SeatEnd::kAsked, signal.by);
}

}  // namespace rules
}  // namespace peal::core
