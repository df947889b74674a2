#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sip/user_agent/test_call.hpp"

// A call in the middle, written out by one process and read back by another.
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

class HandoverTest : public TalkingTest {
 protected:
  /// The process of `node` is gone; a fresh one, with secrets of its own, has
  /// nothing but the record of the call.
  CallId moved(Node& node, CallId call) {
    const std::string record = node.agent->write_out(call).value();
    UserAgentConfig config;
    config.advertised.fill(node.address.text());
    config.secret.fill(static_cast<std::uint8_t>(99 + net.sent.size() % 100));
    node.agent = std::make_unique<UserAgent>(config, node, node, net.now());
    return node.agent->read_back(record, net.now()).value();
  }
};

TEST_F(HandoverTest, TheCallGoesOnOnBothSides) {
  mine = moved(a, mine);
  theirs = moved(b, theirs);
  EXPECT_TRUE(a.agent->reoffer(mine, kOffer, net.now()));
  net.run(1s);
  EXPECT_TRUE(b.heard("offered") && a.heard("reoffer_answered"));
  EXPECT_TRUE(b.agent->send_info(theirs, "application/dtmf", "5", net.now()));
  net.run(1s);
  EXPECT_TRUE(a.heard("digit 5 160"));
  net.run(3 * 1800s);
  EXPECT_GE(sent("UPDATE"), 5U) << "the session timer goes on, too (RFC 4028)";
  EXPECT_EQ(a.agent->call_count() + b.agent->call_count(), 2U);
  EXPECT_TRUE(a.agent->hang_up(mine, {}, net.now()));
  net.run(200s);
  EXPECT_TRUE(b.heard("ended 0"));
  EXPECT_EQ(a.agent->transaction_count() + b.agent->transaction_count() + a.agent->call_count() + b.agent->call_count(), 0U);
}

// The number of a connection is another's in the new process: its end is not this call's.
TEST_F(HandoverTest, ConnectionsOfTheOldProcessMeanNothingInTheNew) {
  PlaceRequest request = call_to(b);
  request.flow = Flow{Transport::kTcp, 77, *parse_address("198.51.100.9", 5060)};
  const CallId over_tcp = a.agent->place(request, net.now()).value();
  net.run(10ms);
  (void)moved(a, over_tcp);
  a.log.clear();
  a.agent->flow_closed(77, net.now());
  EXPECT_TRUE(a.log.empty());
  EXPECT_EQ(a.agent->call_count(), 1U);
}

// The ACK is lost with the wire; the new processes repeat the 200 and acknowledge it again (RFC 3261 13.3.1.4, 13.2.2.4).
TEST_F(HandoverTest, ALostAckIsMadeGoodByTheNewProcesses) {
  net.drop = [](std::string_view bytes) { return bytes.starts_with("ACK"); };
  b.on_incoming = [&](CallId call) { EXPECT_TRUE(b.agent->answer(call, kAnswer, net.now())); };
  const CallId second = a.agent->place(call_to(b), net.now()).value();
  net.run(100ms);
  const CallId there = b.calls.back();
  const auto placed = moved(a, second);
  moved(b, there);
  net.drop = {};
  b.log.clear();
  net.run(2s);
  EXPECT_TRUE(b.heard("acknowledged"));
  EXPECT_TRUE(a.agent->hang_up(placed, {}, net.now()));
  net.run(1s);
  EXPECT_TRUE(b.heard("ended 0"));
}

// A ringing call: the waiting INVITE is answered, and the placed one takes the answer.
TEST_F(HandoverTest, ARingingCallIsAnsweredByAnotherProcess) {
  b.on_incoming = [&](CallId call) { EXPECT_TRUE(b.agent->ring(call, net.now())); };
  const CallId second = a.agent->place(call_to(b), net.now()).value();
  net.run(100ms);
  const CallId there = moved(b, b.calls.back());
  moved(a, second);
  a.log.clear();
  EXPECT_TRUE(b.agent->answer(there, kAnswer, net.now()));
  net.run(1s);
  EXPECT_TRUE(a.heard("answered") && b.heard("acknowledged"));
}

TEST_F(HandoverTest, BrokenRecordsAreRefused) {
  const std::string record = a.agent->write_out(mine).value();
  EXPECT_FALSE(a.agent->read_back(record, net.now())) << "it is here already";
  for (std::size_t cut = 0; cut < record.size(); cut += 7) {
    EXPECT_FALSE(b.agent->read_back(record.substr(0, cut), net.now())) << cut;
  }
  EXPECT_FALSE(a.agent->write_out(CallId{}));
  EXPECT_EQ(b.agent->call_count(), 1U);
  EXPECT_TRUE(b.agent->hang_up(theirs, {}, net.now()));
  net.run(200s);
  EXPECT_EQ(b.agent->transaction_count(), 0U) << "nothing of a broken record stays";
}

// Truly another process: it gets the record and one BYE, and sends back its answer.
TEST_F(HandoverTest, AChildProcessAnswersTheBye) {
  const std::string record = a.agent->write_out(mine).value();
  const std::string bye = [&] {
    net.drop = [](std::string_view) { return true; };
    EXPECT_TRUE(b.agent->hang_up(theirs, {}, net.now()));
    return net.sent.back();
  }();
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  const pid_t child = fork();
  if (child == 0) {
    Network other(7);
    Node& heir = other.add("192.0.2.1");
    const bool taken = heir.agent->read_back(record, other.now()).has_value();
    heir.agent->received({Transport::kUdp, 0, *parse_address("192.0.2.2", 5060)}, bye, other.now());
    const std::string said = taken && heir.heard("ended 0") && !other.sent.empty() ? other.sent.back() : "nothing";
    const bool written = write(pipes[1], said.data(), said.size()) == static_cast<ssize_t>(said.size());
    _exit(written ? 0 : 1);
  }
  close(pipes[1]);
  std::string said;
  char room[2048];
  for (ssize_t got = read(pipes[0], room, sizeof room); got > 0; got = read(pipes[0], room, sizeof room)) said.append(room, static_cast<std::size_t>(got));
  close(pipes[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(said.starts_with("SIP/2.0 200 OK")) << said;
}

}  // namespace
}  // namespace peal::sip::testing
