#include <gtest/gtest.h>

#include "sip/user_agent/test_network.hpp"

// Many calls over a network that loses, doubles and reorders, by seed: every
// call ends on both sides, each ends once, and nothing is left behind.
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;
using base::Millis;

struct World {
  explicit World(std::uint64_t seed) : net(seed, {.lost_percent = 15, .doubled_percent = 10, .delay_max_ms = 400}) {
    for (Node* node : {&a, &b}) {
      node->on_incoming = [this, node](CallId call) { react(*node, call); };
      node->on_offered = [this, node](CallId call) { (void)node->agent->answer_offer(call, kAnswer, net.now()); };
    }
  }
  void react(Node& node, CallId call) {
    switch (net.seed().below(5)) {
      case 0: (void)node.agent->reject(call, 486, {}, net.now()); break;
      case 1: (void)node.agent->answer(call, kAnswer, net.now()); break;
      case 2: break;  // Rings on without a word.
      default: (void)node.agent->ring(call, net.now());
    }
  }
  // Anybody does anything with any call, also with dead ones.
  void step() {
    Node& node = net.seed().below(2) == 0 ? a : b;
    Node& peer = &node == &a ? b : a;
    const auto what = net.seed().below(10);
    if (what < 3) {
      if (const auto call = node.agent->place(call_to(peer), net.now())) node.calls.push_back(*call);
      return;
    }
    if (node.calls.empty()) return;
    const CallId call = node.calls[net.seed().below(node.calls.size())];
    if (what < 5) (void)node.agent->answer(call, kAnswer, net.now());
    else if (what < 7) (void)node.agent->hang_up(call, {}, net.now());
    else if (what < 8) (void)node.agent->reoffer(call, kOffer, net.now());
    else if (what < 9) (void)node.agent->ring(call, net.now());
    else (void)node.agent->send_info(call, "application/dtmf", "1", net.now());
  }
  void run_down() {
    for (Node* node : {&a, &b}) {
      const auto calls = node->calls;
      for (const CallId call : calls) (void)node->agent->hang_up(call, {}, net.now());
    }
    net.run(150s);
  }

  Network net;
  Node& a = net.add("192.0.2.1");
  Node& b = net.add("192.0.2.2");
};

TEST(LossyTest, EveryCallEndsOnceAndNothingIsLeft) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    for (int i = 0; i < 60; ++i) {
      world.step();
      world.net.run(Millis{static_cast<std::int64_t>(world.net.seed().below(500))});
    }
    world.run_down();
    for (const Node* node : {&world.a, &world.b}) {
      EXPECT_EQ(node->agent->call_count(), 0U);
      EXPECT_EQ(node->agent->transaction_count(), 0U);
      EXPECT_GT(node->calls.size(), 3U);
      for (const auto& [call, ends] : node->ends) EXPECT_EQ(ends, 1) << call;
    }
  }
}

TEST(LossyTest, EqualSeedsGiveEqualRuns) {
  const auto run = [](std::uint64_t seed) {
    World world(seed);
    for (int i = 0; i < 20; ++i) {
      world.step();
      world.net.run(Millis{100});
    }
    return world.net.sent;
  };
  EXPECT_EQ(run(5), run(5));
  EXPECT_NE(run(5), run(6));
}

// A call through loss still comes up within a few retransmissions.
TEST(LossyTest, CallsComeUpThroughLoss) {
  int up = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Network net(seed, {.lost_percent = 20, .doubled_percent = 10, .delay_max_ms = 50});
    Node& a = net.add("192.0.2.1");
    Node& b = net.add("192.0.2.2");
    b.auto_answer();
    ASSERT_TRUE(a.agent->place(call_to(b), net.now()));
    net.run(20s);
    up += a.heard("answered") && b.heard("acknowledged") ? 1 : 0;
  }
  EXPECT_EQ(up, 20);
}

}  // namespace
}  // namespace peal::sip::testing
