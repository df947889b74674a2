#include <gtest/gtest.h>

#include "sip/user_agent/test_call.hpp"

/// Peers whose Contact or Record-Route is a name (RFC 3263), written by hand.
namespace peal::sip {
namespace {

using namespace testing;

class NamedPeer : public ::testing::Test {
 protected:
  /// Our call, answered with such a Contact and such further fields.
  CallId call(const std::string& contact, const std::string& fields = {}) {
    peer.contact = contact;
    const auto placed = a.agent->place(peer.call_here(), net.now()).value();
    net.run(10ms);
    invite = peer.newest("INVITE");
    peer.reply(invite, "200 OK", fields, kAnswer);
    net.run(5ms);
    return placed;
  }
  void found(const std::vector<std::string>& addresses) {
    Located located;
    for (const auto& text : addresses) located.places.push_back({text, 0, 0, {*parse_address(text, 5060)}});
    ASSERT_FALSE(a.names_wanted.empty());
    a.agent->name_found(a.names_wanted.back(), located, base::Seconds{60}, net.now());
    net.run(5ms);
  }

  Network net;
  Node& a = net.add("192.0.2.1");
  HandPeer peer{net, a, "192.0.2.21"}, other{net, a, "192.0.2.31"}, third{net, a, "192.0.2.32"};
  Message invite;
};

TEST_F(NamedPeer, TheAckWaitsForTheNameAndTheByeFollowsIt) {
  const auto placed = call("sip:hand@sbc.carrier.test");
  ASSERT_EQ(a.names_wanted.size(), 1U);
  EXPECT_EQ(a.names_wanted[0].host, "sbc.carrier.test");
  EXPECT_EQ(peer.got("ACK") + other.got("ACK"), 0U);
  EXPECT_FALSE(a.heard("answered"));
  peer.reply(invite, "200 OK", {}, kAnswer);  // Again, as its sender does.
  found({"192.0.2.31"});
  EXPECT_EQ(other.got("ACK"), 1U);
  EXPECT_EQ(std::ranges::count(a.log, "answered"), 1);
  ASSERT_TRUE(a.agent->hang_up(placed, {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(other.got("BYE"), 1U);
  EXPECT_EQ(peer.got("BYE"), 0U);
  EXPECT_EQ(a.names_wanted.size(), 1U) << "one question for the whole call";
}

TEST_F(NamedPeer, TheNearestRouteIsTheNameThatCounts) {
  (void)call("sip:hand@192.0.2.99", "Record-Route: <sip:far.test;lr>, <sip:near.test;lr>\r\n");
  ASSERT_EQ(a.names_wanted.size(), 1U);
  EXPECT_EQ(a.names_wanted[0].host, "near.test");
  found({"192.0.2.31"});
  EXPECT_EQ(other.newest("ACK").header(HeaderName::kRoute), "<sip:near.test;lr>");
}

TEST_F(NamedPeer, ANameThatLeadsNowhereLeavesTheAddressWePlacedTheCallTo) {
  const auto placed = call("sip:hand@nobody.test");
  found({});
  EXPECT_EQ(peer.got("ACK"), 1U);
  EXPECT_TRUE(a.heard("answered"));
  ASSERT_TRUE(a.agent->hang_up(placed, {}, net.now()));
  net.run(5ms);
  peer.reply(peer.newest("BYE"), "200 OK");
  net.run(40s);
  EXPECT_EQ(a.agent->call_count(), 0U);
  EXPECT_EQ(a.agent->transaction_count(), 0U);
}

TEST_F(NamedPeer, AnAnswerWaitsForNoNameServerForLong) {
  (void)call("sip:hand@slow.test");
  net.run(base::Millis{kNamePatience} + 20ms);
  EXPECT_EQ(peer.got("ACK"), 1U);
  EXPECT_TRUE(a.heard("answered"));
  found({"192.0.2.31"});
  ASSERT_TRUE(a.agent->hang_up(a.calls.at(0), {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(other.got("BYE"), 1U) << "what comes late still counts";
}

TEST_F(NamedPeer, OurHangUpCrossesAnAnswerThatWaits) {
  const auto placed = call("sip:hand@sbc.test");
  ASSERT_TRUE(a.agent->hang_up(placed, {}, net.now()));
  found({"192.0.2.31"});
  net.run(10ms);
  EXPECT_EQ(other.got("ACK"), 1U);
  EXPECT_EQ(other.got("BYE"), 1U);
  EXPECT_FALSE(a.heard("answered"));
  EXPECT_EQ(a.agent->call_count(), 0U);
}

// RFC 3263 4.3, for a request within a dialog.
TEST_F(NamedPeer, ADeadAddressOfTheNameLeadsToTheNextOne) {
  const auto placed = call("sip:hand@sbc.test");
  found({"192.0.2.31", "192.0.2.32"});
  const bool first = other.got("ACK") == 1;  // Equal weights: either may come first.
  HandPeer& dead = first ? other : third;
  HandPeer& alive = first ? third : other;
  ASSERT_TRUE(a.agent->hang_up(placed, {}, net.now()));
  net.run(10ms);
  EXPECT_EQ(dead.got("BYE"), 1U);
  net.run(base::Millis{kTargetPatience} + 20ms);
  ASSERT_EQ(alive.got("BYE"), 1U);
  EXPECT_NE(alive.newest("BYE").top_via()->branch, dead.newest("BYE").top_via()->branch);
  alive.reply(alive.newest("BYE"), "200 OK");
  net.run(40s);
  EXPECT_EQ(peer.got("BYE"), 0U);
  EXPECT_EQ(a.agent->transaction_count(), 0U);
}

// The element that keeps the dialog is the one that we heard, not whichever the name draws.
TEST_F(NamedPeer, WhoWasHeardIsPreferredAmongTheAddressesOfItsName) {
  (void)call("sip:hand@pool.test");
  found({"192.0.2.31", "192.0.2.32", "192.0.2.21"});
  EXPECT_EQ(peer.got("ACK"), 1U);
}

TEST_F(NamedPeer, ACallerByNameIsAnsweredAtOnceAndHungUpByItsName) {
  a.auto_answer();
  peer.contact = "sip:hand@caller.test";
  peer.request("INVITE", 1, {}, kOffer);
  net.run(5ms);
  EXPECT_EQ(peer.got("SIP/2.0 200"), 1U);
  peer.join(peer.newest("SIP/2.0 200"));
  found({"192.0.2.31"});
  peer.request("ACK", 1, {}, {}, "ack");
  ASSERT_TRUE(a.agent->hang_up(a.calls.at(0), {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(other.got("BYE"), 1U);
}

// A name is a way to aim us at our own machine or at our own network.
TEST_F(NamedPeer, ANameOfOursOrOfNobodyIsNotFollowed) {
  for (const auto* inside : {"127.0.0.1", "10.0.0.5", "169.254.1.1", "0.0.0.0", "224.0.0.1"}) {
    a.names_wanted.clear();
    net.outside.clear();
    (void)call(std::string("sip:hand@trap-") + inside + ".test");
    found({inside});
    EXPECT_EQ(peer.got("ACK"), 1U) << inside;
  }
}

TEST_F(NamedPeer, AnAnswerToNothingOfOursAsksForNoName) {
  peer.contact = "sip:hand@victim.test";
  const auto placed = a.agent->place(peer.call_here(), net.now()).value();
  net.run(10ms);
  invite = peer.newest("INVITE");
  std::string forged(invite.bytes());
  const auto at = forged.find("branch=") + 10;
  forged[at + 8] = forged[at + 8] == 'a' ? 'b' : 'a';
  Message wrong;
  ASSERT_FALSE(wrong.parse(forged, Framing::kDatagram));
  peer.reply(wrong, "200 OK", {}, kAnswer);
  EXPECT_TRUE(a.names_wanted.empty());
  ASSERT_TRUE(a.agent->hang_up(placed, {}, net.now()));
}

TEST_F(NamedPeer, ACallThatIsRefusedAsksForNoName) {
  a.on_admit = [](const RequestView&) { return Admission::reject(403, "No"); };
  peer.contact = "sip:hand@victim.test";
  peer.request("INVITE", 1, {}, kOffer);
  net.run(5ms);
  EXPECT_TRUE(a.names_wanted.empty());
}

// RFC 5626 4.3: "ob" in the Contact, and every request of the dialog over the flow.
TEST_F(NamedPeer, ADialogOnAKeptFlowStaysOnItAndSaysSo) {
  auto request = peer.call_here();
  request.flow = Flow{Transport::kUdp, 0, *parse_address("192.0.2.21", 5060)};
  request.flow_is_kept = true;
  peer.contact = "sip:hand@192.0.2.31";
  const auto placed = a.agent->place(request, net.now()).value();
  net.run(10ms);
  EXPECT_EQ(peer.newest("INVITE").header(HeaderName::kContact), "<sip:peal@192.0.2.1:5060;ob>");
  peer.reply(peer.newest("INVITE"), "200 OK", "Record-Route: <sip:token@edge.test;lr;ob>\r\n", kAnswer);
  net.run(5ms);
  EXPECT_TRUE(a.heard("answered"));
  EXPECT_TRUE(a.names_wanted.empty());
  EXPECT_EQ(peer.got("ACK"), 1U);
  EXPECT_EQ(peer.newest("ACK").header(HeaderName::kRoute), "<sip:token@edge.test;lr;ob>");
  ASSERT_TRUE(a.agent->reoffer(placed, kOffer, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.newest("INVITE").header(HeaderName::kContact), "<sip:peal@192.0.2.1:5060;ob>");
  peer.reply(peer.newest("INVITE"), "200 OK", {}, kAnswer);
  net.run(5ms);
  // The answer to a new offer of theirs refreshes our Contact (RFC 3261 14.2), and says it again.
  a.on_offered = [&](CallId offered) { EXPECT_TRUE(a.agent->answer_offer(offered, kAnswer, net.now())); };
  peer.join(peer.newest("INVITE"));
  peer.request("INVITE", 7, {}, kOffer);
  net.run(5ms);
  EXPECT_EQ(peer.newest("SIP/2.0 200").header(HeaderName::kContact), "<sip:peal@192.0.2.1:5060;ob>");
  peer.request("ACK", 7);
  peer.request("UPDATE", 8, {}, kOffer);
  net.run(5ms);
  EXPECT_EQ(peer.newest("SIP/2.0 200").header(HeaderName::kCSeq), "8 UPDATE");
  EXPECT_EQ(peer.newest("SIP/2.0 200").header(HeaderName::kContact), "<sip:peal@192.0.2.1:5060;ob>");
  ASSERT_TRUE(a.agent->hang_up(placed, {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.got("BYE"), 1U);
  EXPECT_EQ(other.got("ACK") + other.got("BYE"), 0U);
}

// RFC 3261 18.1.1: a connection that is gone is made again, to where the peer says that it listens.
TEST_F(NamedPeer, WithoutItsConnectionADialogGoesToTheContact) {
  a.auto_answer();
  const std::string contact = "<sip:hand@192.0.2.31;transport=tcp>";
  const std::string text = "INVITE sip:peal@192.0.2.1:5060 SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.21:5060;branch=z9hG4bKtcp\r\n"
                           "From: <sip:h@192.0.2.21>;tag=hand\r\nTo: <sip:7000@192.0.2.1>\r\nCall-ID: tcp-1\r\nCSeq: 1 INVITE\r\n"
                           "Max-Forwards: 70\r\nContact: " + contact + "\r\nContent-Type: application/sdp\r\nContent-Length: " +
                           std::to_string(kOffer.size()) + "\r\n\r\n" + std::string(kOffer);
  const Flow connection{Transport::kTcp, 4, *parse_address("192.0.2.21", 49'152)};
  a.agent->received(connection, text, net.now());
  Message answer;
  ASSERT_FALSE(answer.parse(net.sent.back(), Framing::kStream));
  const std::string ack = "ACK sip:peal@192.0.2.1:5060 SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.21:5060;branch=z9hG4bKack\r\n"
                          "From: <sip:h@192.0.2.21>;tag=hand\r\nTo: " + std::string(answer.header(HeaderName::kTo)) +
                          "\r\nCall-ID: tcp-1\r\nCSeq: 1 ACK\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
  a.agent->received(connection, ack, net.now());
  a.agent->flow_closed(4, net.now());
  ASSERT_TRUE(a.agent->hang_up(a.calls.at(0), {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(other.got("BYE"), 1U);
}

}  // namespace
}  // namespace peal::sip
