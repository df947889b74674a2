#pragma once

#include <string>

#include "core/turn.hpp"

/// Hot desking: an agent sits down at a colleague's phone, proves it by a PIN,
/// and that phone is the agent's until the agent leaves it or sits elsewhere.
namespace peal::core::seat {

/// Whose calls the phone of `phone` makes and takes: its guest's, else its own agent's.
[[nodiscard]] AgentId sitter(const State& state, AgentId phone);

/// The phone of `phone` dialled the code and `digits`, an extension: asks for its PIN.
void ask_pin(Turn& turn, const LegArrived& signal, AgentId phone, const std::string& digits);
/// The leg is up; digits that are pressed from now on are the PIN.
void answered(Turn& turn, LegId leg);
/// The leg is at the question for a PIN, or waits for what comes of one.
[[nodiscard]] bool asks_pin(const State& state, LegId leg);
/// The phone of `phone` dialled the code to leave.
void leave_by_code(Turn& turn, const LegArrived& signal, AgentId phone);

/// For apply(): seats whose phone or agent the settings have removed, or made another device of.
void empty_seats(State& state);

}  // namespace peal::core::seat
