#include "sim/simulate.hpp"

#include <gtest/gtest.h>

namespace peal::sim {
namespace {

TEST(Simulation, KeepsEveryPromiseThroughACrash) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto report = run(SimOptions{seed, 1, Canary::kNone, false, false});
    for (const auto& violation : report.violations) ADD_FAILURE() << "seed " << seed << ": " << violation;
    EXPECT_GE(report.crashes, 1U);
    EXPECT_GT(report.signals, 4'000U);
  }
}

TEST(Simulation, TheSameSeedPlaysTheSameWorld) {
  const auto once = run(SimOptions{7, 1, Canary::kNone, false, false});
  const auto again = run(SimOptions{7, 1, Canary::kNone, false, false});
  EXPECT_EQ(once.signals, again.signals);
  EXPECT_EQ(once.facts, again.facts);
  EXPECT_EQ(once.contacts, again.contacts);
}

TEST(WiredSimulation, NothingIsLeftAnywhereAndEveryPromiseHolds) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto report = run(SimOptions{seed, 1, Canary::kNone, false, true});
    for (const auto& violation : report.violations) ADD_FAILURE() << "seed " << seed << ": " << violation;
    EXPECT_GT(report.contacts, 100U);
    EXPECT_GT(report.talks, 50U);
    EXPECT_GT(report.datagrams, 3'000U);
  }
}

TEST(WiredSimulation, TheSameSeedPlaysTheSameWorld) {
  const auto once = run(SimOptions{7, 1, Canary::kNone, false, true});
  const auto again = run(SimOptions{7, 1, Canary::kNone, false, true});
  EXPECT_EQ(once.signals, again.signals);
  EXPECT_EQ(once.facts, again.facts);
  EXPECT_EQ(once.datagrams, again.datagrams);
}

TEST(WiredSimulation, SeesALegThatIsKept) {
  EXPECT_FALSE(run(SimOptions{1, 1, Canary::kKeptLeg, false, true}).violations.empty());
}

TEST(Simulation, SeesEachBrokenRule) {
  for (const auto canary : {Canary::kSecondOffer, Canary::kLostPlace, Canary::kForgottenRing})
    EXPECT_FALSE(run(SimOptions{1, 1, canary, false, false}).violations.empty()) << static_cast<int>(canary);
}

}  // namespace
}  // namespace peal::sim
