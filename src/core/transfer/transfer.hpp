#pragma once

#include <optional>

#include "core/transfer/target.hpp"

/// A contact goes from one hand to another.
namespace peal::core::transfer {

struct Order {
  Target to;
  UserId by;
  base::Personal referred_by;
  LegId report_to;  ///< The phone's leg that asked for it and hears that it is done; none: nobody.
};
/// Gives away the contact that an agent talks with; the agent's part is over.
/// A refusal leaves everything as it was.
[[nodiscard]] std::optional<Refusal> blind(Turn& turn, ContactId contact, const Order& order);

}  // namespace peal::core::transfer
