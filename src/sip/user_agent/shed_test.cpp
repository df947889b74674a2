#include <gtest/gtest.h>

#include "sip/user_agent/test_network.hpp"

namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

class ShedTest : public ::testing::Test {
 protected:
  void refuse_all() {
    b.on_shed = [this](const RequestView&) {
      ++asked;
      return std::optional<base::Seconds>(17s);
    };
  }
  std::size_t sent(std::string_view start) const {
    return static_cast<std::size_t>(std::ranges::count_if(net.sent, [&](const auto& m) { return m.starts_with(start); }));
  }

  Network net;
  Node& a = net.add("192.0.2.1");
  Node& b = net.add("192.0.2.2");
  int asked = 0;
};

TEST_F(ShedTest, ARefusedCallLeavesNothingBehind) {
  refuse_all();
  ASSERT_TRUE(a.agent->place(call_to(b), net.now()));
  net.run(10ms);
  EXPECT_TRUE(a.heard("failed 503"));
  EXPECT_EQ(a.last_reason, "Too Many Calls At The Moment");
  EXPECT_EQ(b.agent->transaction_count(), 0U);
  EXPECT_EQ(b.agent->call_count(), 0U);
  const auto refusal = std::ranges::find_if(net.sent, [](const auto& m) { return m.starts_with("SIP/2.0 503"); });
  ASSERT_NE(refusal, net.sent.end());
  EXPECT_NE(refusal->find("Retry-After: 17\r\n"), std::string::npos);
  net.run(40s);
  EXPECT_EQ(sent("SIP/2.0 503"), 1U) << "the ACK of a refusal that nobody remembers says nothing";
}

// Its caller has had a final response: an answer now would ring an agent for nobody.
TEST_F(ShedTest, TheSameCallSentAgainIsRefusedAgainEvenWhenThereIsRoom) {
  refuse_all();
  net.drop = [this](std::string_view bytes) { return bytes.starts_with("SIP/2.0 503") && sent("SIP/2.0 503") == 1; };
  ASSERT_TRUE(a.agent->place(call_to(b), net.now()));
  net.run(100ms);
  b.on_shed = nullptr;
  net.run(1s);
  EXPECT_TRUE(a.heard("failed 503"));
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(sent("SIP/2.0 503"), 2U);
  EXPECT_TRUE(b.log.empty());
  ASSERT_TRUE(a.agent->place(call_to(b), net.now()));
  net.run(100ms);
  EXPECT_TRUE(b.heard("incoming")) << "another call has room";
}

TEST_F(ShedTest, WhoeverIsPutOffHearsNothingAndGetsInWhenItAsksAgain) {
  b.on_shed = [this](const RequestView&) { return ++asked == 1 ? std::optional(base::Seconds{0}) : std::nullopt; };
  ASSERT_TRUE(a.agent->place(call_to(b), net.now()));
  net.run(100ms);
  EXPECT_EQ(sent("SIP/2.0 "), 0U);
  EXPECT_EQ(b.agent->transaction_count(), 0U);
  net.run(500ms);
  EXPECT_EQ(asked, 2);
  EXPECT_TRUE(b.heard("incoming"));
}

TEST_F(ShedTest, CallsInProgressAreNeverAsked) {
  b.auto_answer();
  const auto call = a.agent->place(call_to(b), net.now()).value();
  net.run(50ms);
  ASSERT_TRUE(a.heard("answered"));
  refuse_all();
  EXPECT_TRUE(a.agent->reoffer(call, kOffer, net.now()));
  net.run(50ms);
  EXPECT_TRUE(b.heard("offered"));
  EXPECT_TRUE(b.agent->answer_offer(b.calls[0], kAnswer, net.now()));
  EXPECT_TRUE(a.agent->hang_up(call, {}, net.now()));
  net.run(1s);
  EXPECT_TRUE(b.heard("ended 0"));
  EXPECT_EQ(asked, 0);
}

TEST_F(ShedTest, AHundredThousandRefusalsKeepNoMemory) {
  refuse_all();
  const std::string head = "INVITE sip:7000@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK";
  const std::string tail = "\r\nMax-Forwards: 70\r\nFrom: <sip:x@192.0.2.9>;tag=1\r\nTo: <sip:7000@192.0.2.2>\r\n"
                           "Contact: <sip:x@192.0.2.9>\r\nContent-Length: 0\r\nCSeq: 1 INVITE\r\nCall-ID: ";
  net.drop = [](std::string_view) { return true; };
  for (int i = 0; i < 100'000; ++i) {
    const auto number = std::to_string(i);
    b.agent->received(a.flow(), head + number + tail + number + "\r\n\r\n", net.now());
    if (i % 1000 == 0) net.sent.clear();
  }
  EXPECT_EQ(asked, 100'000);
  EXPECT_EQ(b.agent->transaction_count(), 0U);
}

}  // namespace
}  // namespace peal::sip::testing
