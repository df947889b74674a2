#include <gtest/gtest.h>

#include "sip/limits.hpp"
#include "sip/user_agent/test_call.hpp"

/// RFC 3263 4.3: an INVITE whose target fails goes to the next one.
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

class Failover : public ::testing::Test {
 protected:
  CallId place(PlaceRequest request = {}) {
    if (request.target.empty()) request = first.call_here();
    request.target = "sip:7000@carrier.example";
    request.flow = Flow{Transport::kUdp, 0, *parse_address("192.0.2.21", 5060)};
    request.others = {{Transport::kUdp, 0, *parse_address("192.0.2.22", 5060)}, {Transport::kUdp, 0, *parse_address("192.0.2.23", 5060)}};
    const auto call = a.agent->place(request, net.now());
    EXPECT_TRUE(call);
    return *call;
  }
  static std::string branch(const Message& message) { return std::string(message.top_via()->branch); }

  Network net;
  Node& a = net.add("192.0.2.1");
  HandPeer first{net, a, "192.0.2.21"}, second{net, a, "192.0.2.22"}, third{net, a, "192.0.2.23"};
};

// "If the client receives a 503 ... it SHOULD create a new request, identical to the previous, but [with] a different
// value of the Via branch ID ... That request is sent to the next element in the list."
TEST_F(Failover, A503SendsTheSameRequestToTheNextTargetUnderAnotherBranch) {
  const auto call = place();
  net.run(10ms);
  const auto asked = first.newest("INVITE");
  first.reply(asked, "503 Service Unavailable", "Retry-After: 30\r\n");
  net.run(10ms);
  EXPECT_EQ(first.got("ACK"), 1u);
  const auto again = second.newest("INVITE");
  EXPECT_EQ(again.call_id(), asked.call_id());
  EXPECT_EQ(again.from()->tag(), asked.from()->tag());
  EXPECT_EQ(again.cseq()->number, asked.cseq()->number);
  EXPECT_EQ(again.request_uri(), asked.request_uri());
  EXPECT_EQ(again.body(), asked.body());
  EXPECT_NE(branch(again), branch(asked));
  second.reply(again, "200 OK", {}, kAnswer);
  net.run(10ms);
  EXPECT_TRUE(a.heard("answered"));
  EXPECT_EQ(second.got("ACK"), 1u);
  ASSERT_TRUE(a.agent->hang_up(call, {}, net.now()));
  net.run(10ms);
  EXPECT_EQ(second.got("BYE"), 1u);
  EXPECT_EQ(first.got("BYE"), 0u);
}

// "... a failure also occurs if there is a timeout of the transaction or a failure of the transport layer."
TEST_F(Failover, SilenceAndADeadPortLeadOnUntilNobodyIsLeft) {
  (void)place();
  net.run(base::Millis{kTargetPatience} + 50ms);
  EXPECT_GE(first.got("INVITE"), 1u);
  EXPECT_EQ(second.got("INVITE"), 1u);
  EXPECT_EQ(third.got("INVITE"), 0u);
  a.agent->unreachable({Transport::kUdp, 0, *parse_address("192.0.2.22", 5060)}, net.now());
  net.run(10ms);
  EXPECT_EQ(third.got("INVITE"), 1u);
  EXPECT_FALSE(a.heard("failed 503"));
  third.reply(third.newest("INVITE"), "503 No More Lines");
  net.run(10ms);
  EXPECT_TRUE(a.heard("failed 503"));
  EXPECT_EQ(a.agent->call_count(), 0u);
}

TEST_F(Failover, AFirstTargetThatWakesUpLateIsCancelledOrHungUp) {
  (void)place();
  net.run(base::Millis{kTargetPatience} + 50ms);
  const auto late = first.newest("INVITE");
  second.reply(second.newest("INVITE"), "200 OK", {}, kAnswer);
  net.run(10ms);
  EXPECT_TRUE(a.heard("answered"));
  first.reply(late, "180 Ringing");
  net.run(10ms);
  EXPECT_EQ(first.got("CANCEL"), 1u);
  EXPECT_EQ(branch(first.newest("CANCEL")), branch(late));
  first.reply(late, "200 OK", {}, kAnswer);  // It crosses the CANCEL.
  net.run(10ms);
  EXPECT_EQ(first.got("ACK"), 1u);
  EXPECT_EQ(first.got("BYE"), 1u);
  EXPECT_EQ(second.got("BYE"), 0u);
  EXPECT_EQ(a.agent->call_count(), 1u);
}

// Whoever has answered at all is the one: the call is not made twice.
TEST_F(Failover, ASignOfLifeOrAnotherRefusalEndsTheSearch) {
  (void)place();
  net.run(10ms);
  first.reply(first.newest("INVITE"), "100 Trying");
  net.run(40s);
  EXPECT_EQ(second.got("INVITE"), 0u);
  first.reply(first.newest("INVITE"), "486 Busy Here");
  net.run(10ms);
  EXPECT_TRUE(a.heard("failed 486"));
  EXPECT_EQ(second.got("INVITE"), 0u);
}

// What was shown to the target that failed says nothing to the next one, which challenges for itself.
TEST_F(Failover, TheNextTargetMayChallengeAgain) {
  auto request = first.call_here();
  request.credentials = Credentials{"551", "secret", {}};
  (void)place(request);
  net.run(10ms);
  const std::string challenge = "WWW-Authenticate: Digest realm=\"c\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"\r\n";
  first.reply(first.newest("INVITE"), "401 Unauthorized", challenge);
  net.run(10ms);
  const auto shown = first.newest("INVITE");
  EXPECT_TRUE(shown.has(HeaderName::kAuthorization));
  first.reply(shown, "503 Service Unavailable");
  net.run(10ms);
  const auto again = second.newest("INVITE");
  EXPECT_FALSE(again.has(HeaderName::kAuthorization));
  second.reply(again, "401 Unauthorized", challenge);
  net.run(10ms);
  EXPECT_TRUE(second.newest("INVITE").has(HeaderName::kAuthorization));
}

TEST_F(Failover, AHungUpCallGoesNowhereElse) {
  const auto call = place();
  net.run(10ms);
  ASSERT_TRUE(a.agent->hang_up(call, {}, net.now()));
  first.reply(first.newest("INVITE"), "503 Service Unavailable");
  net.run(60s);
  EXPECT_EQ(second.got("INVITE"), 0u);
  EXPECT_EQ(a.agent->transaction_count(), 0u);
}

}  // namespace
}  // namespace peal::sip::testing
