#include "api/trace/call_legs.hpp"

#include <algorithm>
#include <tuple>

#include "trace/limits.hpp"

namespace peal::api {
namespace {

// Whatever a fact calls them, its legs are its fields of that type.
class LegReader {
 public:
  explicit LegReader(std::vector<CallLeg>& into) : into_(into) {}

  template <class Body>
  void operator()(const Body& body) const {
    std::apply([&](const auto&... field) { (look(body, field), ...); }, body.tie());
  }

 private:
  template <class Body, class Field>
  void look(const Body& body, const Field& field) const {
    if constexpr (std::same_as<Field, core::LegId>) {
      if (!field.valid()) return;
      auto known = std::ranges::find(into_, field, &CallLeg::leg);
      if (known == into_.end() && into_.size() < trace::kLegsOfCallMax) known = into_.insert(into_.end(), CallLeg{field, {}, into_.empty()});
      if (known == into_.end() || known->caller) return;
      if constexpr (requires { { body.agent } -> std::same_as<const core::AgentId&>; }) known->agent = body.agent;
    }
  }
  std::vector<CallLeg>& into_;
};

}  // namespace

std::vector<CallLeg> legs_of(const journal::ContactDetail& detail) {
  std::vector<CallLeg> legs;
  for (const auto& step : detail.steps) std::visit(LegReader(legs), step.fact.body);
  return legs;
}

trace::OfCall messages_of(const trace::Store& store, const journal::ContactDetail& detail, const std::vector<CallLeg>& legs) {
  std::vector<trace::Name> names;
  for (const auto& leg : legs) names.push_back({leg.leg.value, leg.leg.tenant.value});
  return store.messages_of(names, detail.contact.arrived, detail.contact.ended.value_or(base::live_now()));
}

}  // namespace peal::api
