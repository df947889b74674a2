#include <gtest/gtest.h>

#include "telephony/exchange.hpp"
#include "telephony/testing/registering.hpp"
#include "telephony/testing/world.hpp"

/// What an office asks of the switch: a phone that is somebody else's for a
/// while, digits that are told as one, and calls of phones that meet others.
namespace peal::telephony {
namespace {

using testing::agent_id;
using testing::at;
using testing::Phone;
using testing::Registering;
using testing::World;

void press(World& world, Phone& phone, const std::string& keys) {
  for (const char key : keys) {
    (void)phone.agent.send_info(phone.current, "application/dtmf-relay", std::string("Signal=") + key + "\r\nDuration=160\r\n", world.now);
    world.wire.deliver();
  }
}

TEST(Gathering, TellsDigitsAsOneAndNoneOfThemSingly) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  const auto leg = world.answered(caller);
  world.order(core::GatherDigits{leg, 12});
  press(world, caller, "4711#");
  EXPECT_EQ(world.count<core::DigitPressed>(), 0u);
  ASSERT_EQ(world.count<core::DigitsGathered>(), 1u);
  EXPECT_EQ(world.last<core::DigitsGathered>()->digits.text, "4711");
  press(world, caller, "5");
  EXPECT_EQ(world.count<core::DigitPressed>(), 1u) << "only what was asked for is gathered";
}

TEST(Gathering, BeginsAnewWithAStar) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  world.order(core::GatherDigits{world.answered(caller), 12});
  press(world, caller, "#48*#4711#");
  ASSERT_EQ(world.count<core::DigitsGathered>(), 1u);
  EXPECT_EQ(world.last<core::DigitsGathered>()->digits.text, "4711");
}

TEST(Gathering, EndsWithTheLastDigitThatIsWantedAndAfterAPause) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  const auto leg = world.answered(caller);
  world.order(core::GatherDigits{leg, 3});
  press(world, caller, "123");
  ASSERT_EQ(world.count<core::DigitsGathered>(), 1u);
  world.order(core::GatherDigits{leg, 12});
  world.advance(base::Seconds{60});
  EXPECT_EQ(world.count<core::DigitsGathered>(), 1u) << "whoever thinks is not hurried";
  press(world, caller, "12");
  world.advance(base::Seconds{4});
  press(world, caller, "3");
  world.advance(base::Seconds{4});
  EXPECT_EQ(world.count<core::DigitsGathered>(), 1u) << "the pause begins anew with each digit";
  world.advance(base::Seconds{2});
  ASSERT_EQ(world.count<core::DigitsGathered>(), 2u);
  EXPECT_EQ(world.last<core::DigitsGathered>()->digits.text, "123");
}

TEST(Seat, IsRungOnThePhoneItIsAt) {
  World world;
  Phone phone(world.wire, at(40, 5072), world.clock(), 3);
  Registering registering(world, phone, world.udp());
  ASSERT_EQ(registering.send("1001", "secret-1001"), 200);
  const auto leg = world.new_leg();
  core::RingLeg command;
  command.leg = leg;
  command.agent = agent_id(3);  // An outside number of its own.
  command.timeout = base::Seconds{20};
  command.phone = agent_id(1);
  world.order(command);
  EXPECT_EQ(phone.calls_in, 1);
  EXPECT_EQ(world.count<core::LegRinging>(), 1u);
}

TEST(Decline, OnOneDeviceIsOneOnAllAndBusyIsNot) {
  World world;
  Phone desk(world.wire, at(40, 5072), world.clock(), 3);
  Phone kitchen(world.wire, at(41, 5074), world.clock(), 4);
  Registering first(world, desk, world.udp()), second(world, kitchen, world.udp());
  ASSERT_EQ(first.send("1001", "secret-1001"), 200);
  ASSERT_EQ(second.send("1001", "secret-1001"), 200);
  core::RingLeg command;
  command.agent = agent_id(1);
  command.timeout = base::Seconds{20};
  for (const std::uint16_t status : {486, 603}) {
    command.leg = world.new_leg();
    world.order(command);
    ASSERT_EQ(world.exchange->live_legs(), 1u);
    (void)desk.agent.reject(desk.current, status, "No", world.now);
    world.wire.deliver();
    EXPECT_EQ(world.exchange->live_legs(), status == 603 ? 0u : 1u) << status;
    world.order(core::HangUpLeg{command.leg});
  }
  ASSERT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kDeclined);
}

TEST(MediaThreads, ACallThatAPhoneBeginsIsPutBesideWhomItWillMeet) {
  World world(4);
  const auto ports = world.media->free_ports();
  for (std::uint8_t nth = 0; nth < 8; ++nth) {
    Phone one(world.wire, at(static_cast<std::uint8_t>(20 + nth)), world.clock(), static_cast<std::uint8_t>(10 + nth));
    Phone other(world.wire, at(static_cast<std::uint8_t>(60 + nth)), world.clock(), static_cast<std::uint8_t>(40 + nth));
    const auto first = world.answered(one);
    const auto second = world.arrive(other);
    world.order(core::RingBack{second, first});
    world.order(core::AnswerLeg{second, first});
    world.order(core::BridgeLegs{first, second});
    EXPECT_EQ(world.count<core::LegLost>(), 0u) << "the bridge was refused";
    ASSERT_TRUE(other.media);
    world.order(core::HangUpLeg{first});
    world.order(core::HangUpLeg{second});
    // Ports come back when their threads have let them go.
    ASSERT_TRUE(world.until([&] { return world.media->free_ports() == ports; })) << "a port was not given back";
  }
  EXPECT_EQ(world.media->open_streams(), 0u);
}

}  // namespace
}  // namespace peal::telephony
