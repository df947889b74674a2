#include <gtest/gtest.h>

#include "sip/user_agent/test_network.hpp"

/// Requests that are too large for a datagram: RFC 3261 18.1.1.
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

class LargeTest : public ::testing::Test {
 protected:
  Network net;
  Node& a = net.add("192.0.2.1");
  Node& b = net.add("192.0.2.2");

  PlaceRequest request(std::size_t bytes) {
    auto request = call_to(b);
    request.headers = {{"X-Padding", std::string(bytes, 'x')}};
    return request;
  }
  [[nodiscard]] std::size_t sent_with(std::string_view start, std::string_view via) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        net.sent, [&](const auto& m) { return m.starts_with(start) && m.find(via) != std::string::npos; }));
  }
};

TEST_F(LargeTest, ASmallRequestStaysADatagram) {
  ASSERT_TRUE(a.agent->place(request(10), net.now()));
  net.run(50ms);
  EXPECT_EQ(sent_with("INVITE", "SIP/2.0/UDP"), 1u);
}

TEST_F(LargeTest, ALargeRequestGoesOverTcpAndSaysSoInItsVia) {
  b.auto_answer();
  const auto call = a.agent->place(request(1300), net.now());
  ASSERT_TRUE(call);
  net.run(50ms);
  EXPECT_EQ(sent_with("INVITE", "Via: SIP/2.0/TCP"), 1u);
  EXPECT_EQ(sent_with("INVITE", "SIP/2.0/UDP"), 0u);
  EXPECT_TRUE(a.heard("answered") && b.heard("acknowledged"));
  net.run(2s);
  EXPECT_EQ(sent_with("INVITE", ""), 1u) << "nothing is repeated over TCP";
}

TEST_F(LargeTest, WhereNobodyTakesTcpItGoesAsADatagramAfterAllAndSoDoTheNext) {
  b.auto_answer();
  net.drop = [](std::string_view message) { return message.find("Via: SIP/2.0/TCP") != std::string_view::npos; };
  ASSERT_TRUE(a.agent->place(request(1300), net.now()));
  a.agent->unreachable(b.flow(Transport::kTcp), net.now());
  net.run(50ms);
  EXPECT_EQ(sent_with("INVITE", "Via: SIP/2.0/UDP"), 1u);
  EXPECT_TRUE(a.heard("answered") && b.heard("acknowledged"));
  ASSERT_TRUE(a.agent->place(request(1300), net.now()));
  net.run(50ms);
  EXPECT_EQ(sent_with("INVITE", "Via: SIP/2.0/TCP"), 1u) << "not tried again so soon";
  net.run(601s);
  ASSERT_TRUE(a.agent->place(request(1300), net.now()));
  EXPECT_EQ(sent_with("INVITE", "Via: SIP/2.0/TCP"), 2u);
}

TEST_F(LargeTest, ADatagramAfterAllIsRepeatedLikeAny) {
  ASSERT_TRUE(a.agent->place(request(1300), net.now()));
  net.drop = [](std::string_view) { return true; };
  a.agent->unreachable(b.flow(Transport::kTcp), net.now());
  net.run(1600ms);
  EXPECT_EQ(sent_with("INVITE", "Via: SIP/2.0/UDP"), 3u);
  net.run(60s);
  EXPECT_EQ(a.log.back(), "failed 408");
}

TEST_F(LargeTest, APhoneBehindItsFlowIsReachedThatWayOnly) {
  auto to_phone = request(1300);
  to_phone.flow = b.flow();
  to_phone.by_flow_only = true;
  ASSERT_TRUE(a.agent->place(to_phone, net.now()));
  net.run(50ms);
  EXPECT_EQ(sent_with("INVITE", "SIP/2.0/UDP"), 1u);
  EXPECT_EQ(sent_with("INVITE", "SIP/2.0/TCP"), 0u);
}

TEST_F(LargeTest, TheCancelFollowsItsInvite) {
  b.on_incoming = [&](CallId call) { EXPECT_TRUE(b.agent->ring(call, net.now())); };
  const auto call = a.agent->place(request(1300), net.now());
  net.run(50ms);
  EXPECT_TRUE(a.agent->hang_up(*call, {}, net.now()));
  net.run(50ms);
  EXPECT_EQ(sent_with("CANCEL", "Via: SIP/2.0/TCP"), 1u);
  EXPECT_EQ(b.log.back(), "failed 487");
}

}  // namespace
}  // namespace peal::sip::testing
