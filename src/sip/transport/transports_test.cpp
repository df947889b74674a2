#include "sip/transport/transports.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/udp_socket.hpp"
#include "sip/limits.hpp"
#include "sip/user_agent/user_agent.hpp"

/// A user agent behind real sockets, and a peer that throws datagrams at it.
namespace peal::sip {
namespace {

struct Door final : UserAgentEvents {
  std::optional<base::Seconds> shed(const RequestView& invite) override {
    asked.push_back(invite.queueing);
    calls_asked.emplace_back(invite.message.call_id());
    return full ? std::optional(base::Seconds{7}) : std::nullopt;
  }
  bool unwanted(const Flow&) override { return banned; }
  bool known(const Flow& flow) override { return flow.remote.port == trunk_port; }
  void flooded(const Flow&) override { ++floods; }
  Admission admit(const RequestView&) override { return Admission::accept(); }
  std::optional<DigestSecret> digest_secret(std::string_view, std::string_view) override { return std::nullopt; }
  void incoming_call(CallId, const IncomingCall&) override { ++calls; }
  void acknowledged(CallId, std::string_view) override {}
  void progressed(CallId, const CallProgress&) override {}
  void answered(CallId, const CallAnswered&) override {}
  void failed(CallId, const CallEnd& end) override { failures.push_back(end.status); }
  void ended(CallId, const CallEnd&) override {}
  void offered(CallId, std::string_view) override {}
  void reoffer_answered(CallId, std::string_view) override {}
  void reoffer_refused(CallId, std::uint16_t) override {}
  void digit(CallId, char, base::Millis) override {}
  void info(CallId, std::string_view, std::string_view) override {}
  void binding_changed(const Binding&, BindingChange) override {}

  bool full = true, banned = false;
  std::uint16_t trunk_port = 0;
  int calls = 0, floods = 0;
  std::vector<std::string> calls_asked;
  std::vector<Queueing> asked;
  std::vector<std::uint16_t> failures;
};

class TransportsTest : public ::testing::Test {
 protected:
  TransportsTest() {
    UserAgentConfig config;
    config.advertised.fill(transports->local().text());
    config.secret.fill(3);
    agent = std::make_unique<UserAgent>(config, *transports, door, loop->now());
    transports->attach(*agent);
  }
  ~TransportsTest() override { transports->detach(); }

  void send(std::string_view method, int number, std::string_view to_tag = {}) { send_from(peer, method, number, to_tag); }
  void send_from(net::UdpSocket& from, std::string_view method, int number, std::string_view to_tag = {}) {
    const auto n = std::to_string(number);
    const std::string text = std::string(method) + " sip:7000@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP " + from.local().text() +
                             ";branch=z9hG4bK" + n + "\r\nMax-Forwards: 70\r\nFrom: <sip:x@127.0.0.1>;tag=1\r\nTo: <sip:7000@127.0.0.1>" +
                             std::string(to_tag) + "\r\nCall-ID: " + n + "\r\nCSeq: 1 " + std::string(method) + "\r\nContact: <sip:x@" +
                             from.local().text() + ">\r\nContent-Length: 0\r\n\r\n";
    ASSERT_TRUE(from.send_one({transports->local(), text}));
  }
  /// Turns the loop until `count` answers of that beginning have come to the peer.
  bool until(std::size_t count, std::string_view start = "SIP/2.0 ") {
    for (const auto end = base::live_now() + base::Seconds{20}; base::live_now() < end;) {
      (void)loop->turn(base::Millis{20});
      while (const auto answer = peer.receive_one(room_)) answers.emplace_back(answer->bytes);
      if (has(start) >= static_cast<std::ptrdiff_t>(count)) return true;
    }
    return false;
  }
  std::ptrdiff_t has(std::string_view start) const {
    return std::ranges::count_if(answers, [&](const std::string& answer) { return answer.starts_with(start); });
  }

  std::unique_ptr<net::Loop> loop = std::move(*net::Loop::create("transports_test"));
  std::unique_ptr<Transports> transports = std::move(*Transports::open(*loop, net::Address::ipv4(127, 0, 0, 1, 0)));
  net::UdpSocket peer = std::move(*net::UdpSocket::bind(net::Address::ipv4(127, 0, 0, 1, 0)));
  Door door;
  std::unique_ptr<UserAgent> agent;
  std::vector<std::string> answers;

 private:
  std::vector<char> room_ = std::vector<char>(net::kUdpPayloadMax);
};

TEST_F(TransportsTest, WhatBelongsToACallDoesNotStandBehindNewCalls) {
  for (int i = 0; i < 60; ++i) send("INVITE", i);
  send("BYE", 1000, ";tag=ours");
  ASSERT_TRUE(until(61));
  EXPECT_TRUE(answers.front().starts_with("SIP/2.0 481")) << answers.front();
  EXPECT_EQ(has("SIP/2.0 503"), 60);
}

TEST_F(TransportsTest, ARenewedInviteIsNotNewWork) {
  for (int i = 0; i < 30; ++i) send("INVITE", i);
  send("INVITE", 1000, ";tag=ours");
  ASSERT_TRUE(until(31));
  EXPECT_TRUE(answers.front().starts_with("SIP/2.0 481")) << answers.front();
  EXPECT_EQ(door.asked.size(), 30U);
}

TEST_F(TransportsTest, NewWorkIsServedInItsOrderAndToldHowItWaited) {
  for (int i = 0; i < 200; ++i) send("INVITE", i);
  ASSERT_TRUE(until(200)) << "also what one turn has left, when nothing else comes in";
  for (std::size_t i = 0; i < 200; ++i) EXPECT_NE(answers[i].find("Call-ID: " + std::to_string(i) + "\r\n"), std::string::npos);
  ASSERT_EQ(door.asked.size(), 200U);
  EXPECT_EQ(door.asked.front().behind, 199U);
  EXPECT_EQ(door.asked.back().behind, 0U);
  EXPECT_GE(door.asked.back().waited, base::Micros{1});
}

TEST_F(TransportsTest, AnotherSourceDoesNotStandBehindThoseOfOne) {
  auto other = std::move(*net::UdpSocket::bind(net::Address::ipv4(127, 0, 0, 2, 0)));
  for (int i = 0; i < 200; ++i) send("INVITE", i);
  send_from(other, "INVITE", 1000);
  ASSERT_TRUE(until(200));
  const auto place = std::ranges::find(door.calls_asked, "1000") - door.calls_asked.begin();
  EXPECT_LE(place, 2);
  EXPECT_FALSE(door.asked[static_cast<std::size_t>(place)].pressing);
  EXPECT_TRUE(door.asked.back().pressing);
  EXPECT_EQ(door.floods, 0);
}

TEST_F(TransportsTest, WhoeverIsKnownDoesNotPress) {
  door.trunk_port = peer.local().port;
  for (int i = 0; i < 200; ++i) send("INVITE", i);
  ASSERT_TRUE(until(200));
  for (std::size_t i = 0; i < 200; ++i) EXPECT_FALSE(door.asked[i].pressing) << i;
}

TEST_F(TransportsTest, ACancelFindsTheInviteThatStillWaited) {
  door.full = false;
  for (int i = 0; i < 30; ++i) send("INVITE", i);
  send("CANCEL", 29);
  ASSERT_TRUE(until(1, "SIP/2.0 487"));
  EXPECT_EQ(has("SIP/2.0 481"), 0) << "it was there to be cancelled";
  ASSERT_TRUE(until(30, "SIP/2.0 100"));
  EXPECT_EQ(door.calls, 30);
  EXPECT_EQ(door.failures, std::vector<std::uint16_t>{487});
}

TEST_F(TransportsTest, WhoeverIsShutOutTakesNoPlace) {
  door.banned = true;
  for (int i = 0; i < 30; ++i) send("INVITE", i);
  (void)loop->turn(base::Millis{1000});
  door.banned = false;
  send("INVITE", 1000);
  ASSERT_TRUE(until(1));
  EXPECT_EQ(door.asked.size(), 1U);
  EXPECT_EQ(door.asked.front().behind, 0U);
}

}  // namespace
}  // namespace peal::sip
