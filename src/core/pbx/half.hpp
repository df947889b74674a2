#pragma once

#include <optional>

#include "core/turn.hpp"

namespace peal::core::pbx {

/// A call without a customer, as one of the two phones in it sees it.
struct Half {
  LegId call;         ///< The leg that names it.
  AgentId phone;      ///< Whose leg `near` is.
  LegId near;
  LegId far;
  AgentId far_agent;  ///< None: an outside number.
  [[nodiscard]] bool far_names_it() const { return call == far; }
};

/// What `leg` is in; nothing unless both ends hear each other.
[[nodiscard]] std::optional<Half> half_of(const State& state, LegId leg);

/// The call is over as a call; what becomes of its far leg is said next. Without
/// `call_too` the leg that names it stays in a call that has no other end yet.
void dissolve(Turn& turn, const Half& half, bool call_too);

}  // namespace peal::core::pbx
