#pragma once

#include "core/state.hpp"

/// Keeps pools and the queues' head counts in step with agents and visits.
namespace peal::core::routing {

/// Makes all pools anew from the settings; O(agents * pools). For changed
/// settings and loaded states.
void rebuild(State& state, Time at);

/// Call after any change to an agent: stands it in its pools or takes it out,
/// counts it in its queues and keeps its device's grace.
void refresh(State& state, LiveAgent& agent, Time at);

/// The key of a contact's visit in its queue's line and pool.
[[nodiscard]] WaitKey wait_key(const LiveContact& contact);

/// A visit that may be offered; and one that may not (any more).
void join(State& state, const LiveContact& contact);
void leave(State& state, const LiveContact& contact);

/// Enters a visit into its queue's line, and takes it out for good.
void enter_line(State& state, const LiveContact& contact);
void leave_line(State& state, const LiveContact& contact);

}  // namespace peal::core::routing
