#include <gtest/gtest.h>

#include "sip/limits.hpp"
#include "sip/transport/stun_answer.hpp"
#include "telephony/testing/trunks.hpp"

/// RFC 5626 from our side: a carrier keeps our flow, and we keep it open. The
/// carrier is the project's own registrar, which knows it.
namespace peal::telephony {
namespace {

using namespace std::chrono_literals;
using testing::at;
using testing::Phone;
using testing::trunk;
using testing::view_of;
using testing::World;

const std::string kInstance = "urn:uuid:f81d4fae-7dec-41d0-8765-00a0c91e6bf6";

class KeptFlows : public ::testing::Test {
 protected:
  void SetUp() override {
    world.instance = kInstance;
    world.restart();
    auto setup = trunk(1, 20);
    setup.trunk.registers = true;
    setup.trunk.user = "8610";
    setup.trunk.register_every = base::Seconds{3600};
    setup.password = "secret";
    world.exchange->adopt_trunks({setup});
    world.wire.deliver();
  }
  /// The carrier's STUN server sees us there.
  bool seen_as(const std::string& host) {
    const auto& [flow, question] = world.end.kept_alive.back();
    const auto answer = sip::stun_answer(question, *sip::parse_address(host, 5060));
    return answer && world.exchange->heard_stun(flow.remote, *answer);
  }
  [[nodiscard]] bool registered() { return view_of(world.exchange->trunks(), 1).state == core::TrunkState::kUp; }

  World world;
  Phone carrier{world.wire, at(20), world.clock(), 1};
};

// 4.2: "the UA MUST include ... the +sip.instance and reg-id"; 5.: its URI says ob.
TEST_F(KeptFlows, AreAskedForAndKeptOpen) {
  EXPECT_TRUE(registered());
  EXPECT_EQ(world.wire.count("REGISTER", "Contact: <sip:8610@10.0.0.1:5060;ob>;+sip.instance=\"<" + kInstance + ">\";reg-id=1"), 1u);
  EXPECT_EQ(world.wire.count("REGISTER", "Supported: path, outbound"), 1u);
  EXPECT_EQ(world.wire.count("SIP/2.0 200", "Require: outbound"), 1u);
  ASSERT_EQ(world.end.kept_alive.size(), 1u);
  EXPECT_EQ(world.end.kept_alive[0].first.remote, at(20));
  for (int i = 0; i < 6; ++i) {
    const auto before = world.end.kept_alive.size();
    EXPECT_TRUE(seen_as("203.0.113.7"));
    world.advance(base::Millis{sip::kStunEvery} - 1s);
    EXPECT_EQ(world.end.kept_alive.size(), before);
    world.advance(1200ms);  // Before the question is asked again.
    EXPECT_EQ(world.end.kept_alive.size(), before + 1);
  }
  EXPECT_TRUE(registered());
  EXPECT_EQ(world.wire.count("REGISTER"), 1u);
}

// 4.3: a call over the flow says in its Contact that it stays there.
TEST_F(KeptFlows, CarryTheCallsAndTheirContactSaysSo) {
  ASSERT_TRUE(registered());
  world.directory.outside = "tel:+8613900001111";
  (void)testing::ring_outside(world);
  world.wire.deliver();
  EXPECT_EQ(world.wire.count("INVITE", "Contact: <sip:peal@10.0.0.1:5060;ob>"), 1u);
}

// 4.4.2: another mapped address means that the flow has failed; 4.5: how long to wait then.
TEST_F(KeptFlows, ThatFailAreMadeAnewAfterAWhile) {
  EXPECT_TRUE(seen_as("203.0.113.7"));
  world.advance(base::Millis{sip::kStunEvery} + 1s);
  EXPECT_TRUE(seen_as("203.0.113.8"));
  EXPECT_FALSE(registered());
  world.advance(14s);
  EXPECT_EQ(world.wire.count("REGISTER"), 1u) << "half of the base time at least";
  world.advance(17s);
  EXPECT_EQ(world.wire.count("REGISTER"), 2u);
  EXPECT_TRUE(registered());
}

TEST_F(KeptFlows, ThatNobodyAnswersHaveFailed) {
  EXPECT_TRUE(seen_as("203.0.113.7"));
  world.advance(125s);
  EXPECT_GE(world.wire.count("REGISTER"), 2u);
  EXPECT_FALSE(world.exchange->heard_stun(at(21), std::string(32, '\x01'))) << "of a stranger";
}

}  // namespace
}  // namespace peal::telephony
