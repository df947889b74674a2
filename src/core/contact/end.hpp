#pragma once

#include "core/turn.hpp"

namespace peal::core::contact {

/// How a contact ends, and with it whatever it is in the middle of.
struct Ending {
  ContactEnd end = ContactEnd::kHandled;
  VisitEnd visit = VisitEnd::kAbandoned;                      ///< Should it wait.
  HandlingEnd handling = HandlingEnd::kCustomerHungUp;        ///< Should it talk.
  base::ErrorCode cause = base::ErrorCode::kCancelled;
  bool hang_up_caller = false;                                ///< The caller's leg is still there.
};
void end(Turn& turn, ContactId contact, const Ending& how);

/// The caller is gone: the ending follows from the place.
void caller_left(Turn& turn, ContactId contact, base::ErrorCode cause);

/// The flow is over for a call, contact or internal: hangs up, or refuses a
/// leg that was never answered.
void leave_flow(Turn& turn, LegId leg, base::ErrorCode cause);

/// An internal call is over; `hang_up` when its leg is still there.
void end_internal(Turn& turn, LegId leg, bool hang_up, base::ErrorCode cause = base::ErrorCode::kCancelled);

}  // namespace peal::core::contact
