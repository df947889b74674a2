#include <gtest/gtest.h>

#include "sip/user_agent/test_call.hpp"

// What a peer may write that no honest one would, and what must not come of it.
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

class HostilePeerTest : public ::testing::Test {
 protected:
  Network net;
  Node& a = net.add("192.0.2.1");
  Node& b = net.add("192.0.2.2");
  HandPeer peer{net, a, "192.0.2.9"};

  Message place() {
    EXPECT_TRUE(a.agent->place(peer.call_here(), net.now()));
    net.run(5ms);
    return peer.newest("INVITE");
  }
  /// `request` with another From, Call-ID and CSeq, so that a response repeats those.
  static Message renamed(const Message& request, const std::string& tag) {
    std::string text = request.bytes();
    const auto put = [&](const std::string& name, const std::string& value) {
      const auto at = text.find("\r\n" + name + ": ") + name.size() + 4;
      text.replace(at, text.find("\r\n", at) - at, value);
    };
    put("From", "<sip:somebody@192.0.2.1>;tag=" + tag);
    put("Call-ID", "another-call");
    put("CSeq", "2147483647 INVITE");
    Message made;
    EXPECT_FALSE(made.parse(text, Framing::kDatagram));
    return made;
  }
};

// Calls are found by our tag: one that a peer could put on a call of its own would
// take another call's name away, and leave its true one behind for ever.
TEST_F(HostilePeerTest, AnAnswerCannotRenameOurSideOfTheCall) {
  b.auto_answer();
  ASSERT_TRUE(a.agent->place(call_to(b), net.now()));
  net.run(50ms);
  Message victim;
  for (const auto& text : net.sent) {
    if (text.starts_with("INVITE")) {
      ASSERT_FALSE(victim.parse(text, Framing::kDatagram));
    }
  }
  const auto invite = place();
  peer.reply(renamed(invite, std::string(victim.from()->tag())), "200 OK", {}, kAnswer);
  net.run(5ms);
  const auto ack = peer.newest("ACK");
  EXPECT_EQ(ack.from()->tag(), invite.from()->tag());
  EXPECT_EQ(ack.call_id(), invite.call_id());
  EXPECT_EQ(ack.cseq()->number, invite.cseq()->number);
  ASSERT_TRUE(a.agent->hang_up(a.calls.back(), {}, net.now()));
  net.run(5ms);
  EXPECT_EQ(peer.newest("BYE").from()->tag(), invite.from()->tag());
  EXPECT_EQ(peer.newest("BYE").cseq()->number, invite.cseq()->number + 1);
  // The other call still is found by its name.
  ASSERT_TRUE(b.agent->hang_up(b.calls.at(0), {}, net.now()));
  net.run(50ms);
  EXPECT_TRUE(a.heard("ended 0"));
}

TEST_F(HostilePeerTest, AReliableRingingCannotRenameItEither) {
  const auto invite = place();
  peer.reply(renamed(invite, "stolen"), "180 Ringing", "Require: 100rel\r\nRSeq: 1\r\n");
  net.run(5ms);
  const auto prack = peer.newest("PRACK");
  EXPECT_EQ(prack.from()->tag(), invite.from()->tag());
  EXPECT_EQ(prack.call_id(), invite.call_id());
  EXPECT_EQ(prack.header(HeaderName::kRAck), "1 " + std::to_string(invite.cseq()->number) + " INVITE");
}

// RFC 4028 4: 90 seconds are the least. A session of one second would have us send
// refreshes as fast as the peer answers them.
TEST_F(HostilePeerTest, AGrantOfOneSecondIsNotRefreshedWithoutAPause) {
  const auto invite = place();
  peer.reply(invite, "200 OK", "Supported: timer\r\nRequire: timer\r\nSession-Expires: 1;refresher=uac\r\nAllow: UPDATE\r\n", kAnswer);
  for (int i = 0; i < 40; ++i) {
    net.run(1s);
    if (peer.got("UPDATE") > 0) peer.reply(peer.newest("UPDATE"), "200 OK", "Session-Expires: 1;refresher=uac\r\n");
  }
  EXPECT_EQ(peer.got("UPDATE"), 0U);
  net.run(6s);
  EXPECT_EQ(peer.got("UPDATE"), 1U) << "at half of 90 seconds";
}

TEST_F(HostilePeerTest, AnAskedSessionOfOneSecondIsLengthened) {
  a.auto_answer();
  peer.request("INVITE", 1, "Session-Expires: 1\r\n", kOffer);  // Without Supported: timer, so 422 is not allowed.
  net.run(5ms);
  const auto ok = peer.newest("SIP/2.0 200");
  EXPECT_EQ(ok.header(HeaderName::kSessionExpires), "90;refresher=uas");
  peer.join(ok);
  peer.request("ACK", 1);
  net.run(40s);
  EXPECT_EQ(peer.got("INVITE"), 0U);
  net.run(6s);
  EXPECT_EQ(peer.got("INVITE"), 1U);
}

}  // namespace
}  // namespace peal::sip::testing
