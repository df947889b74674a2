#pragma once

#include "core/turn.hpp"

/// An agent's own call to the outside, from the desk or a phone. Where the tenant
/// records such calls it becomes a contact once both hear each other: recorded,
/// transferred, written up and kept like one that came in.
namespace peal::core::pbx {

/// Whether this call is to become one; both of its legs are up.
[[nodiscard]] bool is_recorded(const State& state, const InternalCall& call);

/// The outside number is the contact's caller, the agent handles it.
void become_contact(Turn& turn, LegId call);

}  // namespace peal::core::pbx
