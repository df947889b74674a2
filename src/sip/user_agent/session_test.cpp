#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sip/user_agent/test_call.hpp"

// Session timers, clause by clause of RFC 4028.
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

using SessionTest = TalkingTest;

// RFC 4028 9: what a browser's library sends; and 10: what happens when it stops.
TEST_F(SessionTest, SessionRefreshByUpdateIsGranted) {
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

TEST_F(SessionTest, TooShortASessionIsRefused) {
  from_b("UPDATE", "Supported: timer\r\nSession-Expires: 10\r\n");
  EXPECT_EQ(last().status(), 422);
  EXPECT_EQ(last().header(HeaderName::kMinSe), "90");
}


// 7.1, 9 and 7.4: both of us know the extension; the caller refreshes by UPDATE at half time.
TEST_F(SessionTest, TheCallerRefreshesByUpdateAtHalfTime) {
  EXPECT_EQ(newest("INVITE").header(HeaderName::kSessionExpires), "1800");
  EXPECT_TRUE(newest("INVITE").lists(HeaderName::kSupported, "timer"));
  EXPECT_EQ(newest("SIP/2.0 200").header(HeaderName::kSessionExpires), "1800;refresher=uac");
  EXPECT_TRUE(newest("SIP/2.0 200").lists(HeaderName::kRequire, "timer"));
  net.run(899s);
  EXPECT_EQ(sent("UPDATE"), 0U);
  net.run(2s);
  EXPECT_EQ(sent("UPDATE"), 1U);
  EXPECT_EQ(newest("UPDATE").header(HeaderName::kSessionExpires), "1800;refresher=uac") << "7.4: it says who refreshes";
  EXPECT_TRUE(newest("UPDATE").body().empty());
  EXPECT_FALSE(b.heard("offered")) << "a refresh is nobody's business upstairs";
  net.run(3 * 1800s);
  EXPECT_EQ(a.agent->call_count() + b.agent->call_count(), 2U);
  EXPECT_GE(sent("UPDATE"), 6U);
}

// 10: the refresher finds nobody: BYE with a cause, and so does the other side.
TEST_F(SessionTest, ADeadPeerEndsTheCallWithAByeAndItsCause) {
  net.set_faults({.lost_percent = 100});
  net.run(940s);
  EXPECT_TRUE(a.heard("ended 408"));
  EXPECT_EQ(a.last_end.by, CallEnd::By::kTimeout);
  const auto bye = newest("BYE");
  EXPECT_NE(bye.header(HeaderName::kReason).find("SIP;cause=408"), std::string_view::npos) << bye.bytes();
  EXPECT_NE(bye.bytes().find("Reason: Q.850;cause=102"), std::string::npos) << "recovery on timer expiry";
  EXPECT_EQ(b.agent->call_count(), 1U);
  net.run(830s);
  EXPECT_TRUE(b.heard("ended 408")) << "1800 s less 32";
  EXPECT_EQ(b.last_reason, "Session timer expired");
}

// 7.4: a re-INVITE is a refresh, too, and says the interval again; 9: so does its answer.
TEST_F(SessionTest, EveryReinviteRefreshes) {
  net.run(600s);
  EXPECT_TRUE(a.agent->reoffer(mine, kOffer, net.now()));
  net.run(1s);
  EXPECT_EQ(newest("INVITE").header(HeaderName::kSessionExpires), "1800;refresher=uac");
  net.run(800s);
  EXPECT_EQ(sent("UPDATE"), 0U) << "half time counts from the re-INVITE";
  net.run(110s);
  EXPECT_EQ(sent("UPDATE"), 1U);
  EXPECT_TRUE(b.agent->reoffer(theirs, kOffer, net.now()));
  net.run(1s);
  EXPECT_EQ(newest("INVITE").header(HeaderName::kSessionExpires), "1800;refresher=uas") << "seen from the side that asks";
}

// An offer asked for while a refresh is on its way is not refused upstairs.
TEST_F(SessionTest, AnOfferWaitsForTheRefreshBeforeIt) {
  net.drop = [](std::string_view bytes) { return bytes.starts_with("UPDATE"); };
  net.run(901s);
  EXPECT_EQ(sent("UPDATE"), 2U);
  EXPECT_TRUE(a.agent->reoffer(mine, kOffer, net.now()));
  net.drop = {};
  net.run(5s);
  EXPECT_TRUE(b.heard("offered") && a.heard("reoffer_answered"));
}

class HandSessionTest : public ::testing::Test {
 protected:
  Network net;
  Node& a = net.add("192.0.2.1");
  HandPeer peer{net, a, "192.0.2.9"};

  /// A call of the hand-written peer that `a` has answered.
  CallId called_with(const std::string& fields) {
    a.auto_answer();
    peer.request("INVITE", 1, fields, kOffer);
    net.run(10ms);
    const auto ok = peer.newest("SIP/2.0 200");
    peer.join(ok);
    peer.request("ACK", 1);
    return a.calls.at(0);
  }
};

// Table 2 of section 9: a caller without the extension is refreshed by us, by
// re-INVITE with the description that stands when it does not allow UPDATE (7.4).
TEST_F(HandSessionTest, ACallerWithoutTheExtensionIsRefreshedByReinvite) {
  called_with("Allow: INVITE, ACK, BYE, CANCEL\r\n");
  const auto ok = peer.newest("SIP/2.0 200");
  EXPECT_EQ(ok.header(HeaderName::kSessionExpires), "1800;refresher=uas");
  EXPECT_FALSE(ok.lists(HeaderName::kRequire, "timer")) << "9: not to a peer that does not know it";
  net.run(901s);
  const auto refresh = peer.newest("INVITE");
  EXPECT_EQ(refresh.body(), kAnswer) << "word for word, so that no media changes (RFC 3264 8)";
  peer.reply(refresh, "200 OK", {}, kOffer);
  net.run(1s);
  EXPECT_EQ(peer.got("ACK"), 1U);
  net.run(890s);
  EXPECT_EQ(a.agent->call_count(), 1U);
  net.run(20s);
  peer.reply(peer.newest("INVITE"), "488 Not Acceptable Here");
  net.run(1000s);
  EXPECT_GE(peer.got("INVITE"), 3U);
  EXPECT_TRUE(a.heard("ended 408")) << "the third found nobody";
}

// Table 2: what the caller wants is granted.
TEST_F(HandSessionTest, ACallerWhoWantsUsToRefreshGetsIt) {
  called_with("Supported: timer\r\nAllow: INVITE, UPDATE\r\nSession-Expires: 120;refresher=uas\r\n");
  EXPECT_EQ(peer.newest("SIP/2.0 200").header(HeaderName::kSessionExpires), "120;refresher=uas");
  EXPECT_TRUE(peer.newest("SIP/2.0 200").lists(HeaderName::kRequire, "timer"));
  net.run(61s);
  EXPECT_EQ(peer.got("UPDATE"), 1U);
  // 10: another refusal than 408 and 481 is no end yet; the deadline stands.
  peer.reply(peer.newest("UPDATE"), "500 Server Internal Error");
  net.run(10s);
  EXPECT_EQ(a.agent->call_count(), 1U);
  net.run(20s);
  EXPECT_TRUE(a.heard("ended 408")) << "120 s less 32";
}

TEST_F(HandSessionTest, A481ToARefreshEndsTheCallAtOnce) {
  called_with("Supported: timer\r\nAllow: INVITE, UPDATE\r\nSession-Expires: 120;refresher=uas\r\n");
  net.run(61s);
  peer.reply(peer.newest("UPDATE"), "481 Call/Transaction Does Not Exist");
  EXPECT_TRUE(a.heard("ended 481"));
}

// 9: never above what was asked, and not below the request's Min-SE.
TEST_F(HandSessionTest, LongSessionsAreShortenedDownToMinSe) {
  called_with("Supported: timer\r\nSession-Expires: 7200;refresher=uac\r\nMin-SE: 3600\r\n");
  EXPECT_EQ(peer.newest("SIP/2.0 200").header(HeaderName::kSessionExpires), "3600;refresher=uac");
}

// 6 and 7.3: 422 names a Min-SE; the same call goes out again with it.
TEST_F(HandSessionTest, A422IsFollowedOnce) {
  ASSERT_TRUE(a.agent->place(peer.call_here(), net.now()));
  net.run(10ms);
  const auto first = peer.newest("INVITE");
  peer.reply(first, "422 Session Interval Too Small", "Min-SE: 4000\r\n");
  net.run(10ms);
  const auto second = peer.newest("INVITE");
  EXPECT_EQ(second.header(HeaderName::kSessionExpires), "4000");
  EXPECT_EQ(second.header(HeaderName::kMinSe), "4000");
  EXPECT_EQ(second.call_id(), first.call_id());
  EXPECT_EQ(second.cseq()->number, first.cseq()->number + 1);
  EXPECT_EQ(second.body(), kOffer);
  peer.reply(second, "422 Session Interval Too Small", "Min-SE: 4000\r\n");
  EXPECT_TRUE(a.heard("failed 422")) << "refused with what it wanted";
}

TEST_F(HandSessionTest, A422ToARefreshIsFollowed) {
  called_with("Supported: timer\r\nAllow: INVITE, UPDATE\r\nSession-Expires: 120;refresher=uas\r\n");
  net.run(61s);
  peer.reply(peer.newest("UPDATE"), "422 Session Interval Too Small", "Min-SE: 600\r\n");
  net.run(10ms);
  const auto again = peer.newest("UPDATE");
  EXPECT_EQ(again.header(HeaderName::kSessionExpires), "600;refresher=uac");
  EXPECT_EQ(again.header(HeaderName::kMinSe), "600");
  peer.reply(again, "200 OK", "Session-Expires: 600;refresher=uac\r\nRequire: timer\r\n");
  net.run(290s);
  EXPECT_EQ(peer.got("UPDATE"), 2U);
  net.run(20s);
  EXPECT_EQ(peer.got("UPDATE"), 3U);
}

// 7.2: a 2xx without Session-Expires comes from a peer without the extension.
TEST_F(HandSessionTest, ACalleeWithoutTheExtensionIsRefreshedByUs) {
  ASSERT_TRUE(a.agent->place(peer.call_here(), net.now()));
  net.run(10ms);
  peer.reply(peer.newest("INVITE"), "200 OK", "Allow: INVITE, ACK, BYE, UPDATE\r\n", kAnswer);
  net.run(901s);
  EXPECT_EQ(peer.got("UPDATE"), 1U);
  peer.reply(peer.newest("UPDATE"), "405 Method Not Allowed");
  net.run(895s);
  EXPECT_EQ(a.agent->call_count(), 1U) << "whoever refuses lives";
  net.run(10s);
  EXPECT_EQ(peer.got("UPDATE"), 2U);
}

}  // namespace
}  // namespace peal::sip::testing
