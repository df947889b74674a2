#include "core/routing/pools.hpp"
#include "core/state.hpp"
#include "sim/world/world.hpp"

namespace peal::sim {

// Each makes the state as if the rule that guards it were missing.
void World::break_rule(const Outcome& outcome) {
  if (options_.canary == Canary::kSecondOffer) {
    for (const auto& fact : outcome.facts) {
      const auto* made = std::get_if<OfferMade>(&fact.body);
      auto* agent = made == nullptr ? nullptr : state_->agent(made->agent);
      if (agent == nullptr || agent->activity != AgentActivity::kOffered) continue;
      agent->activity = AgentActivity::kIdle;
      routing::refresh(*state_, *agent, now_);
    }
  }
  if (options_.canary == Canary::kLostPlace) {
    for (const auto& fact : outcome.facts) {
      const auto* ended = std::get_if<OfferEnded>(&fact.body);
      auto* contact = ended == nullptr ? nullptr : state_->contact(ended->contact);
      if (contact == nullptr || !contact->visit || contact->offer) continue;
      routing::leave(*state_, *contact);
      routing::leave_line(*state_, *contact);
      contact->visit->since = now_;
      routing::enter_line(*state_, *contact);
      routing::join(*state_, *contact);
    }
  }
}

}  // namespace peal::sim
