#pragma once

#include "core/turn.hpp"

namespace peal::core::offer {

/// Presents a waiting contact to a ready agent and rings the agent's device.
void make(Turn& turn, ContactId contact, AgentId agent);

void ringing(Turn& turn, ContactId contact);

/// The agent's leg is up: the visit and the offer are over, both can talk.
void accept(Turn& turn, ContactId contact);

/// The agent's leg came to nothing; the contact keeps its place.
void leg_failed(Turn& turn, ContactId contact, base::ErrorCode cause);

/// Takes the offer back without a fault of the agent, and stops the ringing.
void rescind(Turn& turn, ContactId contact);

/// A colleague's phone takes the offer by the call `arrived`, which is answered.
void pick_up(Turn& turn, ContactId contact, AgentId agent, LegId arrived);

/// The device vanished while it rang.
void device_gone(Turn& turn, ContactId contact);

void due(Turn& turn, ContactId contact);

}  // namespace peal::core::offer
