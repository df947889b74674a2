#include "core/agent/activity.hpp"
#include "core/apply.hpp"
#include "core/conference/conference.hpp"
#include "core/flow/patience.hpp"
#include "core/limits.hpp"
#include "core/pbx/notice.hpp"

namespace peal::core::applying {
namespace {

FlowRun new_run(State& state, LegId leg, FlowId flow, const std::string& language) {
  FlowRun run;
  run.leg = leg;
  run.flow_id = flow;
  run.language = language;
  if (const auto found = state.flows.find(flow); found != state.flows.end()) run.flow = found->second;
  return run;
}

void leg_up(State& state, FlowRun& run, Time at) {
  run.up = true;
  flow::arm_for_node(state, run, at);
}

}  // namespace

void on(State& state, const Envelope& fact, const ContactArrived& body) {
  LiveContact contact;
  contact.id = body.contact;
  contact.source = body.source;
  contact.number = body.number;
  contact.dialled = body.dialled;
  contact.caller = body.caller;
  contact.caller_name = body.caller_name;
  contact.party = body.party;
  contact.diverted_by = body.diverted_by;
  contact.diversion = body.diversion;
  contact.first_called = body.first_called;
  contact.diversions = body.diversions;
  contact.arrived = contact.place_since = fact.at;
  contact.run = new_run(state, body.leg, body.flow, body.language);
  state.legs[body.leg] = LegUse{LegRole::kCaller, body.contact};
  state.contacts.insert_or_assign(body.contact, std::move(contact));
}

void on(State& state, const Envelope& fact, const ContactAnswered& body) {
  if (auto* contact = state.contact(body.contact)) leg_up(state, contact->run, fact.at);
}

void on(State& state, const Envelope&, const CustomerIdentified& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr) return;
  contact->customer = body.customer;
  contact->is_new = body.is_new;
  contact->customer_name = body.name;
  contact->level = body.level;
  contact->area = body.area;
}

void on(State&, const Envelope&, const CustomerUnknown&) {}  // Nothing is known, as before.

void on(State& state, const Envelope& fact, const ContactEnded& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr) return;
  state.clear(contact->run.due);
  state.legs.erase(contact->run.leg);
  contact->run.node.clear();
  contact->run.play = PlayId{};
  contact->run.up = false;
  contact->ended = true;
  contact->place_since = fact.at;
  if (const auto open = state.recordings.find(contact->recording); contact->recording_on && open != state.recordings.end())
    state.arm(open->second.written_by, fact.at + limits::kRecordingWritten, TimerKind::kRecording, body.contact.tenant,
              contact->recording.value);
  contact->recording_on = false;
  forget_if_over(state, body.contact);
}

void forget_if_over(State& state, ContactId id) {
  const auto* contact = state.contact(id);
  if (contact != nullptr && contact->ended && contact->handlings.empty()) state.contacts.erase(id);
}

void on(State& state, const Envelope& fact, const InternalCallStarted& body) {
  InternalCall call;
  call.agent = body.agent;
  call.dialled = body.dialled;
  call.notice = body.notice;
  call.phone = body.phone;
  const auto* agent = state.agent(body.agent);
  call.run = new_run(state, body.leg, body.flow, agent == nullptr ? std::string{} : agent->config->language);
  if (auto notice = pbx::notice_flow(body.notice)) {
    call.run.flow = std::move(notice);
    call.run.flow_id = FlowId{body.agent.tenant, 0};
  }
  if (body.conference.valid()) {
    call.run.flow = conference::door_flow(body.conference);
    call.run.flow_id = FlowId{body.agent.tenant, 0};
  }
  state.internal_calls.insert_or_assign(body.leg, std::move(call));
  state.legs[body.leg] = LegUse{LegRole::kInternal, ContactId{}};
  if (auto* caller = state.agent(body.agent)) enter_internal_call(state, *caller, body.leg, fact.at);
}

void on(State& state, const Envelope& fact, const InternalCallAnswered& body) {
  if (auto* run = state.run(body.leg)) leg_up(state, *run, fact.at);
}

void on(State& state, const Envelope& fact, const InternalCallEnded& body) {
  const auto found = state.internal_calls.find(body.leg);
  if (found == state.internal_calls.end()) return;
  state.clear(found->second.run.due);
  state.internal_calls.erase(found);
  state.legs.erase(body.leg);
  if (auto* agent = state.agent(body.agent)) leave_internal_call(state, *agent, body.leg, fact.at);
}

}  // namespace peal::core::applying
