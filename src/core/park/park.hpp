#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/transfer/target.hpp"

/// Calls that wait at a place with a number until somebody dials it.
namespace peal::core::park {

/// Every number at which a call can wait, lowest first.
[[nodiscard]] std::vector<std::string> places(const ParkLot& lot);
[[nodiscard]] bool is_place(const State& state, TenantId tenant, const std::string& digits);
/// The contact parked there; none: nobody is.
[[nodiscard]] ContactId parked_at(const State& state, TenantId tenant, const std::string& digits);
/// The first free place; empty: there is none.
[[nodiscard]] std::string free_place(const State& state, TenantId tenant);

[[nodiscard]] std::optional<transfer::Refusal> cannot_park(const State& state, TenantId tenant, const std::string& place);
/// The contact in talk waits there; its agent's part is over.
void park(Turn& turn, ContactId contact, const std::string& place, UserId by);

/// The agent gets the parked contact: by the call `arrived` of the agent's
/// phone, or by being rung.
[[nodiscard]] std::optional<transfer::Refusal> retrieve(Turn& turn, ContactId contact, AgentId agent, LegId arrived);

/// The end of the parking, as a fact.
void leave(Turn& turn, LiveContact& contact, ParkEnd how);
void due(Turn& turn, ContactId contact);

}  // namespace peal::core::park
