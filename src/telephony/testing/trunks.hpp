#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "telephony/testing/world.hpp"

/// Trunks of the small world.
namespace peal::telephony::testing {

inline core::TrunkId trunk_id(std::uint64_t n) { return {kTenant, n}; }

inline TrunkSetup trunk(std::uint64_t n, std::uint8_t last) {
  TrunkSetup setup;
  setup.trunk.id = trunk_id(n);
  setup.trunk.key = "t" + std::to_string(n);
  setup.trunk.address = at(last).text();
  setup.trunk.priority = static_cast<std::uint32_t>(n);
  setup.trunk.health_every = base::Seconds{0};
  setup.hops = {sip::KnownName::State::kFound, {sip::Transport::kUdp, {{"carrier.example", 0, 0, {at(last)}}}}};
  setup.sources = {{at(last).ip, false, 32}};
  return setup;
}

inline const core::TrunkView& view_of(const std::vector<core::TrunkView>& all, std::uint64_t n) {
  return *std::ranges::find(all, trunk_id(n), &core::TrunkView::id);
}

/// Rings agent 3, who is on an outside number.
inline core::LegId ring_outside(World& world, const std::string& caller = "13810298208") {
  const auto leg = world.new_leg();
  core::RingLeg command;
  command.leg = leg;
  command.agent = agent_id(3);
  command.caller = base::Personal(caller);
  command.timeout = base::Seconds{20};
  world.order(command);
  return leg;
}

}  // namespace peal::telephony::testing
