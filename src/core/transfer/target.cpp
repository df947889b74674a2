#include "core/transfer/target.hpp"

#include <algorithm>
#include <string_view>

#include "core/park/park.hpp"
#include "core/pbx/phone_rules.hpp"

namespace peal::core::transfer {
namespace {

using base::ErrorCode;

const Number* number_of(const State& state, TenantId tenant, const std::string& digits) {
  const auto found = state.numbers.find(digits);
  if (found == state.numbers.end()) return nullptr;
  for (const auto& [owner, number] : found->second)
    if (owner == tenant) return number;
  return nullptr;
}

// What a telephone network may understand; codes with stars are ours alone.
bool looks_outside(std::string_view digits) {
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return digits.size() >= 3 && digits.size() <= limits::kDialledDigits && std::ranges::all_of(digits, is_digit);
}

Place to_agent(const State& state, AgentId id) {
  const auto* agent = state.agent(id);
  if (agent == nullptr || agent->retired) return {};
  return {Place::Kind::kAgent, id, {}, nullptr, {}};
}

}  // namespace

Place find_place(const State& state, TenantId tenant, const std::string& digits) {
  if (const auto found = state.extensions.find({tenant, digits}); found != state.extensions.end())
    return to_agent(state, found->second);
  if (const auto* number = number_of(state, tenant, digits); number != nullptr)
    return {Place::Kind::kFlow, {}, {}, number, digits};
  if (const auto found = state.conference_numbers.find({tenant, digits}); found != state.conference_numbers.end())
    return {Place::Kind::kConference, {}, {}, nullptr, digits, found->second};
  if (park::is_place(state, tenant, digits)) return {Place::Kind::kPark, {}, {}, nullptr, digits};
  if (looks_outside(digits)) return {Place::Kind::kOutside, {}, {}, nullptr, digits};
  return {};
}

Place find_place(const State& state, TenantId tenant, const Target& target) {
  switch (target.kind) {
    case TargetKind::kAgent: return target.agent.tenant == tenant ? to_agent(state, target.agent) : Place{};
    case TargetKind::kQueue: {
      const auto* queue = target.queue.tenant == tenant ? state.queue(target.queue) : nullptr;
      if (queue == nullptr || queue->retired) return {};
      return {Place::Kind::kQueue, {}, target.queue, nullptr, {}};
    }
    case TargetKind::kNumber: break;
  }
  return find_place(state, tenant, target.digits.text);
}

Place forwarded(const State& state, Place place, bool second_call) {
  for (std::uint32_t left = limits::kForwardings; left > 0 && place.kind == Place::Kind::kAgent; --left) {
    const auto* agent = state.agent(place.agent);
    const bool waits = second_call && pbx::takes_second(state, *agent);
    const bool busy = agent->rules.do_not_disturb || (!agent->idle() && !waits);
    const auto& to = !agent->forward_always.empty() ? agent->forward_always : busy ? agent->forward_busy : std::string{};
    if (to.empty()) break;
    const auto why = agent->forward_always.empty() ? DiversionReason::kBusy : DiversionReason::kUnconditional;
    auto next = find_place(state, place.agent.tenant, to);
    if (next.kind == Place::Kind::kOutside && !agent->config->may_call_outside) break;
    if (next.kind != Place::Kind::kAgent && next.kind != Place::Kind::kOutside) break;
    next.diversions = std::move(place.diversions);
    next.diversions.insert(next.diversions.begin(), Diversion{base::Personal{agent->config->number}, why});
    place = std::move(next);
  }
  return place;
}

std::optional<Refusal> cannot_ring(const State& state, AgentId id) {
  const auto* agent = state.agent(id);
  if (agent == nullptr || agent->retired) return Refusal{ErrorCode::kNotFound, "refuse.no_target"};
  if (agent->status == AgentStatus::kSignedOut) return Refusal{ErrorCode::kUnavailable, "refuse.target_signed_out"};
  if (!agent->idle()) return Refusal{ErrorCode::kBusy, "refuse.target_busy"};
  if (!agent->reachable()) return Refusal{ErrorCode::kUnavailable, "refuse.target_away"};
  return std::nullopt;
}

std::optional<Refusal> cannot_call(const State& state, AgentId id) {
  auto refusal = cannot_ring(state, id);
  if (!refusal && state.agent(id)->rules.do_not_disturb) refusal = Refusal{ErrorCode::kBusy, "refuse.target_busy"};
  return refusal;
}

std::optional<Refusal> cannot_call_outside(const State& state, AgentId by, const std::string& digits) {
  const auto* agent = state.agent(by);
  if (agent == nullptr || !agent->config->may_call_outside) return Refusal{ErrorCode::kForbidden, "refuse.no_outside"};
  if (!looks_outside(digits)) return Refusal{ErrorCode::kBadInput, "refuse.no_target"};
  const auto* centre = state.centre(by.tenant);
  if (centre == nullptr || centre->trunks.empty()) return Refusal{ErrorCode::kUnavailable, "refuse.no_trunk"};
  return std::nullopt;
}

}  // namespace peal::core::transfer
