#include "core/pbx/outside_contact.hpp"

#include "core/handling/talk.hpp"
#include "core/recording/recording.hpp"

namespace peal::core::pbx {

bool is_recorded(const State& state, const InternalCall& call) {
  const auto* centre = state.centre(call.agent.tenant);
  const auto* agent = state.agent(call.agent);
  if (centre == nullptr || !centre->record_outside_calls || agent == nullptr || agent->retired) return false;
  // An agent has one contact at a time; a call between extensions may stand beside it.
  const bool contactless = !agent->contact.valid();
  return contactless && call.peer && !call.peer->to.valid();
}

void become_contact(Turn& turn, LegId leg) {
  const auto& call = turn.state.internal_calls.at(leg);
  const auto agent = call.agent;
  const auto tenant = agent.tenant;
  const auto peer = *call.peer;
  const auto language = call.run.language;
  turn.note(tenant, InternalPeerLeft{leg, agent, {}, peer.leg, base::ErrorCode::kCancelled});
  turn.note(tenant, InternalCallEnded{leg, agent});
  ContactArrived fact;
  fact.contact = turn.make<ContactId>(tenant);
  fact.leg = peer.leg;
  fact.source = LegSource::kDevice;
  fact.caller = peer.digits;
  fact.party = peer.party;
  fact.language = language;
  const auto id = fact.contact;
  turn.note(tenant, std::move(fact), peer.party);
  turn.note(tenant, ContactAnswered{id});
  auto& contact = *turn.state.contact(id);
  if (!peer.digits.text.empty()) turn.order(FindCustomer{id, peer.party, peer.digits, {}});
  recording::start(turn, contact);
  handling::start(turn, contact, handling::Start{agent, {}, leg});
}

}  // namespace peal::core::pbx
