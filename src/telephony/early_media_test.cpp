#include <gtest/gtest.h>

#include "telephony/testing/far_sound.hpp"
#include "telephony/testing/trunks.hpp"

/// What carriers let be heard before anybody answers, over real RTP.
namespace peal::telephony {
namespace {

using testing::agent_id;
using testing::at;
using testing::clearest_share_at;
using testing::FarSound;
using testing::Phone;
using testing::World;

constexpr double kRingBackHertz = 450, kCustomerHertz = 500, kAnnouncementHertz = 900;

struct Carrier {
  Carrier() {
    world.directory.outside = "tel:+8613900001111";
    phone.rings = false;
    far.open(customer, 1);
    far.open(phone, 2);
  }
  /// Agent 3 is rung over the trunk, beside which no strangers are let in: whoever calls has done so.
  core::LegId ring(core::LegId caller, core::LegId heard_by) {
    world.exchange->adopt_trunks({testing::trunk(1, 20)});
    core::RingLeg command;
    command.leg = world.new_leg();
    command.agent = agent_id(3);
    command.timeout = base::Seconds{60};
    command.caller_leg = caller;
    command.heard_by = heard_by;
    world.order(command);
    return command.leg;
  }
  /// 183 with SDP, and the sound.
  void announce() {
    auto made = sip::sdp::answer_offer(phone.session, phone.ours(), phone.offered_sdp);
    ASSERT_TRUE(made);
    phone.media = made->media;
    ASSERT_TRUE(phone.agent.progress(phone.current, made->sdp, world.now));
    world.wire.deliver();
    far.start(phone, 2, kAnnouncementHertz);
  }
  /// How clearly that tone is heard in half a second.
  double heard_now(std::uint64_t name, double hertz) {
    far.listen(name);
    world.until([] { return false; }, std::chrono::milliseconds{500});
    return clearest_share_at(far.heard(name), hertz);
  }

  World world;
  FarSound far{world};
  Phone customer{world.wire, at(30, 5070), world.clock(), 1};
  Phone phone{world.wire, at(20), world.clock(), 2};  // The carrier's.
};

TEST(EarlyMedia, IsHeardInPlaceOfOurRingBackAndIsNoAnswer) {
  Carrier carrier;
  auto& [world, far, customer, phone] = carrier;
  const auto from = world.answered(customer);
  far.start(customer, 1, kCustomerHertz);
  world.order(core::PlayRingBack{from});
  EXPECT_TRUE(far.hears(1, kRingBackHertz));
  const auto to = carrier.ring(from, from);
  carrier.announce();
  EXPECT_TRUE(far.hears(1, kAnnouncementHertz));
  EXPECT_LT(carrier.heard_now(2, kCustomerHertz), 0.1) << "nobody talks to a carrier before the answer";
  EXPECT_EQ(world.count<core::LegAnswered>(), 1u) << "the customer's own";
  phone.answer_now();
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegAnswered>(), 2u);
  world.order(core::BridgeLegs{from, to});
  EXPECT_TRUE(far.hears(1, kAnnouncementHertz));
  EXPECT_TRUE(far.hears(2, kCustomerHertz));
}

TEST(EarlyMedia, IsHeardByNobodyWhereNobodyWaitsForTheCall) {
  Carrier carrier;
  auto& [world, far, customer, phone] = carrier;
  const auto from = world.answered(customer);
  far.start(customer, 1, kCustomerHertz);
  world.order(core::PlayRingBack{from});
  carrier.ring(from, {});
  carrier.announce();
  EXPECT_TRUE(far.hears(1, kRingBackHertz));
  EXPECT_LT(carrier.heard_now(1, kAnnouncementHertz), 0.1);
}

TEST(EarlyMedia, IsPassedOnToThePhoneThatCallsAndOurRingBackFollowsIt) {
  Carrier carrier;
  auto& [world, far, customer, phone] = carrier;
  const auto from = world.arrive(customer);
  world.order(core::RingBack{from});
  carrier.ring(from, from);
  EXPECT_FALSE(customer.media) << "so far the phone rings by itself";
  carrier.announce();
  ASSERT_TRUE(world.until([&] { return customer.media.has_value(); }));
  EXPECT_EQ(customer.statuses.back(), 183);
  far.start(customer, 1, kCustomerHertz);
  EXPECT_TRUE(far.hears(1, kAnnouncementHertz));
  (void)phone.agent.reject(phone.current, 404, "Not Found", world.now);
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_TRUE(far.hears(1, kRingBackHertz)) << "somebody else may be rung";
  EXPECT_EQ(world.count<core::LegAnswered>(), 0u);
  world.order(core::AnswerLeg{from});
  EXPECT_EQ(customer.statuses.back(), 200);
}

TEST(EarlyMedia, GoesToWhoeverWaitsNow) {
  Carrier carrier;
  auto& [world, far, customer, phone] = carrier;
  Phone agent(world.wire, at(40, 5072), world.clock(), 3);
  far.open(agent, 3);
  const auto asks = world.answered(agent);
  const auto from = world.answered(customer);
  far.start(agent, 3, 0);
  far.start(customer, 1, kCustomerHertz);
  world.order(core::PlayRingBack{asks});
  const auto to = carrier.ring(asks, asks);
  carrier.announce();
  EXPECT_TRUE(far.hears(3, kAnnouncementHertz)) << "the agent who asks";
  world.order(core::HangUpLeg{asks});
  world.order(core::PlayRingBack{from, to});
  EXPECT_TRUE(far.hears(1, kAnnouncementHertz)) << "the customer who was given away";
}

}  // namespace
}  // namespace peal::telephony
