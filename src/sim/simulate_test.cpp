#include "sim/simulate.hpp"

#include <gtest/gtest.h>

namespace peal::sim {
namespace {

TEST(Simulation, KeepsEveryPromiseThroughACrash) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto report = run(SimOptions{seed, 1, Canary::kNone, false});
    for (const auto& violation : report.violations) ADD_FAILURE() << "seed " << seed << ": " << violation;
    EXPECT_GE(report.crashes, 1U);
    EXPECT_GT(report.signals, 4'000U);
  }
}

TEST(Simulation, TheSameSeedPlaysTheSameWorld) {
  const auto once = run(SimOptions{7, 1, Canary::kNone, false});
  const auto again = run(SimOptions{7, 1, Canary::kNone, false});
  EXPECT_EQ(once.signals, again.signals);
  EXPECT_EQ(once.facts, again.facts);
  EXPECT_EQ(once.contacts, again.contacts);
}

TEST(Simulation, SeesEachBrokenRule) {
  for (const auto canary : {Canary::kSecondOffer, Canary::kLostPlace, Canary::kForgottenRing})
    EXPECT_FALSE(run(SimOptions{1, 1, canary, false}).violations.empty()) << static_cast<int>(canary);
}

}  // namespace
}  // namespace peal::sim
