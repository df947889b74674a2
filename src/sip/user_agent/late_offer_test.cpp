#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sip/user_agent/test_call.hpp"

// INVITEs without an offer (RFC 3264 5, RFC 6337 2.1), and answers nobody waits
// for any more (RFC 3261 13.2.2.4, 9.1).
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

class LateOfferTest : public ::testing::Test {
 protected:
  LateOfferTest() {
    request.sdp.clear();
    net.run(1ms);
  }
  CallId placed() {
    const CallId call = a.agent->place(request, net.now()).value();
    net.run(5ms);
    return call;
  }
  void answer_with(std::string_view sdp, const std::string& tag = "hand") {
    peer.reply(peer.newest("INVITE"), "200 OK", {}, sdp, tag);
    net.run(5ms);
  }
  Network net;
  Node& a = net.add("192.0.2.1");
  HandPeer peer{net, a, "192.0.2.9"};
  PlaceRequest request = peer.call_here();
};

// RFC 3261 13.2.2.4: the offer is in the 2xx, our answer in the ACK.
TEST_F(LateOfferTest, TheirOfferIsAnsweredInTheAck) {
  const CallId call = placed();
  answer_with(kOffer);
  EXPECT_TRUE(a.heard("answered"));
  EXPECT_EQ(a.last_answer, kOffer);
  EXPECT_EQ(peer.got("ACK"), 0U);
  answer_with(kOffer);
  EXPECT_EQ(peer.got("BYE"), 0U) << "the same 2xx again is no other fork";
  EXPECT_FALSE(a.agent->reoffer(call, kOffer, net.now()));
  EXPECT_TRUE(a.agent->answer_offer(call, kAnswer, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.newest("ACK").body(), kAnswer);
  answer_with(kOffer);
  EXPECT_EQ(peer.got("ACK"), 1U) << "a repeated 2xx gets the same ACK";
  EXPECT_TRUE(a.agent->hang_up(call, {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.got("BYE"), 1U);
}

// 13.2.2.4: an offer that cannot be accepted still gets a valid answer, then BYE.
TEST_F(LateOfferTest, AnOfferNobodyWantsIsRefusedInTheAckBeforeTheBye) {
  const CallId call = placed();
  answer_with(kOffer);
  EXPECT_TRUE(a.agent->hang_up(call, {}, net.now()));
  net.run(5ms);
  EXPECT_NE(peer.newest("ACK").body().find("m=audio 0 RTP/AVP 0"), std::string_view::npos);
  EXPECT_EQ(peer.got("BYE"), 1U);
}

TEST_F(LateOfferTest, AnAnswerWithoutAnyDescriptionIsNone) {
  placed();
  answer_with({});
  EXPECT_TRUE(a.heard("failed 488"));
  EXPECT_EQ(peer.got("ACK"), 1U);
  EXPECT_EQ(peer.got("BYE"), 1U);
}

// 9.1: an answer that crosses our CANCEL: ACK with a valid answer, then BYE with the reason.
TEST_F(LateOfferTest, AnAnswerThatCrossesTheCancelIsRefusedInItsAck) {
  const CallId call = placed();
  peer.reply(peer.newest("INVITE"), "180 Ringing");
  EXPECT_TRUE(a.agent->hang_up(call, {16, 0, "gone"}, net.now()));
  answer_with(kOffer);
  EXPECT_NE(peer.newest("ACK").body().find("m=audio 0"), std::string_view::npos);
  EXPECT_NE(peer.newest("BYE").header(HeaderName::kReason).find("cause=16"), std::string_view::npos);
}

// RFC 3261 22.2, 9.1: that BYE answers a challenge, though its call is long over.
TEST_F(LateOfferTest, TheByeAfterACrossedCancelAnswersAChallenge) {
  request.sdp = kOffer;
  request.credentials = Credentials{"us", "pw", {}};
  const CallId call = placed();
  const std::string asked = "WWW-Authenticate: Digest realm=\"trunk\", nonce=\"n\", qop=\"auth\", algorithm=MD5\r\n";
  peer.reply(peer.newest("INVITE"), "401 Unauthorized", asked);
  net.run(5ms);
  peer.reply(peer.newest("INVITE"), "180 Ringing");
  EXPECT_TRUE(a.agent->hang_up(call, {}, net.now()));
  EXPECT_EQ(a.agent->call_count(), 0U);
  answer_with(kAnswer);
  EXPECT_TRUE(peer.newest("ACK").has(HeaderName::kAuthorization)) << "22.1: as its INVITE";
  const auto bye = peer.newest("BYE");
  peer.reply(bye, "401 Unauthorized", asked);
  net.run(5ms);
  EXPECT_TRUE(peer.newest("BYE").has(HeaderName::kAuthorization));
  EXPECT_EQ(peer.newest("BYE").cseq()->number, bye.cseq()->number + 1);
  peer.reply(peer.newest("BYE"), "200 OK");
  net.run(200s);
  EXPECT_EQ(a.agent->transaction_count(), 0U);
}

// The same for another fork's answer after the call itself is over.
TEST_F(LateOfferTest, ASecondForksByeAnswersAChallenge) {
  request.sdp = kOffer;
  request.credentials = Credentials{"us", "pw", {}};
  const CallId call = placed();
  answer_with(kAnswer, "one");
  EXPECT_TRUE(a.agent->hang_up(call, {}, net.now()));
  net.run(1s);
  answer_with(kAnswer, "two");
  const auto bye = peer.newest("BYE");
  EXPECT_EQ(bye.to()->tag(), "two");
  peer.reply(bye, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"trunk\", nonce=\"n\", qop=\"auth\", algorithm=MD5\r\n");
  net.run(5ms);
  EXPECT_TRUE(peer.newest("BYE").has(HeaderName::kAuthorization));
}

// RFC 4028 and 14.1 hold for a call that began with their offer, too.
TEST_F(LateOfferTest, HoldFollowsALateOffer) {
  a.on_offered = [&](CallId call) { EXPECT_TRUE(a.agent->answer_offer(call, kAnswer, net.now())); };
  const CallId call = placed();
  answer_with(kOffer);
  EXPECT_TRUE(a.agent->reoffer(call, std::string(kAnswer) + "a=sendonly\r\n", net.now()));
  net.run(5ms);
  peer.reply(peer.newest("INVITE"), "200 OK", {}, kOffer);
  EXPECT_TRUE(a.heard("reoffer_answered"));
}

}  // namespace
}  // namespace peal::sip::testing
