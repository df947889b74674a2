#include <fmt/format.h>
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

/// Calls of strangers whose phones take the answer and never acknowledge it.
class Forged : public ::testing::Test {
 protected:
  static sip::SocketAddress from(std::uint8_t network, std::uint8_t last) { return {{10, 0, network, last}, false, 5060}; }
  /// Sends an INVITE and has it answered when it arrives; its leg, none when it was ignored.
  core::LegId call(const sip::SocketAddress& source, const std::string& id, const sip::Queueing& queueing = {}) {
    const auto before = world_.count<core::LegArrived>();
    const auto text = fmt::format(
        "INVITE sip:7000@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {};branch=z9hG4bK{}\r\nMax-Forwards: 70\r\nFrom: <sip:x@10.0.0.9>;tag=f\r\n"
        "To: <sip:7000@10.0.0.1>\r\nCall-ID: {}\r\nCSeq: 1 INVITE\r\nContact: <sip:x@{}>\r\nContent-Length: 0\r\n\r\n",
        source.text(), id, id, source.text());
    world_.exchange->user_agent().received({sip::Transport::kUdp, 0, source}, text, world_.now, queueing);
    world_.wire.deliver();
    if (world_.count<core::LegArrived>() == before) return {};
    const auto leg = world_.last<core::LegArrived>()->leg;
    world_.order(core::AnswerLeg{leg});
    return leg;
  }
  std::size_t flood(std::size_t calls) {
    std::size_t in = 0;
    for (std::size_t i = 0; i < calls; ++i) in += call(from(1, static_cast<std::uint8_t>(i)), fmt::format("f{}", ++n_)).valid() ? 1 : 0;
    return in;
  }

  World world_;
  std::size_t n_ = 0;
};

TEST_F(Forged, CallsHoldAShareOfTheStreamsAndAnHonestCallerTakesOneOfTheirPlaces) {
  EXPECT_EQ(flood(50), kHalfOpenLeast);
  EXPECT_EQ(world_.media->open_streams(), kHalfOpenLeast);
  world_.advance(base::Millis{500});
  Phone honest(world_.wire, at(40), world_.clock(), 1);
  const auto leg = world_.answered(honest);
  EXPECT_EQ(honest.statuses.back(), 200);
  EXPECT_EQ(world_.count<core::LegLost>(), 1U) << "the oldest of theirs";
  EXPECT_EQ(world_.media->open_streams(), kHalfOpenLeast);
  // What has been acknowledged holds no place and stays.
  world_.advance(base::Seconds{2});
  EXPECT_GE(flood(8), 1U);
  EXPECT_NE(world_.last<core::LegLost>()->leg, leg);
  EXPECT_GT(world_.media->open_streams(), kHalfOpenLeast);
}

TEST_F(Forged, WhoeverFindsNoPlaceIsNotRefusedAndGetsInWhenItAsksAgain) {
  ASSERT_EQ(flood(8), kHalfOpenLeast);
  const auto refusals = world_.wire.count("SIP/2.0 503");
  const auto kept = world_.exchange->user_agent().transaction_count();
  EXPECT_FALSE(call(from(2, 1), "late").valid());
  EXPECT_EQ(world_.wire.count("SIP/2.0 503"), refusals);
  EXPECT_EQ(world_.exchange->user_agent().transaction_count(), kept) << "and nothing is kept of it";
  world_.advance(base::Millis{500});
  EXPECT_TRUE(call(from(2, 1), "late").valid());
}

// What waits behind it has not asked for little as it has.
TEST_F(Forged, AQuietStrangerIsPutOffInAFloodAndRefusedInAStorm) {
  for (int i = 0; i < 2; ++i) {
    world_.now += base::Millis{100};
    world_.exchange->waited(base::Millis{60}, 200);
  }
  EXPECT_FALSE(call(from(1, 1), "presses", {base::Millis{60}, 8'000, 8'000, true}).valid());
  EXPECT_EQ(world_.wire.count("SIP/2.0 503"), 1U);
  EXPECT_FALSE(call(from(2, 1), "one-of-many", {base::Millis{60}, 8'000, 7'000}).valid());
  EXPECT_EQ(world_.wire.count("SIP/2.0 503"), 2U);
  EXPECT_FALSE(call(from(3, 1), "quiet", {base::Millis{60}, 8'000, 1'000}).valid());
  EXPECT_EQ(world_.wire.count("SIP/2.0 503"), 2U) << "its phone asks again";
  world_.now += base::Millis{500};
  EXPECT_TRUE(call(from(3, 1), "quiet", {base::Millis{1}, 8'000, 0}).valid());
}

TEST_F(Forged, CarriersAndWhoeverIsNeverShutOutAreNotCounted) {
  world_.exchange->adopt_allowed({*base::parse_ip_range("10.0.1.0/24")});
  EXPECT_EQ(flood(12), 12U);
}

}  // namespace
}  // namespace peal::telephony
