#include "core/agent/status.hpp"
#include "core/contact/end.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/offer/offer.hpp"
#include "core/rules.hpp"

/// What changes under the calls: other settings, a restart, the end of a shift
/// of the server itself.
namespace peal::core::rules {
namespace {

// Whom the settings have removed leaves as soon as no customer needs them.
void let_retired_go(Turn& turn) {
  for (const auto id : sorted_ids(turn.state.agents)) {
    const auto* agent = turn.state.agent(id);
    if (!agent->retired) continue;
    if (agent->activity == AgentActivity::kWrapUp) handling::cut_wrap_up(turn, id);
    else agent::settle(turn, id);
  }
}

}  // namespace

void on(Turn& turn, const SettingsChanged& signal) {
  if (signal.settings == nullptr) return;
  if (turn.state.settings != nullptr && *turn.state.settings == *signal.settings) return;
  turn.note(TenantId{}, SettingsAdopted{*signal.settings});
  let_retired_go(turn);
  agent::start_always_on(turn);
}

void on(Turn& turn, const Restarted& signal) {
  turn.note(TenantId{}, SystemRestarted{signal.clean});
  contact::Ending how;
  how.end = ContactEnd::kFailed;
  how.visit = VisitEnd::kFailed;
  how.handling = HandlingEnd::kFailed;
  how.cause = signal.clean ? base::ErrorCode::kUnavailable : base::ErrorCode::kInternal;
  for (const auto id : sorted_ids(turn.state.contacts)) contact::end(turn, id, how);
  for (const auto leg : sorted_ids(turn.state.internal_calls)) contact::end_internal(turn, leg, false);
  turn.drop_orders();
  agent::start_always_on(turn);
}

void on(Turn& turn, const Drain&) {
  if (!turn.state.draining) turn.note(TenantId{}, DrainStarted{});
}

}  // namespace peal::core::rules
