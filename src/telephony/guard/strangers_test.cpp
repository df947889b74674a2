#include <gtest/gtest.h>

#include "telephony/testing/world.hpp"

/// Strangers at the open numbers of a tenant without trunks.
namespace peal::telephony {
namespace {

using testing::at;
using testing::kTenant;
using testing::Phone;
using testing::World;

TEST(OpenNumbers, TakeSoManyCallsOfOneStrangerAndKeepNothingOfTheOthers) {
  World world;
  world.exchange->adopt_strangers({{kTenant, {2, 20, 60}}});
  Phone stranger(world.wire, at(40), world.clock(), 1);
  for (int i = 0; i < 5; ++i) stranger.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegArrived>(), 2U);
  EXPECT_EQ(world.wire.count("SIP/2.0 503", "Retry-After: 1\r\n"), 3U);
  EXPECT_EQ(world.wire.count("SIP/2.0 503", "Warning: 399 peal \"Too Many Calls From There\""), 3U);
  const auto view = world.exchange->guard();
  EXPECT_EQ(view.strangers_refused, 3U);
  ASSERT_EQ(view.strangers.size(), 1U);
  EXPECT_EQ(view.strangers[0].source, "10.0.0.40");
  world.advance(std::chrono::seconds{1});
  stranger.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegArrived>(), 3U);
}

TEST(OpenNumbers, WhoeverIsNeverShutOutMayStandForMany) {
  World world;
  world.exchange->adopt_strangers({{kTenant, {1, 1, 1}}});
  world.exchange->adopt_allowed({*base::parse_ip_range("10.0.0.40")});
  Phone proxy(world.wire, at(40), world.clock(), 1);
  for (int i = 0; i < 5; ++i) proxy.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegArrived>(), 5U);
}

}  // namespace
}  // namespace peal::telephony
