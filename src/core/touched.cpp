#include <algorithm>
#include <type_traits>

#include "core/state.hpp"
#include "core/view.hpp"

namespace peal::core {
namespace {

template <class IdType>
void add(std::vector<IdType>& ids, IdType id) {
  if (id.valid() && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

// Facts that change what an agent is counted as in each of the agent's queues.
template <class Body>
inline constexpr bool kMovesAgent =
    std::is_same_v<Body, InternalCallStarted> || std::is_same_v<Body, InternalCallEnded> ||
    std::is_same_v<Body, OfferMade> || std::is_same_v<Body, OfferEnded> || std::is_same_v<Body, HandlingStarted> ||
    std::is_same_v<Body, HandlingEnded> || std::is_same_v<Body, AgentSignedIn> ||
    std::is_same_v<Body, AgentSignedOut> || std::is_same_v<Body, AgentStatusChanged> ||
    std::is_same_v<Body, AgentDeviceUp> || std::is_same_v<Body, AgentDeviceDown> || std::is_same_v<Body, SeatTaken> ||
    std::is_same_v<Body, SeatLeft>;

// Facts that do the same to the agent they call `to`.
template <class Body>
inline constexpr bool kMovesOther =
    std::is_same_v<Body, TransferRung> || std::is_same_v<Body, TransferEnded> || std::is_same_v<Body, ConsultStarted> ||
    std::is_same_v<Body, ConsultAnswered> || std::is_same_v<Body, ConsultEnded> ||
    std::is_same_v<Body, ConsultJoined> || std::is_same_v<Body, ConsultSplit> ||
    std::is_same_v<Body, InternalCallRung> || std::is_same_v<Body, InternalPeerAnswered> ||
    std::is_same_v<Body, InternalPeerLeft>;

void see_agent(const State& state, AgentId id, bool moves, Touched& out) {
  add(out.agents, id);
  if (!moves || !id.valid()) return;
  if (const auto* agent = state.agent(id)) {
    for (const auto queue : agent->queues) add(out.queues, queue);
  } else {
    out.everything = true;  // A removed agent has left, and with it the list of its queues.
  }
}

template <class Body>
void see(const State& state, const Body& body, Touched& out) {
  if constexpr (std::is_same_v<Body, SettingsAdopted> || std::is_same_v<Body, SystemRestarted> ||
                std::is_same_v<Body, DrainStarted>)
    out.everything = true;
  if constexpr (requires { body.contact; }) add(out.contacts, body.contact);
  if constexpr (requires { body.conference; }) add(out.conferences, body.conference);
  if constexpr (requires { body.agent; }) {
    if constexpr (std::is_same_v<std::decay_t<decltype(body.agent)>, AgentId>)
      see_agent(state, body.agent, kMovesAgent<Body>, out);
  }
  if constexpr (std::is_same_v<Body, SeatTaken> || std::is_same_v<Body, SeatLeft>) see_agent(state, body.phone, true, out);
  // Whoever sits at a phone comes and goes with it.
  if constexpr (std::is_same_v<Body, AgentDeviceUp> || std::is_same_v<Body, AgentDeviceDown>) {
    const auto* owner = state.agent(body.agent);
    if (owner != nullptr && owner->guest.valid()) see_agent(state, owner->guest, true, out);
  }
  if constexpr (requires { body.to; }) {
    if constexpr (std::is_same_v<std::decay_t<decltype(body.to)>, AgentId>)
      see_agent(state, body.to, kMovesOther<Body>, out);
  }
  // A handling's queue only counts its agent, which the line above has seen.
  if constexpr (std::is_same_v<Body, VisitStarted> || std::is_same_v<Body, VisitEnded>) add(out.queues, body.queue);
}

}  // namespace

Touched touched(const State& state, const Fact& fact) {
  Touched out;
  std::visit([&](const auto& body) { see(state, body, out); }, fact.body);
  return out;
}

}  // namespace peal::core
