#pragma once

#include "core/turn.hpp"

/// An agent's leg vanishes in mid-call (a reload, another network): the
/// customer hears the comfort tone and the same agent is rung again as soon as
/// the device is there, until the tenant's grace is over.
namespace peal::core::handling {

void leg_lost(Turn& turn, ContactId contact);
/// The device of a lost agent is (again) there.
void device_there(Turn& turn, ContactId contact);
/// It went away while it rang.
void device_gone(Turn& turn, ContactId contact);
void agent_back(Turn& turn, ContactId contact);
void return_failed(Turn& turn, ContactId contact, base::ErrorCode cause);
void grace_due(Turn& turn, ContactId contact);
void ring_again_due(Turn& turn, ContactId contact);

}  // namespace peal::core::handling
