#pragma once

#include <optional>

#include "core/transfer/target.hpp"

/// An agent asks somebody while the customer waits with music. From a desk the
/// agent's one leg hears now the one and now the other; a phone makes a second
/// call of its own for it.
namespace peal::core::consult {

struct Question {
  Target to;
  LegId own_leg;  ///< The phone's second call, not answered yet; none: from the desk.
};
/// A refusal leaves everything as it was.
[[nodiscard]] std::optional<transfer::Refusal> start(Turn& turn, ContactId contact, const Question& question);

/// The target's leg is up.
void answered(Turn& turn, ContactId contact);
/// The second call of the agent's phone is up.
void own_answered(Turn& turn, ContactId contact);
/// The target refused, did not answer or is gone; the agent is with the customer again.
void target_gone(Turn& turn, ContactId contact, base::ErrorCode cause);
/// The agent's phone ended its second call.
void own_gone(Turn& turn, ContactId contact);
void due(Turn& turn, ContactId contact);

struct Completion {
  UserId by;
  base::Personal referred_by;
  LegId report_to;  ///< As in transfer::Order.
};
/// The contact goes to the target, who may still ring; the agent's part is over.
[[nodiscard]] std::optional<transfer::Refusal> complete(Turn& turn, ContactId contact, const Completion& how);

/// All three hear each other; the customer is on hold no more.
[[nodiscard]] std::optional<transfer::Refusal> join(Turn& turn, ContactId contact);
/// Back to the target alone, with the customer on hold; nothing for two who are apart already.
void split(Turn& turn, ContactId contact);

/// Ends the consultation and leaves the agent where the customer is not.
void close(Turn& turn, LiveContact& contact, ConsultEnd how, base::ErrorCode cause);

}  // namespace peal::core::consult
