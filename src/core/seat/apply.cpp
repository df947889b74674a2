#include "core/apply.hpp"
#include "core/routing/pools.hpp"

namespace peal::core::applying {

void on(State& state, const Envelope& fact, const SeatTaken& body) {
  auto* agent = state.agent(body.agent);
  auto* host = state.agent(body.phone);
  if (agent == nullptr || host == nullptr || agent == host) return;
  agent->seat = body.phone;
  agent->seat_up = host->device_up;
  host->guest = body.agent;
  routing::refresh(state, *agent, fact.at);
  routing::refresh(state, *host, fact.at);
}

void on(State& state, const Envelope& fact, const SeatLeft& body) {
  if (auto* agent = state.agent(body.agent); agent != nullptr && agent->seat == body.phone) {
    agent->seat = AgentId{};
    agent->seat_up = false;
    routing::refresh(state, *agent, fact.at);
  }
  if (auto* host = state.agent(body.phone); host != nullptr && host->guest == body.agent) {
    host->guest = AgentId{};
    routing::refresh(state, *host, fact.at);
  }
}

void on(State&, const Envelope&, const SeatTried&) {}  // Whoever guesses is slowed where PINs are looked at.

}  // namespace peal::core::applying
