#pragma once

#include "core/turn.hpp"

namespace peal::core::handling {

struct Start {
  AgentId agent;
  QueueId queue;
  LegId leg;  ///< Of the agent, up.
};
/// The agent's part begins: both hear each other.
void start(Turn& turn, LiveContact& contact, const Start& with);

/// Talking is over, as a fact; the agent's legs are hung up. The wrap-up is
/// started apart, after what becomes of the contact.
void end_talk(Turn& turn, LiveContact& contact, HandlingEnd how);

/// The agent ended the call, by the desk or by the phone.
void agent_hung_up(Turn& turn, ContactId contact);

/// The handling of a request from a desk: the contact and the agent must
/// belong together. Null after a refusal was ordered.
[[nodiscard]] LiveHandling* requested(Turn& turn, AgentId agent, ContactId contact);
/// The same, and its two legs are up.
[[nodiscard]] LiveHandling* in_talk(Turn& turn, AgentId agent, ContactId contact);

}  // namespace peal::core::handling
