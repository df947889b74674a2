#pragma once

#include "core/turn.hpp"

namespace peal::core::queue {

/// Lets a contact of a flow wait. False when the queue is full or unknown;
/// then nothing has happened.
[[nodiscard]] bool enter(Turn& turn, ContactId contact, const QueueNode& node);

/// Sends a contact whose agent is lost back to the head of the queue it came
/// from. False when that queue is no more.
[[nodiscard]] bool enter_at_head(Turn& turn, ContactId contact);

/// True when a contact cannot be sent into the queue.
[[nodiscard]] bool full(const State& state, QueueId queue);
/// An agent sends a contact here: it keeps what it had in priority, and gets a
/// credit for having waited already. The queue must not be full.
void enter_transferred(Turn& turn, ContactId contact, QueueId queue);

/// The contact's visit is over; kAbandoned becomes kShortAbandoned where the
/// queue says so.
void end_visit(Turn& turn, LiveContact& contact, VisitEnd how);

void announcement_finished(Turn& turn, LiveContact& contact, PlayId play);
void announcement_due(Turn& turn, ContactId contact);

/// From 1, in the published order of service.
[[nodiscard]] std::uint32_t position(const State& state, const LiveContact& contact);

}  // namespace peal::core::queue
