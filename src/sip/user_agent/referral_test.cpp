#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sip/dialog/replaces.hpp"
#include "sip/user_agent/test_call.hpp"

// Transfers that peers ask for, clause by clause.
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

TEST(DialogNameTest, WhatReplacesAndJoinName) {
  const auto name = parse_dialog_name("98732@sip.example.com ;from-tag=r33th4x0r ;to-tag=ff87ff;early-only");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->call_id, "98732@sip.example.com");
  EXPECT_EQ(name->to_tag, "ff87ff");
  EXPECT_EQ(name->from_tag, "r33th4x0r");
  EXPECT_TRUE(name->early_only);
  for (const auto* bad : {"", "x", "x;to-tag=1", "x;from-tag=1", "x;to-tag=1;to-tag=2;from-tag=3", ";to-tag=1;from-tag=2"}) {
    EXPECT_FALSE(parse_dialog_name(bad)) << bad;
  }
  const auto uri = parse_uri("sip:b@192.0.2.1?Subject=x&Replaces=12%40h%3Bto-tag%3Da%3Bfrom-tag%3Db");
  ASSERT_TRUE(uri);
  EXPECT_EQ(replaces_of(*uri)->call_id, "12@h");
  EXPECT_EQ(replaces_of(*uri)->from_tag, "b");
  EXPECT_FALSE(replaces_of(*parse_uri("sip:b@192.0.2.1")));
}

class ReferralTest : public ::testing::Test {
 protected:
  ReferralTest() {
    a.auto_answer();
    peer.request("INVITE", 1, {}, kOffer);
    net.run(5ms);
    peer.join(peer.newest("SIP/2.0 200"));
    peer.request("ACK", 1);
    call = a.calls.at(0);
    a.on_referred = [this](const Referral& referral) -> std::uint16_t {
      target = referral.target;
      replaced = referral.replaced_call;
      referred_by = referral.referred_by;
      return answer;
    };
  }
  Message refer(const std::string& fields) {
    peer.request("REFER", ++cseq, fields);
    net.run(5ms);
    Message last;
    for (const auto& [to, text] : net.outside) {
      if (text.starts_with("SIP/2.0") && text.find(" REFER\r\n") != std::string::npos) (void)last.parse(text, Framing::kDatagram);
    }
    return last;
  }
  Network net;
  Node& a = net.add("192.0.2.1");
  HandPeer peer{net, a, "192.0.2.9"};
  CallId call, replaced;
  std::string target, referred_by;
  std::uint16_t answer = 202;
  int cseq = 1;
};

// RFC 3515 2.4.4 and 2.4.5: 202, a NOTIFY at once, the last one ends the subscription.
TEST_F(ReferralTest, ATransferIsToldAndItsNewsAreSent) {
  EXPECT_EQ(refer("Refer-To: <sip:7100@192.0.2.1>\r\nReferred-By: <sip:hand@192.0.2.9>\r\n").status(), 202);
  EXPECT_EQ(target, "sip:7100@192.0.2.1");
  EXPECT_EQ(referred_by, "<sip:hand@192.0.2.9>");
  auto news = peer.newest("NOTIFY");
  EXPECT_EQ(news.header(HeaderName::kEvent), "refer;id=2");
  EXPECT_TRUE(news.header(HeaderName::kSubscriptionState).starts_with("active;expires="));
  EXPECT_EQ(news.header(HeaderName::kContentType), "message/sipfrag;version=2.0");
  EXPECT_EQ(news.body(), "SIP/2.0 100 Trying\r\n");
  peer.reply(news, "200 OK");
  EXPECT_EQ(refer("Refer-To: <sip:7101@192.0.2.1>\r\n").status(), 491) << "one at a time";
  EXPECT_TRUE(a.agent->report_referral(call, 180, {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.newest("NOTIFY").body(), "SIP/2.0 180 Ringing\r\n");
  EXPECT_TRUE(a.agent->report_referral(call, 200, {}, net.now()));
  net.run(5ms);
  news = peer.newest("NOTIFY");
  EXPECT_EQ(news.body(), "SIP/2.0 200 OK\r\n");
  EXPECT_EQ(news.header(HeaderName::kSubscriptionState), "terminated;reason=noresource");
  EXPECT_FALSE(a.agent->report_referral(call, 200, {}, net.now()));
  // RFC 5057 5.1: a refused NOTIFY ends the news, not the call.
  peer.reply(news, "481 Subscription Does Not Exist");
  EXPECT_EQ(a.agent->call_count(), 1U);
}

// RFC 6665 4.2.2: a subscription whose time is over ends with a NOTIFY that says so.
TEST_F(ReferralTest, NewsThatNobodyFinishesEndByThemselves) {
  EXPECT_EQ(refer("Refer-To: <sip:7100@192.0.2.1>\r\n").status(), 202);
  peer.reply(peer.newest("NOTIFY"), "200 OK");
  EXPECT_TRUE(a.agent->report_referral(call, 180, {}, net.now()));
  net.run(5ms);
  peer.reply(peer.newest("NOTIFY"), "200 OK");
  net.run(kReferralLife);
  const auto last = peer.newest("NOTIFY");
  EXPECT_EQ(last.header(HeaderName::kSubscriptionState), "terminated;reason=timeout");
  EXPECT_EQ(last.body(), "SIP/2.0 180 Ringing\r\n") << "what was true last";
  peer.reply(last, "200 OK");
  EXPECT_FALSE(a.agent->report_referral(call, 200, {}, net.now()));
  EXPECT_EQ(refer("Refer-To: <sip:7101@192.0.2.1>\r\n").status(), 202) << "another one may come";
  peer.reply(peer.newest("NOTIFY"), "200 OK");
  const auto told = peer.got("NOTIFY");
  EXPECT_TRUE(a.agent->hang_up(call, {}, net.now()));
  net.run(5ms);
  peer.reply(peer.newest("BYE"), "200 OK");
  net.run(2 * kReferralLife);
  EXPECT_EQ(peer.got("NOTIFY"), told) << "the news end with the call";
  EXPECT_EQ(a.agent->call_count() + a.agent->transaction_count(), 0U);
}

// RFC 3515 2.4.4 and RFC 6665 4.2.1: the peer may ask for longer, within our bound, or for no more.
TEST_F(ReferralTest, TheTimeOfNewsIsSaidAndMayBeAskedFor) {
  EXPECT_EQ(refer("Refer-To: <sip:7100@192.0.2.1>\r\n").status(), 202);
  const auto state = [&] {
    const auto news = peer.newest("NOTIFY");
    peer.reply(news, "200 OK");
    return std::string(news.header(HeaderName::kSubscriptionState));
  };
  EXPECT_EQ(state(), "active;expires=180");
  net.run(100s);
  EXPECT_TRUE(a.agent->report_referral(call, 180, {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(state(), "active;expires=80");
  peer.request("SUBSCRIBE", ++cseq, "Event: refer;id=9\r\nExpires: 60\r\n");
  net.run(5ms);
  EXPECT_EQ(peer.newest("SIP/2.0 481").header(HeaderName::kCSeq), std::to_string(cseq) + " SUBSCRIBE");
  peer.request("SUBSCRIBE", ++cseq, "Event: refer;id=2\r\nExpires: 600\r\n");
  net.run(5ms);
  EXPECT_EQ(peer.newest("SIP/2.0 200").header(HeaderName::kExpires), "180");
  EXPECT_EQ(state(), "active;expires=180");
  peer.request("SUBSCRIBE", ++cseq, "Event: refer\r\nExpires: 0\r\n");
  net.run(5ms);
  EXPECT_EQ(peer.newest("SIP/2.0 200").header(HeaderName::kExpires), "0");
  EXPECT_EQ(state(), "terminated;reason=timeout");
  EXPECT_FALSE(a.agent->report_referral(call, 200, {}, net.now()));
  EXPECT_EQ(a.agent->call_count(), 1U);
}

// RFC 6665 4.2.2: a peer that knows nothing of the subscription has none.
TEST_F(ReferralTest, NewsThatThePeerDoesNotKnowEnd) {
  EXPECT_EQ(refer("Refer-To: <sip:7100@192.0.2.1>\r\n").status(), 202);
  peer.reply(peer.newest("NOTIFY"), "481 Subscription Does Not Exist");
  EXPECT_FALSE(a.agent->report_referral(call, 200, {}, net.now()));
  EXPECT_EQ(a.agent->call_count(), 1U);
  EXPECT_EQ(refer("Refer-To: <sip:7101@192.0.2.1>\r\n").status(), 202);
}

TEST_F(ReferralTest, WhatIsNotWantedIsRefusedHere) {
  answer = 603;
  EXPECT_EQ(refer("Refer-To: <sip:1900@premium.example>\r\n").status(), 603);
  EXPECT_EQ(peer.got("NOTIFY"), 0U);
  answer = 202;
  EXPECT_EQ(refer("").status(), 400) << "RFC 3515 2.4.2";
  EXPECT_EQ(refer("Refer-To: <sip:a@b>\r\nRefer-To: <sip:c@d>\r\n").status(), 400);
  peer.their_tag.clear();
  peer.call_id = "outside";
  EXPECT_EQ(refer("Refer-To: <sip:a@b>\r\n").status(), 403) << "outside a call nobody is transferred";
}

// RFC 4488 4.
TEST_F(ReferralTest, WhoeverWantsNoNewsGetsNone) {
  const auto response = refer("Refer-To: <sip:7100@192.0.2.1>\r\nRefer-Sub: false\r\nRequire: norefersub\r\n");
  EXPECT_EQ(response.status(), 200);
  EXPECT_EQ(response.header("Refer-Sub"), "false");
  EXPECT_EQ(peer.got("NOTIFY"), 0U);
}

// RFC 3891: an attended transfer names another call of ours.
TEST_F(ReferralTest, AnAttendedTransferNamesTheOtherCall) {
  HandPeer other(net, a, "192.0.2.9");
  other.call_id = "hand-2";
  other.request("INVITE", 1, {}, kOffer, "second");
  net.run(5ms);
  other.join(peer.newest("SIP/2.0 200"));
  other.request("ACK", 1, {}, {}, "second-ack");
  ASSERT_EQ(a.calls.size(), 2U);
  refer("Refer-To: <sip:7100@192.0.2.1?Replaces=hand-2%3Bto-tag%3D" + other.their_tag + "%3Bfrom-tag%3Dhand>\r\n");
  EXPECT_EQ(replaced, a.calls.at(1));
  EXPECT_EQ(target, "sip:7100@192.0.2.1");
}

// RFC 3891 3, line by line.
TEST_F(ReferralTest, AnInviteWithReplacesMeansALiveCallOrIsRefused) {
  HandPeer taker(net, a, "192.0.2.9");
  a.on_incoming = {};
  int count = 0;
  const auto status = [&](const std::string& fields) {
    taker.call_id = "taker-" + std::to_string(++count);
    net.outside.clear();
    taker.request("INVITE", 1, fields, kOffer, "taker" + std::to_string(count));
    net.run(5ms);
    Message last;
    EXPECT_FALSE(last.parse(net.outside.back().second, Framing::kDatagram));
    return last.status();
  };
  const std::string mine = "hand-1;to-tag=" + peer.their_tag + ";from-tag=hand";
  EXPECT_EQ(status("Replaces: hand-1;to-tag=" + peer.their_tag + ";from-tag=guess\r\n"), 481);
  EXPECT_EQ(status("Replaces: other;to-tag=" + peer.their_tag + ";from-tag=hand\r\n"), 481);
  EXPECT_EQ(status("Replaces: nonsense\r\n"), 400);
  EXPECT_EQ(status("Replaces: " + mine + "\r\nReplaces: " + mine + "\r\n"), 400);
  EXPECT_EQ(status("Replaces: " + mine + "\r\nJoin: " + mine + "\r\n"), 400);
  EXPECT_EQ(status("Replaces: " + mine + ";early-only\r\n"), 486) << "it is answered";
  EXPECT_EQ(a.agent->call_count(), 1U);
  EXPECT_EQ(status("Require: replaces\r\nReplaces: " + mine + "\r\n"), 100);
  EXPECT_EQ(a.last_replaces, call);
  EXPECT_EQ(status("Join: " + mine + "\r\n"), 100) << "RFC 3911 4";
  EXPECT_EQ(a.last_joins, call);
}

// RFC 3891 3: an early dialog may be taken over where we placed the call, and only there.
TEST_F(ReferralTest, ACallOfOursThatStillRingsMayBeNamed) {
  HandPeer ringing(net, a, "192.0.2.7"), taker(net, a, "192.0.2.8");
  const auto placed = a.agent->place(ringing.call_here(), net.now()).value();
  net.run(5ms);
  const auto invite = ringing.newest("INVITE");
  EXPECT_FALSE(a.agent->dialog_name(placed)) << "the peer has no tag yet";
  ringing.reply(invite, "180 Ringing", {}, {}, "one");
  const auto named = a.agent->dialog_name(placed);
  ASSERT_TRUE(named);
  EXPECT_EQ(*named, (DialogName{std::string(invite.call_id()), std::string(invite.from()->tag()), "one", true}));
  ringing.reply(invite, "180 Ringing", {}, {}, "two");
  a.on_incoming = {};
  const std::string ours(invite.from()->tag());
  const auto take = [&](const std::string& from_tag, const std::string& branch) {
    taker.call_id = "taker-" + branch;
    a.last_replaces = {};
    taker.request("INVITE", 1, "Replaces: " + std::string(invite.call_id()) + ";to-tag=" + ours + ";from-tag=" + from_tag + ";early-only\r\n", kOffer, branch);
    net.run(5ms);
    return a.last_replaces;
  };
  EXPECT_FALSE(take("three", "none").valid()) << "no such fork";
  EXPECT_EQ(taker.newest("SIP/2.0 4").status(), 481);
  EXPECT_EQ(take("one", "first"), placed);
  EXPECT_EQ(take("two", "second"), placed) << "each fork is a dialog of its own";
}

}  // namespace
}  // namespace peal::sip::testing
