#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sip/user_agent/test_network.hpp"

namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;
using base::Millis;
using ::testing::ElementsAre;

class CallTest : public ::testing::Test {
 protected:
  Network net;
  Node& a = net.add("192.0.2.1");
  Node& b = net.add("192.0.2.2");

  CallId place() { return a.agent->place(call_to(b), net.now()).value(); }
  /// A call that is up; both handles.
  std::pair<CallId, CallId> talking() {
    b.auto_answer();
    const CallId call = place();
    net.run(50ms);
    EXPECT_TRUE(a.heard("answered") && b.heard("acknowledged"));
    return {call, b.calls.back()};
  }
  std::size_t sent(std::string_view start) const {
    return static_cast<std::size_t>(std::ranges::count_if(net.sent, [&](const auto& m) { return m.starts_with(start); }));
  }
  void expect_nothing_left() {
    net.run(200s);
    for (const Node* node : {&a, &b}) {
      EXPECT_EQ(node->agent->call_count(), 0U);
      EXPECT_EQ(node->agent->transaction_count(), 0U);
    }
  }
};

TEST_F(CallTest, RingsIsAnsweredTalksAndEnds) {
  b.on_incoming = [&](CallId call) { EXPECT_TRUE(b.agent->ring(call, net.now())); };
  const CallId call = place();
  net.run(1s);
  EXPECT_TRUE(b.agent->answer(b.calls[0], kAnswer, net.now()));
  net.run(1s);
  EXPECT_THAT(a.log, ElementsAre("progressed 180", "answered"));
  EXPECT_THAT(b.log, ElementsAre("incoming", "acknowledged"));
  EXPECT_EQ(b.last_from, "Zo\xc3\xab/551");
  EXPECT_EQ(b.last_offer, kOffer);
  EXPECT_EQ(a.last_answer, kAnswer);
  HangUpReason reason;
  reason.q850_cause = 16;
  EXPECT_TRUE(a.agent->hang_up(call, reason, net.now()));
  EXPECT_FALSE(a.agent->hang_up(call, reason, net.now())) << "a dead handle does nothing";
  net.run(1s);
  EXPECT_EQ(b.log.back(), "ended 0");
  EXPECT_EQ(b.last_end.q850_cause, 16);
  EXPECT_EQ(net.sent.size(), 9U) << "INVITE, 100, 180, PRACK, 200, 200, ACK, BYE, 200";
  expect_nothing_left();
}

TEST_F(CallTest, RefusalIsToldAndAcknowledged) {
  b.on_incoming = [&](CallId call) { EXPECT_TRUE(b.agent->reject(call, 486, {}, net.now())); };
  place();
  net.run(1s);
  EXPECT_THAT(a.log, ElementsAre("failed 486"));
  EXPECT_EQ(sent("ACK"), 1U);
  expect_nothing_left();
  EXPECT_TRUE(b.ends.empty()) << "no event follows a command that ends the call";
}

TEST_F(CallTest, HangUpWhileRingingCancels) {
  b.on_incoming = [&](CallId call) { EXPECT_TRUE(b.agent->ring(call, net.now())); };
  const CallId call = place();
  net.run(1s);
  HangUpReason reason;
  reason.sip_cause = 200;
  EXPECT_TRUE(a.agent->hang_up(call, reason, net.now()));
  net.run(1s);
  EXPECT_EQ(b.log.back(), "failed 487");
  EXPECT_TRUE(b.last_end.answered_elsewhere);
  EXPECT_FALSE(b.agent->answer(b.calls[0], kAnswer, net.now())) << "too late to answer";
  expect_nothing_left();
}

// RFC 3261 9.1: CANCEL waits for a provisional response.
TEST_F(CallTest, HangUpBeforeAnythingWasHeardWaitsToCancel) {
  const CallId call = place();
  EXPECT_TRUE(a.agent->hang_up(call, {}, net.now()));
  EXPECT_EQ(sent("CANCEL"), 0U);
  net.run(1s);
  EXPECT_EQ(sent("CANCEL"), 1U);
  EXPECT_EQ(b.log.back(), "failed 487");
  expect_nothing_left();
}

// Promise 3: an answer that crosses the CANCEL leaves nobody ringing and nobody connected.
TEST_F(CallTest, AnswerThatCrossesTheCancelIsEnded) {
  b.on_incoming = [&](CallId call) { EXPECT_TRUE(b.agent->ring(call, net.now())); };
  const CallId call = place();
  net.run(1s);
  EXPECT_TRUE(b.agent->answer(b.calls[0], kAnswer, net.now()));
  EXPECT_TRUE(a.agent->hang_up(call, {}, net.now()));
  net.run(1s);
  EXPECT_EQ(b.log.back(), "ended 0");
  EXPECT_EQ(sent("ACK"), 1U);
  EXPECT_EQ(sent("BYE"), 1U);
  EXPECT_FALSE(a.heard("answered"));
  expect_nothing_left();
}

TEST_F(CallTest, BothHangUpAtOnce) {
  const auto [mine, theirs] = talking();
  EXPECT_TRUE(a.agent->hang_up(mine, {}, net.now()));
  EXPECT_TRUE(b.agent->hang_up(theirs, {}, net.now()));
  expect_nothing_left();
  EXPECT_TRUE(a.ends.empty() && b.ends.empty());
}

// 13.3.1.4: 2xx again and again, and BYE when the ACK never comes.
TEST_F(CallTest, AnswerIsRepeatedUntilItsAckAndEndedWithoutOne) {
  net.drop = [](std::string_view bytes) { return bytes.starts_with("ACK"); };
  b.auto_answer();
  place();
  net.run(31s);
  EXPECT_EQ(sent("SIP/2.0 200"), 10U) << "at 0, 0.5, 1.5, 3.5, 7.5 and then every 4 s";
  EXPECT_EQ(sent("ACK"), 10U) << "each gets its ACK again";
  net.run(2s);
  EXPECT_THAT(b.log, ElementsAre("incoming", "ended 408"));
  EXPECT_THAT(a.log, ElementsAre("answered", "ended 0"));
  expect_nothing_left();
}

// RFC 3261 15: the callee's BYE waits for the ACK.
TEST_F(CallTest, CalleeHangsUpBeforeTheAck) {
  b.on_incoming = [&](CallId call) {
    EXPECT_TRUE(b.agent->answer(call, kAnswer, net.now()));
    EXPECT_TRUE(b.agent->hang_up(call, {}, net.now()));
  };
  place();
  net.run(2ms);
  EXPECT_EQ(sent("BYE"), 0U);
  EXPECT_EQ(b.agent->call_count(), 0U);
  net.run(1s);
  EXPECT_THAT(a.log, ElementsAre("answered", "ended 0"));
  expect_nothing_left();
}

TEST_F(CallTest, NobodyAnswersTimerB) {
  PlaceRequest request = call_to(b);
  request.target = "sip:7000@198.51.100.9";
  ASSERT_TRUE(a.agent->place(request, net.now()));
  net.run(40s);
  EXPECT_THAT(a.log, ElementsAre("failed 408"));
  EXPECT_EQ(sent("INVITE"), 7U) << "at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s";
  EXPECT_EQ(a.last_end.by, CallEnd::By::kTimeout);
  expect_nothing_left();
}

TEST_F(CallTest, UnreachableFailsAtOnce) {
  PlaceRequest request = call_to(b);
  request.target = "sip:7000@198.51.100.9";
  ASSERT_TRUE(a.agent->place(request, net.now()));
  a.agent->unreachable({Transport::kUdp, 0, *parse_address("198.51.100.9", 5060)}, net.now());
  EXPECT_THAT(a.log, ElementsAre("failed 503"));
  request.target = "sip:7000@name.example";
  EXPECT_EQ(a.agent->place(request, net.now()).error().code, base::ErrorCode::kUnreachable);
  request.target = "tel:+1";
  EXPECT_EQ(a.agent->place(request, net.now()).error().code, base::ErrorCode::kBadInput);
}

// 13.2.2.4: another fork's answer is acknowledged and ended.
TEST_F(CallTest, SecondForkIsAcknowledgedAndEnded) {
  const auto [mine, theirs] = talking();
  std::string fork = *std::ranges::find_if(net.sent, [](const auto& m) {
    return m.starts_with("SIP/2.0 200") && m.find("CSeq: 1 INVITE") != std::string::npos;
  });
  const auto tag = fork.find(";tag=", fork.find("To: ")) + 5;
  fork.replace(tag, 13, "otherforktag1");
  a.agent->received(b.flow(), fork, net.now());
  EXPECT_EQ(sent("ACK"), 2U);
  EXPECT_EQ(sent("BYE"), 1U);
  EXPECT_NE(net.sent.back().find("otherforktag1"), std::string::npos);
  a.agent->received(b.flow(), fork, net.now());
  EXPECT_EQ(sent("ACK"), 3U) << "a repeated 2xx gets its ACK again";
  EXPECT_EQ(sent("BYE"), 1U);
  EXPECT_EQ(a.agent->call_count(), 1U);
  EXPECT_TRUE(a.agent->hang_up(mine, {}, net.now()));
  expect_nothing_left();
}

TEST_F(CallTest, LateAnswerToALongDeadCallIsEnded) {
  b.on_incoming = [&](CallId call) { EXPECT_TRUE(b.agent->ring(call, net.now())); };
  const CallId call = place();
  net.run(1s);
  net.set_faults({.lost_percent = 100});
  EXPECT_TRUE(a.agent->hang_up(call, {}, net.now()));
  net.run(3s);
  net.set_faults({});
  EXPECT_TRUE(b.agent->answer(b.calls[0], kAnswer, net.now()));
  net.run(10s);
  EXPECT_EQ(b.log.back(), "ended 0");
  expect_nothing_left();
}

TEST_F(CallTest, ConnectionLossFailsWhatIsBeingSetUp) {
  PlaceRequest request = call_to(b);
  request.flow = Flow{Transport::kWs, 77, *parse_address("198.51.100.9", 1)};
  request.target = "sip:x@abc.invalid;transport=ws";
  ASSERT_TRUE(a.agent->place(request, net.now()));
  net.run(1s);
  ASSERT_EQ(net.outside.size(), 1U);
  EXPECT_NE(net.outside[0].second.find("Via: SIP/2.0/WS "), std::string::npos);
  a.agent->flow_closed(77, net.now());
  EXPECT_THAT(a.log, ElementsAre("failed 503"));
  expect_nothing_left();
}

TEST_F(CallTest, FinishedCallsHoldLittleMemory) {
  b.auto_answer();
  b.on_incoming = [&](CallId call) { (void)b.agent->answer(call, kAnswer, net.now()); };
  a.on_answered = [&](CallId call) { (void)a.agent->hang_up(call, {}, net.now()); };
  for (int i = 0; i < 100; ++i) place();
  net.run(1s);
  EXPECT_EQ(a.agent->call_count() + b.agent->call_count(), 0U);
  EXPECT_LE(a.agent->transaction_count(), 200U) << "INVITE in Accepted, BYE in Completed";
  EXPECT_LE(b.agent->transaction_count(), 200U);
}

}  // namespace
}  // namespace peal::sip::testing
