#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sip/user_agent/test_network.hpp"

namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;
using base::Millis;

class ReofferTest : public ::testing::Test {
 protected:
  ReofferTest() {
    b.auto_answer();
    mine = a.agent->place(call_to(b), net.now()).value();
    net.run(50ms);
    theirs = b.calls.at(0);
    const auto answer_with = [this](Node& node) {
      return [this, &node](CallId call) { EXPECT_TRUE(node.agent->answer_offer(call, kAnswer, net.now())); };
    };
    a.on_offered = answer_with(a);
    b.on_offered = answer_with(b);
    a.log.clear();
    b.log.clear();
  }
  std::size_t sent(std::string_view start) const {
    return static_cast<std::size_t>(std::ranges::count_if(net.sent, [&](const auto& m) { return m.starts_with(start); }));
  }
  // A request of `b` within the dialog, written by hand.
  void from_b(const std::string& method, const std::string& fields, const std::string& body = {}) {
    const auto& invite = net.sent.front();
    const auto line = [&](std::string_view name) {
      const auto at = invite.find("\r\n" + std::string(name) + ": ") + name.size() + 4;
      return invite.substr(at, invite.find("\r\n", at) - at);
    };
    const auto& ok = *std::ranges::find_if(net.sent, [](const auto& m) { return m.starts_with("SIP/2.0 200"); });
    Message answer;
    ASSERT_FALSE(answer.parse(ok, Framing::kDatagram));
    ++cseq;
    const std::string text = method + " sip:peal@192.0.2.1:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKh" +
                             std::to_string(cseq) + "\r\nFrom: " + std::string(answer.header(HeaderName::kTo)) + "\r\nTo: " +
                             line("From") + "\r\nCall-ID: " + line("Call-ID") + "\r\nCSeq: " + std::to_string(cseq) + " " +
                             method + "\r\nMax-Forwards: 70\r\nContact: <sip:peal@192.0.2.2:5060>\r\n" + fields +
                             "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    a.agent->received(b.flow(), text, net.now());
  }
  Message last() const {
    Message message;
    EXPECT_FALSE(message.parse(net.sent.back(), Framing::kDatagram));
    return message;
  }

  Network net;
  Node& a = net.add("192.0.2.1");
  Node& b = net.add("192.0.2.2");
  CallId mine, theirs;
  int cseq = 0;
};

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

// RFC 4028 9: what a browser's library sends; and 10: what happens when it stops.
TEST_F(ReofferTest, SessionRefreshByUpdateIsGranted) {
  from_b("UPDATE", "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n");
  EXPECT_EQ(last().status(), 200);
  EXPECT_EQ(last().header(HeaderName::kSessionExpires), "90;refresher=uac");
  EXPECT_TRUE(last().lists(HeaderName::kRequire, "timer"));
  net.run(50s);
  from_b("UPDATE", "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n");
  net.run(59s);
  EXPECT_EQ(a.agent->call_count(), 1U);
  net.run(2s);
  EXPECT_TRUE(a.heard("ended 408"));
  EXPECT_EQ(a.last_end.by, CallEnd::By::kTimeout);
}

TEST_F(ReofferTest, TooShortASessionIsRefused) {
  from_b("UPDATE", "Supported: timer\r\nSession-Expires: 10\r\n");
  EXPECT_EQ(last().status(), 422);
  EXPECT_EQ(last().header(HeaderName::kMinSe), "90");
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
