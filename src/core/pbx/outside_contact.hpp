#pragma once

#include "core/turn.hpp"

/// An agent's own call to the outside, from the desk or a phone. Where the tenant
/// records such calls it becomes a contact once both hear each other: recorded,
/// transferred, written up and kept like one that came in.
namespace peal::core::pbx {

/// Whether this call is to become one; both of its legs are up.
[[nodiscard]] bool is_recorded(const State& state, const InternalCall& call);

/// Whether the tenant records the call of `leg`, and nothing has said yet which number it rings outside: a forwarding
/// led there, or a phone sent the call on.
[[nodiscard]] bool lacks_number(const State& state, LegId leg);

/// Whether the agent's last contact stands in the way of one: its disposition must
/// be chosen first, and an agent has one contact at a time.
[[nodiscard]] bool must_write_up_first(const State& state, AgentId agent);

/// The outside number is the contact's caller, the agent handles it. A wrap-up of the
/// agent that may end early ends now.
void become_contact(Turn& turn, LegId call);

}  // namespace peal::core::pbx
