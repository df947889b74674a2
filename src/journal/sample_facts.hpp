#pragma once

#include <string>
#include <vector>

#include "core/fact.hpp"

/// Facts for tests and benchmarks.
namespace peal::journal::sample {

inline constexpr core::TenantId kTenant{1};
inline constexpr std::int64_t kStart = 1'795'000'000'000;

template <class IdType>
IdType id(std::uint64_t value) {
  return IdType{kTenant, value};
}
inline core::Time at(std::int64_t ms) { return base::from_unix_millis(kStart + ms); }

inline core::Fact fact(std::int64_t ms, core::PartyId party, core::FactBody body) {
  return core::Fact{kTenant, at(ms), party, std::move(body)};
}

inline core::Fact arrival(std::uint64_t contact, core::PartyId party, const std::string& caller, std::int64_t ms = 0) {
  core::ContactArrived arrived;
  arrived.contact = id<core::ContactId>(contact);
  arrived.leg = id<core::LegId>(contact);
  arrived.number = id<core::NumberId>(1);
  arrived.dialled = "4000";
  arrived.caller = base::Personal(caller);
  arrived.caller_name = base::Personal("王芳");
  arrived.party = party;
  arrived.language = "zh-CN";
  arrived.flow = id<core::FlowId>(1);
  return fact(ms, party, arrived);
}

}  // namespace peal::journal::sample
