#pragma once

#include <string>

#include "core/turn.hpp"

/// An agent's phone takes a call that rings a colleague of the same group.
namespace peal::core::pbx {

/// The one that rings longest.
void pick_up_group(Turn& turn, const LegArrived& signal);
void pick_up_extension(Turn& turn, const LegArrived& signal, const std::string& digits);
/// The call on the leg that the phone's INVITE names (RFC 3891 7.2).
void pick_up_leg(Turn& turn, const LegArrived& signal);

}  // namespace peal::core::pbx
