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
    std::is_same_v<Body, AgentDeviceUp> || std::is_same_v<Body, AgentDeviceDown>;

template <class Body>
void see(const State& state, const Body& body, Touched& out) {
  if constexpr (std::is_same_v<Body, SettingsAdopted> || std::is_same_v<Body, SystemRestarted> ||
                std::is_same_v<Body, DrainStarted>)
    out.everything = true;
  if constexpr (requires { body.contact; }) add(out.contacts, body.contact);
  if constexpr (requires { body.agent; }) {
    if constexpr (std::is_same_v<std::decay_t<decltype(body.agent)>, AgentId>) {
      add(out.agents, body.agent);
      if constexpr (kMovesAgent<Body>) {
        if (const auto* agent = state.agent(body.agent)) {
          for (const auto queue : agent->queues) add(out.queues, queue);
        } else {
          out.everything = true;  // A removed agent has left, and with it the list of its queues.
        }
      }
    }
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
