#include "core/pbx/outside_contact.hpp"

#include "core/handling/talk.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/recording/recording.hpp"

namespace peal::core::pbx {

namespace {

const LiveHandling* wrap_up_of(const State& state, const LiveAgent& agent) {
  const auto* contact = agent.activity == AgentActivity::kWrapUp ? state.contact(agent.contact) : nullptr;
  return contact == nullptr ? nullptr : contact->handling(agent.handling);
}

}  // namespace

bool must_write_up_first(const State& state, AgentId id) {
  const auto* centre = state.centre(id.tenant);
  const auto* agent = state.agent(id);
  const auto* last = agent == nullptr ? nullptr : wrap_up_of(state, *agent);
  return last != nullptr && centre != nullptr && centre->record_outside_calls && last->wrap_up_policy == WrapUpPolicy::kMandatory;
}

bool is_recorded(const State& state, const InternalCall& call) {
  const auto* centre = state.centre(call.agent.tenant);
  const auto* agent = state.agent(call.agent);
  if (centre == nullptr || !centre->record_outside_calls || agent == nullptr || agent->retired) return false;
  // An agent has one contact at a time; a call between extensions may stand beside it.
  const bool contactless = !agent->contact.valid() || (wrap_up_of(state, *agent) != nullptr && !must_write_up_first(state, call.agent));
  return contactless && call.peer && !call.peer->to.valid();
}

bool lacks_number(const State& state, LegId leg) {
  const auto found = state.internal_calls.find(leg);
  if (found == state.internal_calls.end() || !found->second.peer) return false;
  const auto& [of, call] = *found;
  const auto* centre = state.centre(call.agent.tenant);
  return centre != nullptr && centre->record_outside_calls && !call.peer->to.valid() && !call.peer->party.valid();
}

void become_contact(Turn& turn, LegId leg) {
  const auto& call = turn.state.internal_calls.at(leg);
  const auto agent = call.agent;
  const auto tenant = agent.tenant;
  const auto peer = *call.peer;
  const auto language = call.run.language;
  handling::cut_wrap_up(turn, agent);
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
  for (const auto trunk : peer.trunks) turn.note(tenant, TrunkTaken{id, peer.leg, trunk});
  turn.note(tenant, ContactAnswered{id});
  auto& contact = *turn.state.contact(id);
  if (!peer.digits.text.empty()) turn.order(FindCustomer{id, peer.party, peer.digits, {}});
  recording::start(turn, contact);
  handling::start(turn, contact, handling::Start{agent, {}, leg});
}

}  // namespace peal::core::pbx
