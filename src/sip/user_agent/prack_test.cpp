#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sip/user_agent/test_call.hpp"

// Reliable provisional responses, clause by clause of RFC 3262, and offers in
// PRACK and in early UPDATE (RFC 3262 5, RFC 3311, RFC 6337 2.2).
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const std::string kOffer2 = std::string(kOffer) + "a=sendonly\r\n";
const std::string kAnswer2 = std::string(kAnswer) + "a=recvonly\r\n";

class PrackTest : public ::testing::Test {
 protected:
  Network net;
  Node& a = net.add("192.0.2.1");
  Node& b = net.add("192.0.2.2");
  HandPeer peer{net, a, "192.0.2.9"};

  /// A call of the hand-written peer to `a`, not answered yet.
  CallId called_with(const std::string& fields, std::string_view sdp = kOffer) {
    peer.request("INVITE", 1, fields, sdp);
    net.run(5ms);
    return a.calls.at(0);
  }
  /// The PRACK of the newest provisional response of `a`.
  void prack(int cseq, std::string_view sdp = {}) {
    const auto response = peer.newest("SIP/2.0 18");
    peer.join(response);
    peer.request("PRACK", cseq, "RAck: " + std::string(response.header(HeaderName::kRSeq)) + " 1 INVITE\r\n", sdp);
    net.run(5ms);
  }
  /// What the other side says to our INVITE, reliably.
  void reliably(const std::string& status, int rseq, std::string_view sdp = {}, const std::string& tag = "hand") {
    peer.reply(peer.newest("INVITE"), status, "Require: 100rel\r\nAllow: INVITE, PRACK, UPDATE\r\nRSeq: " + std::to_string(rseq) + "\r\n",
               sdp, tag);
    net.run(5ms);
  }
};

TEST_F(PrackTest, BothSidesAgreeOnEarlyMediaOverALossyWire) {
  net.set_faults({.lost_percent = 30, .delay_max_ms = 20});
  b.on_incoming = [&](CallId call) { EXPECT_TRUE(b.agent->progress(call, kAnswer, net.now())); };
  const CallId mine = a.agent->place(call_to(b), net.now()).value();
  net.run(20s);
  EXPECT_TRUE(b.heard("progress_acknowledged") || !b.agent->answer(CallId{}, kAnswer, net.now()));
  EXPECT_EQ(a.last_early, kAnswer);
  EXPECT_TRUE(b.agent->answer(b.calls.at(0), kAnswer, net.now()));
  net.run(20s);
  EXPECT_TRUE(a.heard("answered") && b.heard("acknowledged"));
  EXPECT_EQ(a.last_answer, kAnswer) << "the 200 carries none any more; the early one is told again";
  EXPECT_TRUE(a.agent->hang_up(mine, {}, net.now()));
  net.set_faults({});
  net.run(200s);
  EXPECT_EQ(a.agent->transaction_count() + b.agent->transaction_count() + a.agent->call_count() + b.agent->call_count(), 0U);
}

// Section 3: whoever requires 100rel gets an RSeq; the response is repeated at
// T1, doubling, until its PRACK.
TEST_F(PrackTest, AResponseIsRepeatedUntilItsPrack) {
  const CallId call = called_with("Require: 100rel\r\n");
  EXPECT_TRUE(a.agent->ring(call, net.now()));
  const auto count = [&] {
    return std::ranges::count_if(net.outside, [](const auto& m) { return m.second.starts_with("SIP/2.0 180"); });
  };
  net.run(10ms);
  const auto ringing = peer.newest("SIP/2.0 180");
  EXPECT_TRUE(ringing.lists(HeaderName::kRequire, "100rel"));
  EXPECT_GE(ringing.number(HeaderName::kRSeq).value_or(0), 1U);
  net.run(8s);
  EXPECT_EQ(count(), 5) << "at 0, 0.5, 1.5, 3.5 and 7.5 s";
  prack(2);
  EXPECT_EQ(peer.newest("SIP/2.0 200").cseq()->method, "PRACK");
  net.run(30s);
  EXPECT_EQ(count(), 5);
  EXPECT_TRUE(a.agent->answer(call, kAnswer, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.newest("SIP/2.0 200").body(), kAnswer);
}

// Section 3: 481 to a PRACK that matches nothing: wrong RSeq, wrong CSeq, twice.
TEST_F(PrackTest, RAckMustMatch) {
  const CallId call = called_with("Supported: 100rel\r\n");
  EXPECT_TRUE(a.agent->ring(call, net.now()));
  net.run(5ms);
  const auto ringing = peer.newest("SIP/2.0 180");
  peer.join(ringing);
  const auto rseq = *ringing.number(HeaderName::kRSeq);
  const auto status = [&](int cseq, const std::string& rack) {
    peer.request("PRACK", cseq, rack);
    net.run(5ms);
    Message last;
    EXPECT_FALSE(last.parse(net.sent.back(), Framing::kDatagram));
    return last.status();
  };
  EXPECT_EQ(status(2, "RAck: " + std::to_string(rseq + 1) + " 1 INVITE\r\n"), 481);
  EXPECT_EQ(status(3, "RAck: " + std::to_string(rseq) + " 2 INVITE\r\n"), 481);
  EXPECT_EQ(status(4, "RAck: " + std::to_string(rseq) + " 1 BYE\r\n"), 481);
  EXPECT_EQ(status(5, "RAck: x\r\n"), 400);
  EXPECT_EQ(status(6, "RAck: " + std::to_string(rseq) + "  1\tINVITE\r\n"), 200);
  EXPECT_EQ(status(7, "RAck: " + std::to_string(rseq) + " 1 INVITE\r\n"), 481);
}

// Section 3: without a PRACK for 64*T1 the INVITE is refused with a 5xx.
TEST_F(PrackTest, NoPrackEndsTheCall) {
  const CallId call = called_with("Require: 100rel\r\n");
  EXPECT_TRUE(a.agent->ring(call, net.now()));
  net.run(33s);
  EXPECT_EQ(peer.newest("SIP/2.0 504").cseq()->method, "INVITE");
  EXPECT_TRUE(a.heard("failed 408"));
  EXPECT_EQ(a.agent->call_count(), 0U);
}

// Section 3: the second is not sent before the first is acknowledged, and counts on by one.
TEST_F(PrackTest, OneAtATime) {
  const CallId call = called_with("Supported: 100rel\r\n");
  EXPECT_TRUE(a.agent->ring(call, net.now()));
  EXPECT_TRUE(a.agent->progress(call, kAnswer, net.now()));
  net.run(100ms);
  EXPECT_EQ(peer.got("SIP/2.0 183"), 0U);
  const auto first = *peer.newest("SIP/2.0 180").number(HeaderName::kRSeq);
  prack(2);
  EXPECT_EQ(peer.newest("SIP/2.0 183").number(HeaderName::kRSeq), first + 1);
  EXPECT_EQ(peer.newest("SIP/2.0 183").body(), kAnswer);
}

// Section 3: a 2xx must wait for the PRACK of a provisional response with SDP,
// and then has none itself; one without SDP holds nothing up.
TEST_F(PrackTest, TheAnswerWaitsForEarlyMediasPrack) {
  const CallId call = called_with("Supported: 100rel\r\n");
  EXPECT_TRUE(a.agent->progress(call, kAnswer, net.now()));
  EXPECT_TRUE(a.agent->answer(call, kAnswer, net.now()));
  EXPECT_FALSE(a.agent->answer(call, kAnswer, net.now())) << "once";
  EXPECT_FALSE(a.agent->ring(call, net.now()));
  net.run(100ms);
  EXPECT_EQ(peer.got("SIP/2.0 200"), 0U);
  prack(2);
  const auto ok = peer.newest("SIP/2.0 200");
  EXPECT_EQ(ok.cseq()->method, "INVITE");
  EXPECT_TRUE(ok.body().empty());
  peer.request("ACK", 1);
  EXPECT_TRUE(a.heard("acknowledged"));
}

TEST_F(PrackTest, AnAnswerThatWaitsIsCancelled) {
  const CallId call = called_with("Supported: 100rel\r\n");
  EXPECT_TRUE(a.agent->progress(call, kAnswer, net.now()));
  EXPECT_TRUE(a.agent->answer(call, kAnswer, net.now()));
  peer.request("CANCEL", 1, {}, {}, "INVITE1");
  net.run(5ms);
  EXPECT_EQ(peer.got("SIP/2.0 487"), 1U);
  EXPECT_TRUE(a.heard("ended 487")) << "telephony has answered: for it the call is over, not failed";
}

// Section 5: an INVITE without an offer: ours is in the first reliable
// response, their answer in its PRACK.
TEST_F(PrackTest, OurOfferGoesEarlyAndItsAnswerComesInThePrack) {
  const CallId call = called_with("Require: 100rel\r\n", {});
  EXPECT_TRUE(a.agent->ring(call, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.got("SIP/2.0 180"), 0U) << "it would have to carry an offer";
  EXPECT_TRUE(a.agent->progress(call, kOffer, net.now()));
  net.run(5ms);
  prack(2, kAnswer);
  EXPECT_THAT(a.log, ElementsAre("incoming", "progress_acknowledged"));
  EXPECT_EQ(a.last_answer, kAnswer);
  EXPECT_TRUE(a.agent->answer(call, kOffer, net.now()));
  net.run(5ms);
  EXPECT_TRUE(peer.newest("SIP/2.0 200").body().empty());
  peer.request("ACK", 1);
  EXPECT_TRUE(a.heard("acknowledged"));
}

// Section 5 and RFC 6337 2.2: a new offer in the PRACK is answered in its 200;
// the 2xx of the INVITE comes after it.
TEST_F(PrackTest, AnOfferInThePrackIsAnsweredInIts200) {
  const CallId call = called_with("Supported: 100rel\r\n");
  EXPECT_TRUE(a.agent->progress(call, kAnswer, net.now()));
  EXPECT_TRUE(a.agent->answer(call, kAnswer, net.now()));
  net.run(5ms);
  prack(2, kOffer2);
  EXPECT_TRUE(a.heard("offered"));
  EXPECT_EQ(a.last_offer, kOffer2);
  EXPECT_EQ(peer.got("SIP/2.0 200"), 0U);
  EXPECT_TRUE(a.agent->answer_offer(call, kAnswer2, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.got("SIP/2.0 200"), 2U);
  const auto first = std::ranges::find_if(net.outside, [](const auto& m) { return m.second.starts_with("SIP/2.0 200"); });
  Message ok;
  ASSERT_FALSE(ok.parse(first->second, Framing::kDatagram));
  EXPECT_EQ(ok.cseq()->method, "PRACK");
  EXPECT_EQ(ok.body(), kAnswer2);
}

// RFC 3311 5.1 and 5.2: an offer in UPDATE before the answer, both ways.
TEST_F(PrackTest, EarlyUpdatesChangeTheMediaBothWays) {
  const CallId call = called_with("Supported: 100rel\r\nAllow: INVITE, PRACK, UPDATE\r\n");
  EXPECT_FALSE(a.agent->reoffer(call, kOffer2, net.now())) << "nothing is agreed yet";
  EXPECT_TRUE(a.agent->progress(call, kAnswer, net.now()));
  EXPECT_FALSE(a.agent->reoffer(call, kOffer2, net.now())) << "not before the PRACK";
  net.run(5ms);
  prack(2);
  peer.request("UPDATE", 3, {}, kOffer2);
  EXPECT_TRUE(a.heard("offered"));
  peer.request("UPDATE", 4, {}, kOffer2);
  net.run(5ms);
  EXPECT_EQ(peer.got("SIP/2.0 500"), 1U) << "RFC 3311 5.2: the first is not answered yet";
  EXPECT_TRUE(peer.newest("SIP/2.0 500").has(HeaderName::kRetryAfter));
  EXPECT_TRUE(a.agent->answer_offer(call, kAnswer2, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.newest("SIP/2.0 200").body(), kAnswer2);
  EXPECT_FALSE(peer.newest("SIP/2.0 200").has(HeaderName::kSessionExpires)) << "RFC 4028: no session yet";
  EXPECT_TRUE(a.agent->reoffer(call, kOffer2, net.now()));
  net.run(5ms);
  const auto update = peer.newest("UPDATE");
  EXPECT_EQ(update.body(), kOffer2);
  peer.request("UPDATE", 5, {}, kOffer);
  net.run(5ms);
  EXPECT_EQ(peer.got("SIP/2.0 491"), 1U) << "RFC 3311 5.2: ours is on its way";
  peer.reply(update, "200 OK", {}, kAnswer2);
  EXPECT_TRUE(a.heard("reoffer_answered"));
  EXPECT_TRUE(a.agent->answer(call, kAnswer, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.newest("SIP/2.0 200").cseq()->method, "INVITE");
}

TEST_F(PrackTest, AnUpdateBeforeAnythingIsAgreedIsTooEarly) {
  called_with("Supported: 100rel\r\n");
  EXPECT_TRUE(a.agent->ring(a.calls.at(0), net.now()));
  net.run(5ms);
  peer.join(peer.newest("SIP/2.0 180"));
  peer.request("UPDATE", 2, {}, kOffer2);
  net.run(5ms);
  EXPECT_EQ(peer.got("SIP/2.0 500"), 1U) << "RFC 3311 5.2";
}

// Section 4: our PRACK; copies and gaps are passed over.
TEST_F(PrackTest, OurPrackAnswersEachNewOneInOrder) {
  ASSERT_TRUE(a.agent->place(peer.call_here(), net.now()));
  net.run(5ms);
  EXPECT_TRUE(peer.newest("INVITE").lists(HeaderName::kSupported, "100rel"));
  reliably("180 Ringing", 7);
  const auto prack = peer.newest("PRACK");
  EXPECT_EQ(prack.header("RAck"), "7 1 INVITE");
  EXPECT_EQ(prack.to()->tag(), "hand");
  EXPECT_EQ(prack.cseq()->number, 2U);
  peer.reply(prack, "200 OK");
  reliably("180 Ringing", 7);
  reliably("183 Session Progress", 9, kAnswer);
  EXPECT_EQ(peer.got("PRACK"), 1U) << "8 is missing";
  reliably("183 Session Progress", 8, kAnswer);
  EXPECT_EQ(peer.newest("PRACK").header("RAck"), "8 1 INVITE");
  peer.reply(peer.newest("PRACK"), "200 OK");
  EXPECT_THAT(a.log, ElementsAre("progressed 180", "progressed 183"));
  peer.reply(peer.newest("INVITE"), "200 OK", {}, kOffer2);
  net.run(5ms);
  EXPECT_EQ(a.last_answer, kAnswer) << "RFC 3264 4: answered once; what the 200 says again is passed over";
  EXPECT_EQ(peer.newest("ACK").cseq()->number, 1U) << "RFC 3261 13.2.2.4: the INVITE's";
  EXPECT_TRUE(a.agent->hang_up(a.calls.at(0), {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.newest("BYE").cseq()->number, 4U) << "after two PRACKs";
}

// RFC 3262 5 with an INVITE of ours that has no offer: theirs is in the 18x,
// our answer in the PRACK.
TEST_F(PrackTest, TheirEarlyOfferIsAnsweredInOurPrack) {
  auto request = peer.call_here();
  request.sdp.clear();
  a.on_offered = [&](CallId call) { EXPECT_TRUE(a.agent->answer_offer(call, kAnswer, net.now())); };
  ASSERT_TRUE(a.agent->place(request, net.now()));
  net.run(5ms);
  EXPECT_TRUE(peer.newest("INVITE").body().empty());
  reliably("183 Session Progress", 1, kOffer2);
  EXPECT_EQ(a.last_early, kOffer2);
  EXPECT_EQ(peer.newest("PRACK").body(), kAnswer);
  peer.reply(peer.newest("PRACK"), "200 OK");
  peer.reply(peer.newest("INVITE"), "200 OK");
  net.run(5ms);
  EXPECT_TRUE(peer.newest("ACK").body().empty());
  EXPECT_TRUE(a.heard("answered"));
}

TEST_F(PrackTest, WeUpdateTheMediaBeforeTheyAnswer) {
  const CallId call = a.agent->place(peer.call_here(), net.now()).value();
  net.run(5ms);
  EXPECT_FALSE(a.agent->reoffer(call, kOffer2, net.now()));
  reliably("183 Session Progress", 1, kAnswer);
  peer.reply(peer.newest("PRACK"), "200 OK");
  EXPECT_TRUE(a.agent->reoffer(call, kOffer2, net.now()));
  net.run(5ms);
  const auto update = peer.newest("UPDATE");
  EXPECT_EQ(update.cseq()->number, 3U);
  peer.reply(update, "200 OK", {}, kAnswer2);
  EXPECT_TRUE(a.heard("reoffer_answered"));
  peer.join(peer.newest("INVITE"));
  peer.request("UPDATE", 1, {}, kOffer);
  EXPECT_TRUE(a.heard("offered"));
  EXPECT_TRUE(a.agent->answer_offer(call, kAnswer, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.newest("SIP/2.0 200").body(), kAnswer);
  peer.reply(peer.newest("INVITE"), "200 OK");
  net.run(5ms);
  EXPECT_TRUE(a.heard("answered"));
}

// RFC 3261 13.2.2.4: several early dialogs, each counting on its own; the first
// answer wins, the second is acknowledged and ended with the next CSeq of its own.
TEST_F(PrackTest, ForksCountOnTheirOwn) {
  ASSERT_TRUE(a.agent->place(peer.call_here(), net.now()));
  net.run(5ms);
  for (const std::string tag : {"one", "two"}) {
    reliably("183 Session Progress", 1, kAnswer, tag);
    EXPECT_EQ(peer.newest("PRACK").to()->tag(), tag);
    EXPECT_EQ(peer.newest("PRACK").cseq()->number, 2U);
    peer.reply(peer.newest("PRACK"), "200 OK");
  }
  EXPECT_FALSE(a.agent->reoffer(a.calls.at(0), kOffer2, net.now())) << "to whom?";
  peer.reply(peer.newest("INVITE"), "200 OK", {}, {}, "two");
  peer.reply(peer.newest("INVITE"), "200 OK", {}, {}, "one");
  net.run(5ms);
  EXPECT_TRUE(a.heard("answered"));
  EXPECT_EQ(peer.got("ACK"), 2U);
  EXPECT_EQ(peer.newest("BYE").to()->tag(), "one");
  EXPECT_EQ(peer.newest("BYE").cseq()->number, 3U);
  EXPECT_EQ(a.agent->call_count(), 1U);
}

}  // namespace
}  // namespace peal::sip::testing
