#include "core/handling/wrap_up.hpp"

#include <algorithm>

#include "core/agent/status.hpp"
#include "core/handling/talk.hpp"
#include "core/rules.hpp"

namespace peal::core {
namespace handling {
namespace {

bool timed(WrapUpPolicy policy) { return policy == WrapUpPolicy::kTimed || policy == WrapUpPolicy::kTimedEarlyExit; }

struct Plan {
  WrapUpPolicy policy = WrapUpPolicy::kNone;
  base::Seconds lasts{0};
};

Plan plan(const State& state, const LiveHandling& handling) {
  const auto* queue = state.queue(handling.queue);
  const auto* agent = state.agent(handling.agent);
  if (queue == nullptr || agent == nullptr || agent->retired) return {};
  Plan found{queue->config->wrap_up_policy, std::min(queue->config->wrap_up, limits::kLongestWrapUp)};
  if (timed(found.policy) && found.lasts.count() <= 0) return {};
  // Nobody sits at a desk to say that it is done.
  if (agent->config->always_on && !timed(found.policy)) return {};
  return found;
}

void end_handling(Turn& turn, ContactId contact_id, HandlingId id, DispositionId disposition) {
  const auto& handling = *turn.state.contact(contact_id)->handling(id);
  const auto agent = handling.agent;
  const base::Millis lasted = turn.now - handling.wrap_up_since;
  turn.note(contact_id.tenant, HandlingEnded{id, contact_id, agent, disposition, lasted});
  agent::settle(turn, agent);
}

// The wrap-up an agent is in, else null.
LiveHandling* wrap_up_of(State& state, AgentId id) {
  const auto* agent = state.agent(id);
  if (agent == nullptr || agent->activity != AgentActivity::kWrapUp) return nullptr;
  auto* contact = state.contact(agent->contact);
  return contact == nullptr ? nullptr : contact->handling(agent->handling);
}

}  // namespace

void start_wrap_up(Turn& turn, ContactId contact_id, HandlingId id) {
  const auto& handling = *turn.state.contact(contact_id)->handling(id);
  const auto [policy, lasts] = plan(turn.state, handling);
  if (policy == WrapUpPolicy::kNone) return end_handling(turn, contact_id, id, handling.disposition);
  const auto until = timed(policy) ? turn.now + lasts : Time{};
  turn.note(contact_id.tenant, WrapUpStarted{id, contact_id, handling.agent, policy, until});
}

void cut_wrap_up(Turn& turn, AgentId agent) {
  const auto* handling = wrap_up_of(turn.state, agent);
  if (handling != nullptr) end_handling(turn, turn.state.agent(agent)->contact, handling->id, handling->disposition);
}

void wrap_up_due(Turn& turn, AgentId agent) {
  const auto* handling = wrap_up_of(turn.state, agent);
  if (handling == nullptr || !handling->wrap_up_until.on() || handling->wrap_up_until.at > turn.now) return;
  cut_wrap_up(turn, agent);
}

namespace {

bool known_disposition(const State& state, DispositionId id) {
  const auto* centre = state.centre(id.tenant);
  return centre != nullptr && std::ranges::find(centre->dispositions, id, &Disposition::id) != centre->dispositions.end();
}

// The handling when it is in wrap-up; else null after a refusal.
LiveHandling* in_wrap_up(Turn& turn, AgentId agent, ContactId contact) {
  auto* handling = requested(turn, agent, contact);
  if (handling == nullptr || !handling->live()) return handling;
  turn.refuse(base::ErrorCode::kConflict, "refuse.not_in_wrap_up");
  return nullptr;
}

}  // namespace
}  // namespace handling

namespace rules {

void on(Turn& turn, const ExtendWrapUp& signal) {
  using base::ErrorCode;
  const auto* handling = handling::in_wrap_up(turn, signal.agent, signal.contact);
  if (handling == nullptr) return;
  if (!handling->wrap_up_until.on()) return turn.refuse(ErrorCode::kConflict, "refuse.not_timed");
  if (signal.by_time.count() <= 0 || signal.by_time > limits::kLongestExtension)
    return turn.refuse(ErrorCode::kBadInput, "refuse.extension");
  const auto until = handling->wrap_up_until.at + signal.by_time;
  if (until > handling->wrap_up_since + limits::kLongestWrapUp)
    return turn.refuse(ErrorCode::kTooMany, "refuse.wrap_up_too_long");
  turn.note(signal.contact.tenant, WrapUpExtended{handling->id, signal.contact, signal.agent, until});
}

void on(Turn& turn, const WriteNotes& signal) {
  const auto* handling = handling::requested(turn, signal.agent, signal.contact);
  if (handling == nullptr) return;
  if (signal.notes.text.size() > limits::kNotesBytes) return turn.refuse(base::ErrorCode::kTooLarge, "refuse.notes_too_long");
  if (handling->notes == signal.notes) return;
  const auto party = turn.state.contact(signal.contact)->party;
  turn.note(signal.contact.tenant, NotesWritten{handling->id, signal.contact, signal.agent, signal.notes}, party);
}

void on(Turn& turn, const FinishWrapUp& signal) {
  using base::ErrorCode;
  const auto* handling = handling::in_wrap_up(turn, signal.agent, signal.contact);
  if (handling == nullptr) return;
  if (signal.disposition.valid() && !handling::known_disposition(turn.state, signal.disposition))
    return turn.refuse(ErrorCode::kNotFound, "refuse.no_disposition");
  if (handling->wrap_up_policy == WrapUpPolicy::kMandatory && !signal.disposition.valid())
    return turn.refuse(ErrorCode::kBadInput, "refuse.disposition_needed");
  if (handling->wrap_up_policy == WrapUpPolicy::kTimed) {
    if (!signal.disposition.valid()) return turn.refuse(ErrorCode::kConflict, "refuse.wrap_up_timed");
    return turn.note(signal.contact.tenant,
                     DispositionChosen{handling->id, signal.contact, signal.agent, signal.disposition});
  }
  const auto disposition = signal.disposition.valid() ? signal.disposition : handling->disposition;
  handling::end_handling(turn, signal.contact, handling->id, disposition);
}

}  // namespace rules
}  // namespace peal::core
