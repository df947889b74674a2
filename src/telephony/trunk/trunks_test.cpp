#include "telephony/trunk/trunks.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "telephony/testing/trunks.hpp"

/// Trunks at work: whose calls come in, what is refused, which way ours go.
namespace peal::telephony {
namespace {

using namespace std::chrono_literals;
using testing::agent_id;
using testing::at;
using testing::kTenant;
using testing::Phone;
using testing::World;
using testing::ring_outside;
using testing::trunk;
using testing::trunk_id;
using testing::view_of;

TEST(TrunkCalls, AreKnownByTheirSourceAndStrangersAreRefused) {
  World world;
  world.exchange->adopt_trunks({trunk(1, 20)});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  carrier.call("861088887000", world.udp());
  world.wire.deliver();
  const auto* arrived = world.last<core::LegArrived>();
  ASSERT_NE(arrived, nullptr);
  EXPECT_EQ(arrived->trunk, trunk_id(1));
  EXPECT_EQ(arrived->dialled, "7000") << "the number as our settings write it";
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).calls_in, 1u);
  Phone stranger(world.wire, at(21), world.clock(), 2);
  stranger.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(stranger.statuses.back(), 404);
  EXPECT_EQ(world.wire.count("SIP/2.0 404 No Such Number, Or Not For Strangers"), 1u);
  (void)carrier.agent.hang_up(carrier.current, {}, world.now);
  world.wire.deliver();
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).calls_in, 0u);
}

TEST(TrunkCalls, ANumberOfAnotherTrunkIsRefused) {
  World world;
  world.exchange->adopt_trunks({trunk(1, 20), trunk(2, 21)});
  world.directory.number_trunks["7000"] = trunk_id(2);
  Phone first(world.wire, at(20), world.clock(), 1), second(world.wire, at(21), world.clock(), 2);
  first.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(first.statuses.back(), 403);
  second.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegArrived>(), 1u);
}

TEST(TrunkCalls, AssertedIdentityIsBelieved) {
  World world;
  world.exchange->adopt_trunks({trunk(1, 20)});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  sip::PlaceRequest request;
  request.target = "sip:7000@" + at(1).text();
  request.flow = world.udp();
  request.from_uri = "sip:anything@carrier.example";
  request.headers = {{"P-Asserted-Identity", "<sip:+8613910298208@carrier.example>"}};
  request.sdp = carrier.offer();
  ASSERT_TRUE(carrier.agent.place(request, world.now));
  world.wire.deliver();
  ASSERT_NE(world.last<core::LegArrived>(), nullptr);
  EXPECT_EQ(world.last<core::LegArrived>()->caller.text, "+8613910298208");
}

const std::string kSealedOffer =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/SAVP 8\r\n"
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5\r\n";

std::uint16_t answer_to(World& world, Phone& carrier, const std::string& sdp) {
  sip::PlaceRequest request;
  request.target = "sip:7000@" + at(1).text();
  request.flow = world.udp();
  request.from_uri = "sip:138@carrier.example";
  request.sdp = sdp;
  const auto before = world.count<core::LegArrived>();
  EXPECT_TRUE(carrier.agent.place(request, world.now));
  world.wire.deliver();
  return world.count<core::LegArrived>() > before ? std::uint16_t{200} : carrier.statuses.back();
}

TEST(TrunkCalls, SoundThatMustBeSealedIsNeitherTakenNorOfferedPlain) {
  World world;
  auto setup = trunk(1, 20);
  setup.trunk.srtp = core::TrunkSrtp::kRequired;
  setup.trunk.srtp_without_tls = true;
  world.exchange->adopt_trunks({setup});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  EXPECT_EQ(answer_to(world, carrier, carrier.offer()), 488);
  EXPECT_EQ(answer_to(world, carrier, kSealedOffer), 200);
  world.directory.outside = "tel:+8613900001111";
  ring_outside(world);
  EXPECT_NE(carrier.offered_sdp.find("RTP/SAVP"), std::string::npos) << carrier.offered_sdp;
  EXPECT_NE(carrier.offered_sdp.find("a=crypto:3 AEAD_AES_256_GCM inline:"), std::string::npos) << carrier.offered_sdp;
}

TEST(TrunkCalls, KeysAreNotShownWhereOthersReadThem) {
  World world;
  auto setup = trunk(1, 20);
  setup.trunk.srtp = core::TrunkSrtp::kOptional;
  world.exchange->adopt_trunks({setup});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  EXPECT_EQ(answer_to(world, carrier, kSealedOffer), 488) << "it came over UDP";
  EXPECT_EQ(answer_to(world, carrier, carrier.offer()), 200);
  world.directory.outside = "tel:+8613900001111";
  ring_outside(world);
  EXPECT_NE(carrier.offered_sdp.find("RTP/AVP"), std::string::npos) << carrier.offered_sdp;
  EXPECT_EQ(carrier.offered_sdp.find("a=crypto"), std::string::npos) << carrier.offered_sdp;
}

TEST(TrunkCalls, BeyondItsChannelsACallHears503WithAReasonAndATime) {
  World world;
  auto setup = trunk(1, 20);
  setup.trunk.channels = 2;
  world.exchange->adopt_trunks({setup});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  for (int i = 0; i < 3; ++i) {
    carrier.session = {.id = 80u + static_cast<unsigned>(i)};
    carrier.call("7000", world.udp());
    world.wire.deliver();
  }
  EXPECT_EQ(world.count<core::LegArrived>(), 2u);
  EXPECT_EQ(carrier.statuses.back(), 503);
  EXPECT_EQ(world.wire.count("SIP/2.0 503 All 2 Channels Of This Trunk Are In Use", "Retry-After: 15"), 1u);
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).refused_channels, 1u);
}

TEST(TrunkCalls, TooManyNewCallsInASecondHear503) {
  World world;
  auto setup = trunk(1, 20);
  setup.trunk.calls_per_second = 2;
  world.exchange->adopt_trunks({setup});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  for (int i = 0; i < 3; ++i) {
    carrier.session = {.id = 80u + static_cast<unsigned>(i)};
    carrier.call("7000", world.udp());
    world.wire.deliver();
  }
  EXPECT_EQ(world.count<core::LegArrived>(), 2u);
  EXPECT_EQ(world.wire.count("SIP/2.0 503 More Than 2 New Calls Per Second", "Retry-After: 1"), 1u);
  world.advance(1100ms);
  carrier.session = {.id = 90};
  carrier.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegArrived>(), 3u);
}

TEST(TrunkCalls, TheTrunksCodecOrderRules) {
  World world;
  auto setup = trunk(1, 20);
  setup.trunk.codecs = {"pcmu"};
  world.exchange->adopt_trunks({setup});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  carrier.codecs = {sip::sdp::Codec::kPcma, sip::sdp::Codec::kPcmu};
  const auto leg = world.answered(carrier);
  ASSERT_TRUE(leg.valid());
  ASSERT_TRUE(carrier.media);
  EXPECT_EQ(carrier.media->codec.codec, sip::sdp::Codec::kPcmu);
}

TEST(TrunkCalls, ATrunkMayHaveG729) {
  World world;
  auto setup = trunk(1, 20);
  setup.trunk.codecs = {"g729", "pcma"};
  world.exchange->adopt_trunks({setup});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  carrier.codecs = {sip::sdp::Codec::kPcma, sip::sdp::Codec::kG729};
  ASSERT_TRUE(world.answered(carrier).valid());
  ASSERT_TRUE(carrier.media);
  EXPECT_EQ(carrier.media->codec.codec, sip::sdp::Codec::kG729);
}

TEST(OutsideAgent, IsRungOverATrunkWithNumbersAsItWantsThem) {
  World world;
  world.directory.outside = "tel:+8613900001111";
  auto setup = trunk(1, 20);
  setup.trunk.domain = "carrier.example";
  setup.trunk.called = {core::NumberForm::kPlain, "", ""};
  setup.trunk.caller = {core::NumberForm::kE164, "", ""};
  world.exchange->adopt_trunks({setup});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  carrier.answers = true;
  const auto leg = ring_outside(world);
  EXPECT_EQ(carrier.calls_in, 1);
  EXPECT_NE(carrier.invite.find("INVITE sip:8613900001111@" + at(20).text()), std::string::npos) << carrier.invite;
  EXPECT_NE(carrier.invite.find("<sip:+8613810298208@carrier.example>"), std::string::npos);
  EXPECT_EQ(carrier.invite.find("X-Peal"), std::string::npos) << "carriers learn nothing of our insides";
  ASSERT_NE(world.last<core::LegAnswered>(), nullptr);
  EXPECT_EQ(world.last<core::LegAnswered>()->leg, leg);
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).calls_out, 1u);
  world.order(core::HangUpLeg{leg});
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).calls_out, 0u);
  EXPECT_EQ(world.media->open_streams(), 0u);
}

TEST(OutsideAgent, AFixedNumberIsShownInsteadAndAWithheldOneStaysHidden) {
  World world;
  world.directory.outside = "tel:+8613900001111";
  auto setup = trunk(1, 20);
  world.exchange->adopt_trunks({setup});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  ring_outside(world, "");
  EXPECT_NE(carrier.invite.find("<sip:anonymous@anonymous.invalid>"), std::string::npos);
  EXPECT_NE(carrier.invite.find("Privacy: id"), std::string::npos);
  setup.trunk.caller_fixed = "+861088887000";
  world.exchange->adopt_trunks({setup});
  ring_outside(world, "");
  EXPECT_NE(carrier.invite.find("From: <sip:+861088887000@10.0.0.20>"), std::string::npos) << carrier.invite;
}

TEST(OutsideAgent, GoesOnOverTheNextTrunkWhenOneRefusesOrIsSilent) {
  World world;
  world.directory.outside = "tel:+8613900001111";
  world.exchange->adopt_trunks({trunk(1, 20), trunk(2, 21), trunk(3, 22)});
  Phone third(world.wire, at(22), world.clock(), 3);
  third.answers = true;
  Phone first(world.wire, at(20), world.clock(), 1);
  first.admits = sip::Admission::reject(503, "Service Unavailable");
  const auto leg = ring_outside(world);  // 503 at once; nobody is at the second.
  EXPECT_EQ(world.count<core::LegFailed>(), 0u);
  EXPECT_EQ(world.count<core::LegAnswered>(), 0u);
  world.advance(5s);
  ASSERT_NE(world.last<core::LegAnswered>(), nullptr);
  EXPECT_EQ(world.last<core::LegAnswered>()->leg, leg);
  EXPECT_EQ(world.count<core::LegFailed>(), 0u);
  EXPECT_EQ(world.count<core::LegRouted>(), 3u) << "each trunk that the call went over is told";
  EXPECT_EQ(world.last<core::LegRouted>()->leg, leg);
  EXPECT_EQ(world.last<core::LegRouted>()->trunk, trunk_id(3));
  EXPECT_EQ(world.last<core::LegRouted>()->number.text, "+8613900001111");
  EXPECT_EQ(world.last<core::LegRouted>()->party, world.directory.party_of(leg.tenant, "+8613900001111"));
  const auto views = world.exchange->trunks();
  EXPECT_EQ(view_of(views, 1).failed_over, 1u);
  EXPECT_EQ(view_of(views, 1).last_call_problem.status, 503);
  EXPECT_EQ(view_of(views, 2).failed_over, 1u);
  EXPECT_EQ(view_of(views, 2).last_call_problem.kind, core::TrunkTrouble::kSilent);
  EXPECT_EQ(view_of(views, 1).calls_out + view_of(views, 2).calls_out, 0u);
  EXPECT_EQ(view_of(views, 3).calls_out, 1u);
}

TEST(OutsideAgent, ABusyNumberIsBusyAndNoOtherTrunkIsAsked) {
  World world;
  world.directory.outside = "tel:+8613900001111";
  world.exchange->adopt_trunks({trunk(1, 20), trunk(2, 21)});
  Phone first(world.wire, at(20), world.clock(), 1), second(world.wire, at(21), world.clock(), 2);
  first.rings = false;
  ring_outside(world);
  (void)first.agent.reject(first.current, 486, "Busy Here", world.now);
  world.wire.deliver();
  ASSERT_NE(world.last<core::LegFailed>(), nullptr);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kBusy);
  EXPECT_EQ(second.calls_in, 0);
}

TEST(OutsideAgent, WithoutARoomyTrunkTheLegFails) {
  World world;
  world.directory.outside = "tel:+8613900001111";
  auto setup = trunk(1, 20);
  setup.trunk.channels = 1;
  world.exchange->adopt_trunks({setup});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  ring_outside(world);
  EXPECT_EQ(world.count<core::LegFailed>(), 0u);
  ring_outside(world);
  ASSERT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kUnavailable);
  EXPECT_EQ(carrier.calls_in, 1);
}

TEST(Trunk, RegistersAndIsCheckedAndSaysSo) {
  World world;
  auto setup = trunk(1, 20);
  setup.trunk.registers = true;
  setup.trunk.user = "8610";
  setup.trunk.health_every = base::Seconds{30};
  world.exchange->adopt_trunks({setup});
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).state, core::TrunkState::kUnregistered);
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).problem.kind, core::TrunkTrouble::kNoPassword);
  setup.password = "secret";
  Phone carrier(world.wire, at(20), world.clock(), 1);
  world.exchange->adopt_trunks({setup});
  world.wire.deliver();
  auto live = view_of(world.exchange->trunks(), 1);
  EXPECT_EQ(live.state, core::TrunkState::kUp);
  EXPECT_TRUE(live.registered);
  EXPECT_EQ(carrier.agent.registrar().bindings("8610").size(), 1u);
  // Its calls for the contact that we registered are for the number in To.
  sip::PlaceRequest request;
  request.target = "sip:8610@" + at(1).text();
  request.to_uri = "sip:7000@carrier.example";
  request.flow = world.udp();
  request.from_uri = "sip:139@carrier.example";
  request.sdp = carrier.offer();
  ASSERT_TRUE(carrier.agent.place(request, world.now));
  world.wire.deliver();
  ASSERT_NE(world.last<core::LegArrived>(), nullptr);
  EXPECT_EQ(world.last<core::LegArrived>()->dialled, "7000");
  // It goes dumb, and comes back.
  carrier.end.take = nullptr;
  world.advance(60s);
  live = view_of(world.exchange->trunks(), 1);
  EXPECT_EQ(live.state, core::TrunkState::kDown);
  EXPECT_EQ(live.problem.kind, core::TrunkTrouble::kSilent);
  carrier.end.take = [&](const sip::Flow& flow, std::string_view bytes) { carrier.agent.received(flow, bytes, world.now); };
  world.advance(10s);
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).state, core::TrunkState::kUp);
  world.exchange->hang_up_all();
  world.wire.deliver();
  EXPECT_TRUE(carrier.agent.registrar().bindings("8610").empty()) << "taken back at the end";
}

TEST(Trunk, OtherLimitsLeaveItsRegistrationAndItsCallsAlone) {
  World world;
  auto setup = trunk(1, 20);
  setup.trunk.registers = true;
  setup.trunk.user = "8610";
  setup.password = "secret";
  Phone carrier(world.wire, at(20), world.clock(), 1);
  world.exchange->adopt_trunks({setup});
  world.wire.deliver();
  ASSERT_TRUE(world.arrive(carrier).valid());
  EXPECT_EQ(world.wire.count("REGISTER"), 1u);
  setup.trunk.channels = 1;
  world.exchange->adopt_trunks({setup});
  world.wire.deliver();
  EXPECT_EQ(world.wire.count("REGISTER"), 1u);
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).calls_in, 1u);
  setup.password = "other";
  world.exchange->adopt_trunks({setup});
  world.wire.deliver();
  EXPECT_EQ(world.wire.count("REGISTER"), 2u);
  EXPECT_EQ(world.wire.count("REGISTER", "Expires: 0"), 0u) << "the contact is the same";
  world.exchange->adopt_trunks({});
  world.wire.deliver();
  EXPECT_EQ(world.wire.count("REGISTER", "Expires: 0"), 1u);
}

TEST(TestCall, SpeaksToWhoeverAnswersAndHangsUp) {
  World world;
  world.exchange->adopt_trunks({trunk(1, 20)});
  Phone carrier(world.wire, at(20), world.clock(), 1);
  carrier.answers = true;
  std::optional<base::Result<core::TrunkTestOutcome>> outcome;
  world.exchange->test_call({trunk_id(1), "+8613900001111", "en-US", "The line works."},
                            [&](base::Result<core::TrunkTestOutcome> end) { outcome = std::move(end); });
  world.wire.deliver();
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).calls_out, 1u);
  ASSERT_TRUE(world.until([&] { return outcome.has_value(); }));
  world.wire.deliver();
  ASSERT_TRUE(*outcome);
  EXPECT_TRUE((*outcome)->answered);
  EXPECT_TRUE((*outcome)->heard_to_the_end);
  EXPECT_EQ(carrier.byes, 1);
  EXPECT_EQ(view_of(world.exchange->trunks(), 1).calls_out, 0u);
  EXPECT_TRUE(world.signals.empty()) << "the rules hear nothing of it";
}

TEST(TestCall, TellsARefusalASilenceAndALimit) {
  World world;
  auto setup = trunk(1, 20);
  setup.trunk.channels = 1;
  world.exchange->adopt_trunks({setup});
  std::vector<base::Result<core::TrunkTestOutcome>> ends;
  const auto call = [&] {
    world.exchange->test_call({trunk_id(1), "139", "en-US", "Hello."}, [&](base::Result<core::TrunkTestOutcome> end) { ends.push_back(std::move(end)); });
  };
  call();  // Nobody is there.
  call();  // The only channel is taken.
  ASSERT_EQ(ends.size(), 1u);
  EXPECT_EQ(ends[0].error().where, "trunk.at_limit");
  world.advance(5s);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_FALSE(ends[1]->answered);
  EXPECT_EQ(ends[1]->cause, base::ErrorCode::kUnreachable);
  Phone carrier(world.wire, at(20), world.clock(), 1);
  carrier.admits = sip::Admission::reject(404, "No Such Number Here");
  call();
  world.wire.deliver();
  ASSERT_EQ(ends.size(), 3u);
  EXPECT_EQ(ends[2]->cause, base::ErrorCode::kNotFound);
  EXPECT_EQ(ends[2]->text, "No Such Number Here");
  EXPECT_EQ(world.media->open_streams(), 0u);
}

}  // namespace
}  // namespace peal::telephony
