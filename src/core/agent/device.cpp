#include "core/agent/rest.hpp"
#include "core/handling/reconnect.hpp"
#include "core/offer/offer.hpp"
#include "core/rules.hpp"
#include "core/seat/seat.hpp"

namespace peal::core {
namespace agent {

void grace_due(Turn& turn, AgentId id) {
  const auto* agent = turn.state.agent(id);
  if (agent == nullptr || !agent->device_grace.on() || agent->device_grace.at > turn.now) return;
  turn.note(id.tenant, AgentStatusChanged{id, AgentStatus::kNotReady, {}, StatusCause::kDeviceLost, {}});
}

void rest_due(Turn& turn, AgentId id) {
  const auto* agent = turn.state.agent(id);
  if (agent == nullptr || !agent->rest.on() || agent->rest.at > turn.now) return;
  turn.note(id.tenant, AgentStatusChanged{id, AgentStatus::kReady, {}, StatusCause::kSettings, {}});
}

}  // namespace agent

namespace rules {

void on(Turn& turn, const DeviceUp& signal) {
  const auto* agent = turn.state.agent(signal.agent);
  if (agent == nullptr) return;
  if (!agent->device_up) turn.note(signal.agent.tenant, AgentDeviceUp{signal.agent});
  // A reload may register anew before the old connection is missed.
  const auto* user = turn.state.agent(seat::sitter(turn.state, signal.agent));
  if (user != nullptr) handling::device_there(turn, user->contact);
}

void on(Turn& turn, const DeviceDown& signal) {
  const auto* agent = turn.state.agent(signal.agent);
  if (agent == nullptr || !agent->device_up) return;
  turn.note(signal.agent.tenant, AgentDeviceDown{signal.agent});
  agent = turn.state.agent(seat::sitter(turn.state, signal.agent));
  if (agent == nullptr || agent->reachable()) return;
  const auto contact = agent->contact;
  const auto* offered = agent->activity == AgentActivity::kOffered ? turn.state.contact(contact) : nullptr;
  // The ring of a transfer ends by its own leg, or by its time.
  if (offered != nullptr && offered->offer) offer::device_gone(turn, contact);
  else handling::device_gone(turn, contact);
}

}  // namespace rules
}  // namespace peal::core
