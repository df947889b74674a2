#include <gtest/gtest.h>

#include "telephony/testing/world.hpp"

/// `srtp: optional` with peers that know one form of sound, or both, or neither.
namespace peal::telephony {
namespace {

using testing::agent_id;
using testing::at;
using testing::kTenant;
using testing::Phone;
using testing::World;

enum class Knows { kOnlyPlain, kOnlySealed, kBoth, kNothing };

// Takes calls whose offer it knows, and says 488 to all others.
class Choosy final : public Phone {
 public:
  Choosy(World& world, Knows knows) : Phone(world.wire, at(20), world.clock(), 1), knows_(knows) {
    if (knows == Knows::kOnlySealed || knows == Knows::kBoth) {
      crypto = {{1, sip::sdp::CryptoSuite::kAesCm128HmacSha1_80, std::string(30, 'p')}};
    }
  }
  void incoming_call(sip::CallId call, const sip::IncomingCall& incoming) override {
    const bool keys = incoming.sdp.find("a=crypto:") != std::string_view::npos;
    const bool savp = incoming.sdp.find(" RTP/SAVP ") != std::string_view::npos;
    offers.push_back(savp ? "savp" : keys ? "avp+keys" : "avp");
    const bool takes = knows_ == Knows::kBoth || (knows_ == Knows::kOnlySealed && savp) || (knows_ == Knows::kOnlyPlain && !savp && !keys);
    current = call;
    offered_sdp = incoming.sdp;
    if (takes) answer_now();
    else (void)agent.reject(call, 488, "Not Acceptable Here", clock());
  }
  std::vector<std::string> offers;

 private:
  Knows knows_;
};

TrunkSetup optional_srtp(core::TrunkSrtp srtp = core::TrunkSrtp::kOptional) {
  TrunkSetup setup;
  setup.trunk.id = {kTenant, 1};
  setup.trunk.key = "carrier";
  setup.trunk.address = at(20).text();
  setup.trunk.health_every = base::Seconds{0};
  setup.trunk.srtp = srtp;
  setup.trunk.srtp_without_tls = true;
  setup.hops = {sip::KnownName::State::kFound, {sip::Transport::kUdp, {{"carrier.example", 0, 0, {at(20)}}}}};
  setup.sources = {{at(20).ip, false, 32}};
  return setup;
}

void ring_agent_three(World& world) {
  world.directory.outside = "tel:+8613900001111";
  core::RingLeg command;
  command.leg = world.new_leg();
  command.agent = agent_id(3);
  command.caller = base::Personal("138");
  command.timeout = base::Seconds{20};
  world.order(command);
}

TEST(OptionalSealing, APeerIsOfferedWhatItKnows) {
  const std::vector<std::pair<Knows, std::vector<std::string>>> cases{
      {Knows::kBoth, {"avp+keys"}},
      {Knows::kOnlySealed, {"avp+keys", "savp"}},
      {Knows::kOnlyPlain, {"avp+keys", "savp", "avp"}},
      {Knows::kNothing, {"avp+keys", "savp", "avp"}}};
  for (const auto& [knows, offers] : cases) {
    World world;
    world.exchange->adopt_trunks({optional_srtp()});
    Choosy peer(world, knows);
    ring_agent_three(world);
    EXPECT_EQ(peer.offers, offers);
    const bool up = knows != Knows::kNothing;
    EXPECT_EQ(world.count<core::LegAnswered>(), up ? 1U : 0U);
    EXPECT_EQ(world.count<core::LegFailed>(), up ? 0U : 1U);
    if (!up) {
      EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kUnsupportedMedia);
    }
    EXPECT_EQ(world.exchange->trunks().at(0).calls_out, up ? 1U : 0U) << "one call, however often it is offered";
    EXPECT_EQ(world.media->open_streams(), up ? 1U : 0U);
    if (!up) continue;
    EXPECT_EQ(peer.media->security, knows == Knows::kOnlyPlain ? sip::sdp::Security::kNone : sip::sdp::Security::kSdes);
  }
}

TEST(OptionalSealing, ATestCallIsOfferedTheSameAsAnyOther) {
  for (const auto knows : {Knows::kOnlySealed, Knows::kOnlyPlain, Knows::kNothing}) {
    World world;
    world.exchange->adopt_trunks({optional_srtp()});
    Choosy peer(world, knows);
    std::optional<base::Result<core::TrunkTestOutcome>> outcome;
    world.exchange->test_call({{kTenant, 1}, "+8613900001111", "en-US", "The line works."},
                              [&](base::Result<core::TrunkTestOutcome> end) { outcome = std::move(end); });
    world.wire.deliver();
    ASSERT_TRUE(world.until([&] { return outcome.has_value(); }));
    world.wire.deliver();
    ASSERT_TRUE(*outcome);
    EXPECT_EQ((*outcome)->answered, knows != Knows::kNothing);
    EXPECT_EQ((*outcome)->status, knows == Knows::kNothing ? 488 : 0);
    EXPECT_EQ(peer.offers.size(), knows == Knows::kOnlySealed ? 2U : 3U);
    EXPECT_EQ(world.exchange->trunks().at(0).calls_out, 0U);
    EXPECT_EQ(world.media->open_streams(), 0U);
  }
}

TEST(OptionalSealing, WhatMustBeSealedIsNeverOfferedPlain) {
  World world;
  world.exchange->adopt_trunks({optional_srtp(core::TrunkSrtp::kRequired)});
  Choosy peer(world, Knows::kOnlyPlain);
  ring_agent_three(world);
  EXPECT_EQ(peer.offers, std::vector<std::string>{"savp"});
  EXPECT_EQ(world.count<core::LegFailed>(), 1U);
}

TEST(OptionalSealing, ABusyPeerIsNotAskedAgain) {
  World world;
  world.exchange->adopt_trunks({optional_srtp()});
  Phone peer(world.wire, at(20), world.clock(), 1);
  peer.admits = sip::Admission::reject(486, "Busy Here");
  ring_agent_three(world);
  EXPECT_EQ(world.wire.count("INVITE "), 1U);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kBusy);
}

TEST(RefusedOffers, SayWhatStandsInTheWay) {
  World world;
  Phone phone(world.wire, at(20), world.clock(), 1);
  phone.address = "2001:db8::7";
  phone.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(world.wire.count("SIP/2.0 488", "Warning: 301 peal \"Sound is offered at an IPv6 address"), 1U) << world.wire.seen.back();
  phone.address = "127.0.0.1";
  phone.session = {.id = 78};
  phone.codecs = {sip::sdp::Codec::kG722};
  phone.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(world.wire.count("SIP/2.0 488", "Warning: 305 peal "), 1U);
  EXPECT_EQ(world.count<core::LegArrived>(), 0U);
}

}  // namespace
}  // namespace peal::telephony
