#include "telephony/exchange.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "telephony/testing/world.hpp"

/// Calls from arrival to their end, over SIP alone; sound has its own tests.
namespace peal::telephony {
namespace {

using testing::agent_id;
using testing::at;
using testing::Phone;
using testing::World;

TEST(Exchange, AnArrivingCallIsToldRungAndAnswered) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  const auto leg = world.arrive(caller);
  ASSERT_TRUE(leg.valid());
  const auto* arrived = world.last<core::LegArrived>();
  EXPECT_EQ(arrived->dialled, "7000");
  EXPECT_EQ(arrived->caller.text, "13810298208");
  EXPECT_EQ(arrived->source, core::LegSource::kTrunk);
  EXPECT_TRUE(arrived->party.valid());
  world.order(core::RingBack{leg});
  world.order(core::AnswerLeg{leg});
  EXPECT_EQ(caller.statuses, (std::vector<std::uint16_t>{180, 200}));
  EXPECT_EQ(world.count<core::LegAnswered>(), 1u);
  ASSERT_TRUE(caller.media);
  EXPECT_EQ(caller.media->codec.codec, sip::sdp::Codec::kPcmu);
  EXPECT_EQ(world.exchange->live_legs(), 1u);
  (void)caller.agent.hang_up(caller.current, {}, world.now);
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegHungUp>(), 1u);
  EXPECT_EQ(world.exchange->live_legs(), 0u);
  EXPECT_EQ(world.media->open_streams(), 0u);
}

TEST(Exchange, ACallerWhoGivesUpBeforeTheAnswerHasFailed) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  const auto leg = world.arrive(caller);
  (void)caller.agent.hang_up(caller.current, {}, world.now);
  world.wire.deliver();
  ASSERT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kCancelled);
  world.order(core::AnswerLeg{leg});  // Crossed: does nothing.
  EXPECT_EQ(world.count<core::LegHungUp>() + world.count<core::LegLost>(), 0u);
}

TEST(Exchange, AHangUpThatCrossesTheAnswerEndsTheCallOnce) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  const auto leg = world.arrive(caller);
  (void)caller.agent.hang_up(caller.current, {}, world.now);        // CANCEL on the wire...
  world.exchange->carry_out(core::Command(core::AnswerLeg{leg}));   // ...and the 200 before it arrives.
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegHungUp>() + world.count<core::LegFailed>() + world.count<core::LegLost>(), 1u);
  EXPECT_EQ(world.exchange->live_legs(), 0u);
}

TEST(Exchange, RefusalsSayWhy) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  caller.call("9999", world.udp());
  world.wire.deliver();
  EXPECT_EQ(caller.statuses.back(), 404);
  caller.codecs = {sip::sdp::Codec::kG722};
  caller.session = {.id = 78};
  caller.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(caller.statuses.back(), 488);
  EXPECT_EQ(world.wire.count("SIP/2.0 488", "Reason: Q.850;cause=79"), 1u);
  world.directory.trusts["10.0.0.20"] = SourceTrust::kRefused;
  caller.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(caller.statuses.back(), 403);
  EXPECT_EQ(world.signals.size(), 0u);
  EXPECT_EQ(world.media->open_streams(), 0u);
}

TEST(Exchange, AFullSwitchSaysWhenToComeBack) {
  World world;
  world.calls_max = 1;
  world.restart();
  Phone first(world.wire, at(20), world.clock(), 1);
  Phone second(world.wire, at(21), world.clock(), 2);
  world.answered(first);
  second.call("7000", world.udp());
  world.wire.deliver();
  EXPECT_EQ(second.statuses.back(), 503);
  EXPECT_EQ(world.wire.count("SIP/2.0 503", "Retry-After: 10"), 1u);
}

TEST(Exchange, NoPortLeftIsARefusalAndNotAnAccident) {
  World world;
  std::vector<std::unique_ptr<Phone>> phones;
  for (std::uint8_t i = 0; i < 60; ++i) {
    phones.push_back(std::make_unique<Phone>(world.wire, at(static_cast<std::uint8_t>(100 + i)), world.clock(), i));
    phones.back()->call("7000", world.udp());
    world.wire.deliver();
    world.order(core::RingBack{world.last<core::LegArrived>()->leg});  // Of silent strangers there may not be so many.
  }
  ASSERT_FALSE(phones.back()->statuses.empty());
  EXPECT_EQ(phones.back()->statuses.back(), 503);
  EXPECT_EQ(world.media->free_ports(), 0u);
  EXPECT_EQ(world.count<core::LegArrived>(), world.exchange->live_legs());
}

TEST(Exchange, TheCoresRejectionCarriesStatusCauseAndPatience) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  const auto leg = world.arrive(caller);
  world.order(core::RejectLeg{leg, base::ErrorCode::kOverloaded, base::Seconds{7}});
  EXPECT_EQ(caller.statuses.back(), 503);
  EXPECT_EQ(world.wire.count("SIP/2.0 503", "Retry-After: 7"), 1u);
  EXPECT_EQ(world.count<core::LegFailed>(), 0u) << "the core knows";
}

TEST(Exchange, HangUpEndsALegInEveryState) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  Phone agent(world.wire, at(30, 5070), world.clock(), 2);
  const auto up = world.answered(caller);
  world.order(core::HangUpLeg{up});
  EXPECT_EQ(caller.byes, 1);
  EXPECT_EQ(caller.q850, 16);
  const auto ringing = world.new_leg();
  world.order(core::RingLeg{ringing, agent_id(3), {}, base::Personal("138"), {}, base::Seconds{20}, {}});
  EXPECT_EQ(agent.calls_in, 1);
  world.order(core::HangUpLeg{ringing});
  EXPECT_EQ(agent.statuses.back(), 487);
  const auto arrived = world.arrive(caller);
  world.order(core::HangUpLeg{arrived, base::ErrorCode::kBusy});
  EXPECT_EQ(caller.statuses.back(), 486);
  EXPECT_EQ(world.exchange->live_legs(), 0u);
  EXPECT_EQ(world.count<core::LegHungUp>() + world.count<core::LegFailed>() + world.count<core::LegLost>(), 0u);
}

TEST(Exchange, AnAgentIsRungWithTheCallersNumberAndTheContact) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  Phone agent(world.wire, at(30, 5070), world.clock(), 2);
  const auto from = world.answered(caller);
  const auto leg = world.new_leg();
  const core::ContactId contact{testing::kTenant, 4711};
  world.order(core::RingLeg{leg, agent_id(3), contact, base::Personal("13810298208"), base::Personal("王芳"), base::Seconds{20}, from});
  EXPECT_EQ(world.count<core::LegRinging>(), 1u);
  EXPECT_NE(agent.invite.find("X-Peal-Contact: " + base::to_text(contact)), std::string::npos);
  EXPECT_NE(agent.invite.find("\"王芳\" <sip:13810298208@10.0.0.1>"), std::string::npos);
  const auto line = agent.offered_sdp.substr(agent.offered_sdp.find("m=audio"));
  EXPECT_NE(line.substr(0, line.find('\r')).find("RTP/AVP 0 "), std::string::npos) << "the caller's codec first: " << line;
  agent.answer_now();
  world.wire.deliver();
  ASSERT_EQ(world.count<core::LegAnswered>(), 2u);
  EXPECT_EQ(world.last<core::LegAnswered>()->leg, leg);
  EXPECT_EQ(agent.acks, 1);
  (void)agent.agent.hang_up(agent.current, {}, world.now);
  world.wire.deliver();
  EXPECT_EQ(world.last<core::LegHungUp>()->leg, leg);
}

TEST(Exchange, ACancelThatCrossesTheAgentsAnswerIsAcknowledgedAndEnded) {
  World world;
  Phone agent(world.wire, at(30, 5070), world.clock(), 2);
  const auto leg = world.new_leg();
  world.order(core::RingLeg{leg, agent_id(3), {}, base::Personal("138"), {}, base::Seconds{20}, {}});
  agent.answer_now();                                                // 200 on the wire...
  world.exchange->carry_out(core::Command(core::HangUpLeg{leg}));    // ...crosses our CANCEL.
  world.wire.deliver();
  EXPECT_EQ(agent.acks, 1);
  EXPECT_EQ(agent.byes, 1);
  EXPECT_EQ(world.count<core::LegAnswered>() + world.count<core::LegFailed>() + world.count<core::LegHungUp>(), 0u);
  EXPECT_EQ(world.exchange->live_legs(), 0u);
  EXPECT_EQ(world.media->open_streams(), 0u);
}

TEST(Exchange, ADeadAgentFailsInTimeAndABusyOneAtOnce) {
  World world;
  const auto nobody = world.new_leg();
  world.order(core::RingLeg{nobody, agent_id(3), {}, base::Personal("138"), {}, base::Seconds{20}, {}});
  world.advance(base::Seconds{40});
  ASSERT_EQ(world.count<core::LegFailed>(), 1u);
  Phone agent(world.wire, at(30, 5070), world.clock(), 2);
  world.order(core::RingLeg{world.new_leg(), agent_id(3), {}, base::Personal("138"), {}, base::Seconds{20}, {}});
  (void)agent.agent.reject(agent.current, 486, "Busy Here", world.now);
  world.wire.deliver();
  ASSERT_EQ(world.count<core::LegFailed>(), 2u);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kBusy);
  EXPECT_EQ(world.media->open_streams(), 0u);
}

TEST(Exchange, ARingThatTheCoreForgetsEndsByItself) {
  World world;
  Phone agent(world.wire, at(30, 5070), world.clock(), 2);
  world.order(core::RingLeg{world.new_leg(), agent_id(3), {}, base::Personal("138"), {}, base::Seconds{5}, {}});
  world.advance(base::Seconds{6});
  EXPECT_EQ(world.count<core::LegFailed>(), 0u) << "the core's own timer comes first";
  world.advance(base::Seconds{2});
  ASSERT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kNoAnswer);
  EXPECT_EQ(agent.statuses.back(), 487);
}

TEST(Exchange, RingingAnAgentWithoutADeviceFailsAtOnce) {
  World world;
  world.order(core::RingLeg{world.new_leg(), agent_id(1), {}, base::Personal("138"), {}, base::Seconds{20}, {}});
  ASSERT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_EQ(world.last<core::LegFailed>()->cause, base::ErrorCode::kUnavailable);
  EXPECT_EQ(world.exchange->live_legs(), 0u);
}

TEST(Exchange, ALateOfferIsAnsweredInTheAck) {
  World world;
  testing::Wire::End gateway(world.wire, at(20));
  std::string answer;
  gateway.take = [&](const sip::Flow&, std::string_view bytes) { answer = bytes; };
  const auto message = [&](std::string_view method, std::string_view branch, std::string_view to_tag, std::string_view body) {
    return fmt::format("{} sip:7000@10.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.20:5060;branch=z9hG4bK{}\r\n"
                       "Max-Forwards: 70\r\nFrom: <sip:138@10.0.0.20>;tag=a\r\nTo: <sip:7000@10.0.0.1>{}\r\nCall-ID: late\r\n"
                       "CSeq: 1 {}\r\nContact: <sip:138@10.0.0.20:5060>\r\n{}Content-Length: {}\r\n\r\n{}",
                       method, branch, to_tag, method, body.empty() ? "" : "Content-Type: application/sdp\r\n", body.size(), body);
  };
  gateway.send(world.udp(), message("INVITE", "1", "", ""));
  world.wire.deliver();
  ASSERT_NE(world.last<core::LegArrived>(), nullptr);
  world.order(core::AnswerLeg{world.last<core::LegArrived>()->leg});
  ASSERT_NE(answer.find("m=audio"), std::string::npos) << answer;
  EXPECT_EQ(world.count<core::LegAnswered>(), 0u) << "its media is not known yet";
  const auto tag = answer.find(";tag=", answer.find("\r\nTo:"));
  gateway.send(world.udp(), message("ACK", "2", answer.substr(tag, answer.find('\r', tag) - tag),
                                    "v=0\r\no=- 1 1 IN IP4 10.0.0.20\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                                    "m=audio 40000 RTP/AVP 8\r\n"));
  world.wire.deliver();
  EXPECT_EQ(world.count<core::LegAnswered>(), 1u) << "the media of the ACK was taken";
  EXPECT_EQ(world.exchange->live_legs(), 1u);
}

TEST(Exchange, GoodbyeToEveryoneBeforeTheProgramEnds) {
  World world;
  Phone caller(world.wire, at(20), world.clock(), 1);
  Phone agent(world.wire, at(30, 5070), world.clock(), 2);
  world.answered(caller);
  world.order(core::RingLeg{world.new_leg(), agent_id(3), {}, base::Personal("138"), {}, base::Seconds{20}, {}});
  world.exchange->hang_up_all();
  world.wire.deliver();
  EXPECT_EQ(caller.byes, 1);
  EXPECT_EQ(agent.statuses.back(), 487);
  EXPECT_EQ(world.count<core::LegLost>(), 1u);
  EXPECT_EQ(world.count<core::LegFailed>(), 1u);
  EXPECT_EQ(world.exchange->live_legs(), 0u);
}

}  // namespace
}  // namespace peal::telephony
