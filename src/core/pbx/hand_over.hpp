#pragma once

#include <optional>

#include "core/transfer/target.hpp"
#include "core/turn.hpp"

namespace peal::core::pbx {

struct HandOver {
  LegId beside;                ///< The phone's leg of its call with somebody else.
  base::Personal referred_by;  ///< RFC 3892; may be empty.
  LegId report_to;             ///< The phone's leg that asked for it.
};

/// An agent's phone leaves its call with a customer and a call of its own beside it,
/// and the customer and whoever is in the other one talk with each other (RFC 3515,
/// RFC 3891): the contact goes on with that colleague, or with the outside number.
/// Where the call beside it is in a conference, the customer takes the phone's place
/// there, as a guest and without a PIN. A refusal leaves both calls as they were.
[[nodiscard]] std::optional<transfer::Refusal> hand_over(Turn& turn, ContactId contact, const HandOver& how);

}  // namespace peal::core::pbx
