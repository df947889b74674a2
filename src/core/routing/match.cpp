#include "core/routing/match.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "core/offer/offer.hpp"

namespace peal::core::routing {

void match(Turn& turn) {
  auto& state = turn.state;
  while (!state.matchable.empty()) {
    const auto first_in_line = [&](std::uint32_t a, std::uint32_t b) {
      return *state.pools[a].waiting.begin() < *state.pools[b].waiting.begin();
    };
    const auto& pool = state.pools[*std::ranges::min_element(state.matchable, first_in_line)];
    const auto contact = pool.waiting.begin()->contact;
    const auto agent = pool.ready.begin()->agent;
    offer::make(turn, contact, agent);
    // Each offer takes both out of their pools, so this ends.
    PEAL_ASSERT(state.contact(contact)->offer.has_value());
  }
}

}  // namespace peal::core::routing
