#include "telephony/trunk/trunks.hpp"

#include <gtest/gtest.h>

#include "telephony/testing/trunks.hpp"

/// Trunks whose names lead to several addresses.
namespace peal::telephony {
namespace {

using namespace std::chrono_literals;
using testing::at;
using testing::Phone;
using testing::ring_outside;
using testing::trunk;
using testing::view_of;
using testing::World;

/// A trunk whose name leads to two addresses, one before the other.
TrunkSetup two_targets(std::uint8_t first, std::uint8_t second) {
  auto setup = trunk(1, first);
  setup.trunk.address = "carrier.example";
  setup.trunk.transport = core::TrunkTransport::kAuto;
  setup.hops.located.places = {{"one.example", 10, 1, {at(first)}}, {"two.example", 20, 1, {at(second)}}};
  return setup;
}

TEST(TrunkByName, ATargetThatFailsGivesWayWithinTheCallAndIsShunnedAfterwards) {
  World world;
  world.directory.outside = "tel:+8613900001111";
  world.exchange->adopt_trunks({two_targets(20, 21)});
  Phone second(world.wire, at(21), world.clock(), 2);
  second.answers = true;
  const auto leg = ring_outside(world);  // Nobody is at the first.
  world.advance(5s);
  ASSERT_NE(world.last<core::LegAnswered>(), nullptr);
  EXPECT_EQ(world.last<core::LegAnswered>()->leg, leg);
  EXPECT_NE(second.invite.find("INVITE sip:+8613900001111@carrier.example SIP/2.0"), std::string::npos) << second.invite;
  const auto live = view_of(world.exchange->trunks(), 1);
  ASSERT_EQ(live.targets.size(), 2u);
  EXPECT_TRUE(live.targets[0].failing);
  EXPECT_FALSE(live.targets[1].failing);
  EXPECT_EQ(live.peer, at(21).text());
  EXPECT_EQ(live.failed_over, 0u) << "it is the same trunk";
  // The next call goes straight to the one that works, and later the first gets another chance.
  Phone first(world.wire, at(20), world.clock(), 1);
  ring_outside(world);
  EXPECT_EQ(second.calls_in, 2);
  EXPECT_EQ(first.calls_in, 0);
  world.advance(base::Millis{sip::kTargetShunned} + 1s);
  ring_outside(world);
  EXPECT_EQ(first.calls_in, 1);
}

TEST(TrunkByName, IsUpWithAnyTargetAndDownWithoutAll) {
  World world;
  auto setup = two_targets(20, 21);
  setup.trunk.health_every = base::Seconds{30};
  world.exchange->adopt_trunks({setup});
  Phone second(world.wire, at(21), world.clock(), 2);
  world.advance(30s);
  auto live = view_of(world.exchange->trunks(), 1);
  EXPECT_EQ(live.state, core::TrunkState::kUp);
  EXPECT_EQ(live.problem.kind, core::TrunkTrouble::kNone);
  EXPECT_TRUE(live.targets[0].failing);
  second.end.take = nullptr;
  world.advance(60s);
  live = view_of(world.exchange->trunks(), 1);
  EXPECT_EQ(live.state, core::TrunkState::kDown);
  EXPECT_EQ(live.problem.kind, core::TrunkTrouble::kSilent);
}

TEST(TrunkByName, TellsWhatItsNameIsGoodFor) {
  using State = sip::KnownName::State;
  World world;
  auto setup = two_targets(20, 21);
  const auto known = setup.hops;
  const auto told = [&](sip::KnownName hops) {
    setup.hops = std::move(hops);
    world.exchange->adopt_trunks({setup});
    return view_of(world.exchange->trunks(), 1);
  };
  EXPECT_EQ(told({}).state, core::TrunkState::kStarting);
  EXPECT_EQ(told({}).transport, core::TrunkTransport::kAuto);
  EXPECT_EQ(told({State::kNothing, {}}).problem.kind, core::TrunkTrouble::kUnknownName);
  EXPECT_EQ(told({State::kNothing, {}}).state, core::TrunkState::kDown);
  EXPECT_EQ(told({State::kSilent, {}}).problem.kind, core::TrunkTrouble::kNamesSilent);
  const auto stale = told({State::kSilent, known.located});
  EXPECT_EQ(stale.state, core::TrunkState::kUp);
  EXPECT_EQ(stale.problem.kind, core::TrunkTrouble::kNamesStale);
  EXPECT_EQ(stale.problem.text, "carrier.example");
  EXPECT_EQ(told(known).problem.kind, core::TrunkTrouble::kNone);
}

}  // namespace
}  // namespace peal::telephony
