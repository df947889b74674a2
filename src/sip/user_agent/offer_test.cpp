#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sip/user_agent/test_call.hpp"

namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;
using base::Millis;

using ReofferTest = TalkingTest;

TEST_F(ReofferTest, EitherSideMayOfferAnew) {
  EXPECT_TRUE(a.agent->reoffer(mine, kOffer, net.now()));
  EXPECT_FALSE(a.agent->reoffer(mine, kOffer, net.now())) << "one at a time";
  net.run(1s);
  EXPECT_TRUE(b.heard("offered") && a.heard("reoffer_answered"));
  EXPECT_TRUE(b.agent->reoffer(theirs, kOffer, net.now()));
  net.run(1s);
  EXPECT_TRUE(a.heard("offered") && b.heard("reoffer_answered"));
  EXPECT_TRUE(a.agent->hang_up(mine, {}, net.now()));
  net.run(100s);
  EXPECT_EQ(a.agent->transaction_count() + b.agent->transaction_count(), 0U);
}

TEST_F(ReofferTest, RefusedOfferLeavesTheCallUp) {
  b.on_offered = [&](CallId call) { EXPECT_TRUE(b.agent->reject_offer(call, 488, net.now())); };
  EXPECT_TRUE(a.agent->reoffer(mine, kOffer, net.now()));
  net.run(1s);
  EXPECT_TRUE(a.heard("reoffer_refused 488"));
  EXPECT_EQ(a.agent->call_count(), 1U);
}

// RFC 3261 14.1: both offer at once, both get 491, both succeed in the end.
TEST_F(ReofferTest, GlareIsRetriedAfterTheWaitsOfTheRfc) {
  EXPECT_TRUE(a.agent->reoffer(mine, kOffer, net.now()));
  EXPECT_TRUE(b.agent->reoffer(theirs, kOffer, net.now()));
  net.run(1ms);
  net.run(10s);
  EXPECT_EQ(sent("SIP/2.0 491"), 2U);
  EXPECT_TRUE(a.heard("reoffer_answered") && b.heard("reoffer_answered"));
}

TEST_F(ReofferTest, OfferIntoALostDialogEndsTheCall) {
  net.drop = [](std::string_view bytes) { return bytes.starts_with("BYE"); };
  EXPECT_TRUE(b.agent->hang_up(theirs, {}, net.now()));
  EXPECT_TRUE(a.agent->reoffer(mine, kOffer, net.now()));
  net.run(1s);
  EXPECT_TRUE(a.heard("ended 481"));
  EXPECT_EQ(a.agent->call_count(), 0U);
}

TEST_F(ReofferTest, HangUpWithAnOfferUnderWayLeavesNothing) {
  b.on_offered = {};
  EXPECT_TRUE(a.agent->reoffer(mine, kOffer, net.now()));
  net.run(10ms);
  EXPECT_TRUE(a.agent->hang_up(mine, {}, net.now()));
  net.run(200s);
  EXPECT_TRUE(b.heard("ended 0"));
  EXPECT_EQ(a.agent->transaction_count() + b.agent->transaction_count(), 0U);
  EXPECT_EQ(a.agent->call_count() + b.agent->call_count(), 0U);
}

TEST_F(ReofferTest, OfferlessInviteIsAskedForOurOffer) {
  from_b("INVITE", "");
  EXPECT_TRUE(a.heard("offered"));
  EXPECT_EQ(a.last_offer, "");
  EXPECT_EQ(last().body_of("application/sdp"), kAnswer);
  cseq -= 1;
  from_b("ACK", "Content-Type: application/sdp\r\n", std::string(kOffer));
  EXPECT_TRUE(a.heard("reoffer_answered"));
  EXPECT_EQ(a.last_answer, kOffer);
}

TEST_F(ReofferTest, OldCSeqIsRefused) {
  cseq = 10;
  from_b("OPTIONS", "");
  EXPECT_EQ(last().status(), 200);
  cseq = 5;
  from_b("INFO", "");
  EXPECT_EQ(last().status(), 500);
}

TEST_F(ReofferTest, DigitsByInfo) {
  from_b("INFO", "Content-Type: application/dtmf-relay\r\n", "Signal=5\r\nDuration=250\r\n");
  from_b("INFO", "Content-Type: application/dtmf\r\n", "#");
  from_b("INFO", "Content-Type: application/dtmf-relay\r\n", "Signal= 10\n");
  from_b("INFO", "Content-Type: application/dtmf-relay\r\n", "Signal=xx\r\n");
  from_b("INFO", "Content-Type: text/plain\r\n", "hi");
  EXPECT_THAT(a.log, ::testing::ElementsAre("digit 5 250", "digit # 160", "digit * 160", "info text/plain hi"));
  EXPECT_EQ(last().status(), 200);
  from_b("INFO", "Info-Package: foo\r\n");
  EXPECT_EQ(last().status(), 469);
}

TEST_F(ReofferTest, StrangerInTheDialogGets481) {
  const auto text = "BYE sip:peal@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.66;branch=z9hG4bKx\r\nFrom: <sip:x@y>;tag=bad\r\nTo: "
                    "<sip:a@b>;tag=" + [&] {
                      Message invite;
                      EXPECT_FALSE(invite.parse(net.sent.front(), Framing::kDatagram));
                      return std::string(invite.from()->tag());
                    }() + "\r\nCall-ID: guessed\r\nCSeq: 9 BYE\r\nContent-Length: 0\r\n\r\n";
  a.agent->received(b.flow(), text, net.now());
  EXPECT_EQ(last().status(), 481);
  EXPECT_EQ(a.agent->call_count(), 1U);
}

TEST_F(ReofferTest, InfoReachesThePeer) {
  EXPECT_TRUE(a.agent->send_info(mine, "application/dtmf-relay", "Signal=7\r\nDuration=100\r\n", net.now()));
  net.run(1s);
  EXPECT_TRUE(b.heard("digit 7 100"));
}

}  // namespace
}  // namespace peal::sip::testing
