#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/turn.hpp"

namespace peal::core::transfer {

/// What a target means by the settings of now.
struct Place {
  enum class Kind : std::uint8_t { kNobody, kAgent, kQueue, kFlow, kOutside, kPark, kConference };
  Kind kind = Kind::kNobody;
  AgentId agent;
  QueueId queue;
  const Number* number = nullptr;  ///< Of kFlow.
  std::string digits;              ///< Of kOutside, kPark and kConference.
  ConferenceId conference = {};     ///< Of kConference.
  std::vector<Diversion> diversions;  ///< Agents whose forwarding led there, the last one first.
};

/// Why something cannot be done, as the person reads it and as SIP says it.
struct Refusal {
  base::ErrorCode code = base::ErrorCode::kConflict;
  const char* why = "";
};

/// Extensions before numbers of ours, before conferences, before park places, before the outside.
[[nodiscard]] Place find_place(const State& state, TenantId tenant, const std::string& digits);
[[nodiscard]] Place find_place(const State& state, TenantId tenant, const Target& target);

/// Where a call to this place goes by the forwardings of the agents on the way.
/// A forwarding to the outside needs the leave of the agent who forwards.
/// `second_call`: it may ring a phone that is in a call, where call waiting allows it.
[[nodiscard]] Place forwarded(const State& state, Place place, bool second_call = false);

/// Nothing when the agent can be rung now for a contact.
[[nodiscard]] std::optional<Refusal> cannot_ring(const State& state, AgentId agent);
/// The same for a colleague's wish, which must leave the agent undisturbed.
[[nodiscard]] std::optional<Refusal> cannot_call(const State& state, AgentId agent);
/// Nothing when `by` may call the outside number.
[[nodiscard]] std::optional<Refusal> cannot_call_outside(const State& state, AgentId by, const std::string& digits);

}  // namespace peal::core::transfer
