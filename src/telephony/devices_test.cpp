#include "telephony/devices.hpp"

#include <gtest/gtest.h>

#include "telephony/bindings_file.hpp"
#include "telephony/testing/registering.hpp"

/// Agents' phones and browsers: signing in, being rung, calling, going away.
namespace peal::telephony {
namespace {

using testing::agent_id;
using testing::at;
using testing::Phone;
using testing::Registering;
using testing::World;

core::RingLeg ring(core::LegId leg, std::uint64_t agent) {
  return {leg, agent_id(agent), {}, base::Personal("138"), {}, base::Seconds{20}, {}};
}
/// A WebSocket as the switch sees it; the phone sends on the same connection.
sip::Flow open_socket(World& world, Phone& phone, std::uint64_t connection, sip::FlowAttributes attributes = {}) {
  world.exchange->user_agent().flow_opened({sip::Transport::kWs, connection, phone.end.at()}, std::move(attributes));
  return {sip::Transport::kWs, connection, world.end.at()};
}

TEST(Devices, APhoneSignsInWithItsPasswordAndOff) {
  World world;
  Phone phone(world.wire, at(40), world.clock(), 4);
  Registering registering(world, phone, world.udp());
  EXPECT_EQ(registering.send("1001", "wrong"), 401);
  EXPECT_EQ(registering.send("nobody", "secret-nobody"), 401);
  EXPECT_EQ(world.signals.size(), 0u);
  EXPECT_EQ(registering.send("1001", "secret-1001"), 200);
  ASSERT_EQ(world.count<core::DeviceUp>(), 1u);
  EXPECT_EQ(world.last<core::DeviceUp>()->agent, agent_id(1));
  EXPECT_EQ(world.exchange->registrations(), 1u);
  EXPECT_EQ(registering.send("1001", "secret-1001"), 200);
  EXPECT_EQ(world.count<core::DeviceUp>(), 1u) << "a refreshment is no news";
  EXPECT_EQ(registering.send("1001", "secret-1001", 0), 200);
  EXPECT_EQ(world.count<core::DeviceDown>(), 1u);
}

TEST(Devices, ARegistrationThatIsNotRefreshedEnds) {
  World world;
  Phone phone(world.wire, at(40), world.clock(), 4);
  Registering registering(world, phone, world.udp());
  ASSERT_EQ(registering.send("1001", "secret-1001", 60), 200);
  world.advance(base::Seconds{62});
  EXPECT_EQ(world.count<core::DeviceDown>(), 1u);
}

TEST(Devices, EveryDeviceRingsAndTheLosersAreTold) {
  World world;
  Phone desk(world.wire, at(40), world.clock(), 4);
  Phone home(world.wire, at(41), world.clock(), 5);
  ASSERT_EQ(Registering(world, desk, world.udp()).send("1001", "secret-1001"), 200);
  ASSERT_EQ(Registering(world, home, world.udp()).send("1001", "secret-1001"), 200);
  const auto leg = world.new_leg();
  world.order(ring(leg, 1));
  EXPECT_EQ(desk.calls_in + home.calls_in, 2);
  EXPECT_EQ(world.count<core::LegRinging>(), 1u);
  home.answer_now();
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegAnswered>(), 1u);
  EXPECT_TRUE(desk.answered_elsewhere);
  EXPECT_EQ(world.media->open_streams(), 1u);
  (void)home.agent.hang_up(home.current, {}, world.now);
  world.wire.deliver();
  EXPECT_EQ(world.last<core::LegHungUp>()->leg, leg);
}

TEST(Devices, OneBusyDeviceDoesNotStopTheOthers) {
  World world;
  Phone desk(world.wire, at(40), world.clock(), 4);
  Phone home(world.wire, at(41), world.clock(), 5);
  ASSERT_EQ(Registering(world, desk, world.udp()).send("1001", "secret-1001"), 200);
  ASSERT_EQ(Registering(world, home, world.udp()).send("1001", "secret-1001"), 200);
  world.order(ring(world.new_leg(), 1));
  (void)desk.agent.reject(desk.current, 486, "Busy Here", world.now);
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegFailed>(), 0u);
  (void)home.agent.reject(home.current, 480, "Temporarily Unavailable", world.now);
  world.wire.deliver();
  ASSERT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kBusy);
}

TEST(Devices, ACallFromADeviceNeedsItsPasswordAndCarriesItsAgent) {
  World world;
  Phone phone(world.wire, at(40), world.clock(), 4);
  ASSERT_EQ(Registering(world, phone, world.udp()).send("1001", "secret-1001"), 200);
  phone.call("7000", world.udp(), "1001");
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegArrived>(), 0u) << "somebody who only says that he is 1001";
  phone.credentials = sip::Credentials{"1001", "secret-1001", {}};
  phone.session = {.id = 78};
  phone.call("7000", world.udp(), "1001");
  world.wire.deliver();
  ASSERT_EQ(world.count<core::LegArrived>(), 1u);
  EXPECT_EQ(world.last<core::LegArrived>()->source, core::LegSource::kDevice);
  EXPECT_EQ(world.last<core::LegArrived>()->agent, agent_id(1));
}

TEST(Devices, ABrowserIsRungOverItsSocketWithWebRtc) {
  World world;
  Phone browser(world.wire, at(50), world.clock(), 6);
  const auto flow = open_socket(world, browser, 7);
  ASSERT_EQ(Registering(world, browser, flow).send("1002", "secret-1002"), 200);
  world.order(ring(world.new_leg(), 2));
  ASSERT_EQ(browser.calls_in, 1);
  EXPECT_NE(browser.offered_sdp.find("UDP/TLS/RTP/SAVPF"), std::string::npos) << browser.offered_sdp;
  EXPECT_NE(browser.offered_sdp.find("a=ice-lite"), std::string::npos);
  EXPECT_NE(browser.offered_sdp.find("a=fingerprint:sha-256 "), std::string::npos);
}

TEST(Devices, ABrowserThatVanishesTakesItsLegsWithIt) {
  World world;
  Phone browser(world.wire, at(50), world.clock(), 6);
  browser.answers = true;
  const auto flow = open_socket(world, browser, 7);
  ASSERT_EQ(Registering(world, browser, flow).send("1002", "secret-1002"), 200);
  const auto leg = world.new_leg();
  world.order(ring(leg, 2));
  ASSERT_EQ(world.count<core::LegAnswered>(), 1u);
  world.exchange->user_agent().flow_closed(7, world.now);
  EXPECT_EQ(world.count<core::DeviceDown>(), 1u);
  ASSERT_EQ(world.count<core::LegLost>(), 1u);
  EXPECT_EQ(world.last<core::LegLost>()->leg, leg);
  EXPECT_EQ(world.media->open_streams(), 0u);
  const auto again = open_socket(world, browser, 9);
  ASSERT_EQ(Registering(world, browser, again).send("1002", "secret-1002"), 200);
  EXPECT_EQ(world.count<core::DeviceUp>(), 2u) << "back after the reload";
}

TEST(Devices, ARingingBrowserThatVanishesHasFailed) {
  World world;
  Phone browser(world.wire, at(50), world.clock(), 6);
  const auto flow = open_socket(world, browser, 7);
  ASSERT_EQ(Registering(world, browser, flow).send("1002", "secret-1002"), 200);
  world.order(ring(world.new_leg(), 2));
  world.exchange->user_agent().flow_closed(7, world.now);
  world.advance(base::Seconds{1});
  EXPECT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_EQ(world.count<core::LegLost>(), 0u);
}

TEST(Devices, ABrowserThatRegisteredCallsWithoutAnotherPassword) {
  World world;
  Phone browser(world.wire, at(50), world.clock(), 6);
  const auto flow = open_socket(world, browser, 7);
  browser.call("7000", flow, "1002");
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegArrived>(), 0u) << "not signed in yet";
  ASSERT_EQ(Registering(world, browser, flow).send("1002", "secret-1002"), 200);
  browser.session = {.id = 79};
  browser.call("7000", flow, "1002");
  world.wire.deliver();
  ASSERT_EQ(world.count<core::LegArrived>(), 1u);
  EXPECT_EQ(world.last<core::LegArrived>()->agent, agent_id(2));
}

TEST(Devices, ACustomersTokenOpensOneNumberOnce) {
  World world;
  Phone page(world.wire, at(60), world.clock(), 7);
  const auto flow = open_socket(world, page, 11, {{"web.number", "7000"}});
  EXPECT_EQ(Registering(world, page, flow).bare("1002"), 403);
  page.call("7001", flow, "visitor");
  world.wire.deliver();
  EXPECT_EQ(page.statuses.back(), 403);
  page.session = {.id = 80};
  page.call("7000", flow, "1001");
  world.wire.deliver();
  ASSERT_EQ(world.count<core::LegArrived>(), 1u);
  const auto* arrived = world.last<core::LegArrived>();
  EXPECT_EQ(arrived->source, core::LegSource::kWeb);
  EXPECT_EQ(arrived->caller.text, "") << "what a page writes into From is nobody's number";
  EXPECT_EQ(arrived->caller_name.text, "Web visitor");
  EXPECT_EQ(world.directory.web_calls_used, 1);
  page.session = {.id = 81};
  page.call("7000", flow, "visitor");
  world.wire.deliver();
  EXPECT_EQ(page.statuses.back(), 403) << "used up";
  world.exchange->user_agent().flow_closed(11, world.now);
  EXPECT_EQ(world.count<core::LegFailed>(), 1u) << "the page was closed before the answer";
}

TEST(Devices, PhonesAreReachableRightAfterARestart) {
  World world;
  Phone phone(world.wire, at(40), world.clock(), 4);
  Phone browser(world.wire, at(50), world.clock(), 6);
  ASSERT_EQ(Registering(world, phone, world.udp()).send("1001", "secret-1001"), 200);
  ASSERT_EQ(Registering(world, browser, open_socket(world, browser, 7)).send("1002", "secret-1002"), 200);
  const auto file = world.folder / "registrations";
  ASSERT_TRUE(save_bindings(file, world.exchange->lasting_bindings()));
  world.restart();
  world.signals.clear();
  world.exchange->restore(*load_bindings(file));
  ASSERT_EQ(world.count<core::DeviceUp>(), 1u) << "the browser's socket died with the program";
  EXPECT_EQ(world.last<core::DeviceUp>()->agent, agent_id(1));
  world.order(ring(world.new_leg(), 1));
  EXPECT_EQ(phone.calls_in, 1);
}

TEST(Devices, GuessingPasswordsIsStopped) {
  World world;
  Phone thief(world.wire, at(99), world.clock(), 8);
  Registering registering(world, thief, world.udp());
  for (int i = 0; i < 10; ++i) EXPECT_EQ(registering.send("1001", "guess"), 401);
  ASSERT_EQ(world.exchange->guard().bans.size(), 1u);
  // A phone that is not registered waits a moment, for its account was being guessed.
  world.advance(base::Millis{kLockFirst} + base::Seconds{1});
  Phone phone(world.wire, at(40), world.clock(), 4);
  EXPECT_EQ(Registering(world, phone, world.udp()).send("1001", "secret-1001"), 200) << "others are not punished";
}

}  // namespace
}  // namespace peal::telephony
