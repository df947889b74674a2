#pragma once

#include "core/state.hpp"

/// What changes an agent's activity, for apply() alone.
namespace peal::core::applying {

/// The agent is in no call and in no contact; a second call that is still there becomes the one.
void become_idle(State& state, LiveAgent& agent, Time at);

/// The agent makes or takes a call without a contact; beside another one it is the second.
void enter_internal_call(State& state, LiveAgent& agent, LegId leg, Time at);

/// The agent takes a contact; a call without one goes on as the second, held by the phone.
void enter_contact(LiveAgent& agent);

/// The agent's part in that call is over.
void leave_internal_call(State& state, LiveAgent& agent, LegId leg, Time at);

}  // namespace peal::core::applying
