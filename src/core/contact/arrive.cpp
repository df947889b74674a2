#include "core/flow/interpreter.hpp"
#include "core/flow/nodes.hpp"
#include "core/pbx/dial.hpp"
#include "core/rules.hpp"

namespace peal::core::rules {
namespace {

const Number* find_number(const State& state, TenantId wanted, const std::string& digits) {
  const auto found = state.numbers.find(digits);
  if (found == state.numbers.end()) return nullptr;
  for (const auto& [tenant, number] : found->second)
    if (!wanted.valid() || tenant == wanted) return number;
  return nullptr;
}

void reject(Turn& turn, LegId leg, base::ErrorCode cause) {
  const bool later = cause == base::ErrorCode::kOverloaded;
  turn.order(RejectLeg{leg, cause, later ? limits::kDrainRetryAfter : base::Seconds{0}});
}

// The tenant a leg is counted for when its number is nobody's.
TenantId tenant_of(const Turn& turn, LegId leg) {
  if (turn.state.centre(leg.tenant) != nullptr) return leg.tenant;
  if (turn.state.settings == nullptr || turn.state.settings->centres.empty()) return TenantId{};
  return turn.state.settings->centres.front().tenant;
}

ContactId note_arrival(Turn& turn, const LegArrived& signal, TenantId tenant, const Number* number) {
  ContactArrived fact;
  fact.contact = turn.make<ContactId>(tenant);
  fact.leg = signal.leg;
  fact.source = signal.source;
  fact.dialled = signal.dialled;
  fact.caller = signal.caller;
  fact.caller_name = signal.caller_name;
  fact.party = signal.party;
  fact.trunk = signal.trunk;
  fact.diverted_by = signal.diverted_by;
  fact.diversion = signal.diversion;
  fact.first_called = signal.first_called;
  fact.diversions = signal.diversions;
  fact.withheld = signal.withheld;
  if (number != nullptr) {
    fact.number = number->id;
    fact.flow = number->flow;
    fact.language = number->language;
  }
  const auto contact = fact.contact;
  turn.note(tenant, std::move(fact), signal.party);
  return contact;
}

}  // namespace

void on(Turn& turn, const LegArrived& signal) {
  using base::ErrorCode;
  if (turn.state.leg(signal.leg) != nullptr) return;  // Told twice.
  if (signal.source == LegSource::kDevice) return pbx::dial(turn, signal);
  const auto hint = turn.state.centre(signal.leg.tenant) != nullptr ? signal.leg.tenant : TenantId{};
  const auto* number = find_number(turn.state, hint, signal.dialled);
  const auto tenant = number != nullptr ? number->id.tenant : tenant_of(turn, signal.leg);
  if (!tenant.valid()) return reject(turn, signal.leg, ErrorCode::kUnavailable);
  const bool reachable = number != nullptr && turn.state.flows.contains(number->flow);
  const auto contact = note_arrival(turn, signal, tenant, number);
  if (turn.state.draining || !reachable) {
    const auto cause = turn.state.draining ? ErrorCode::kOverloaded : ErrorCode::kNotFound;
    turn.note(tenant, ContactEnded{contact, ContactEnd::kRejected, cause});
    return reject(turn, signal.leg, cause);
  }
  turn.order(FindCustomer{contact, signal.party, signal.caller, signal.caller_name});
  flow::begin(turn, signal.leg);
}

}  // namespace peal::core::rules
