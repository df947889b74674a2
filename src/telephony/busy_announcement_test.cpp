#include "telephony/busy_announcement.hpp"

#include <gtest/gtest.h>

#include "telephony/testing/far_sound.hpp"
#include "telephony/testing/world.hpp"

/// Callers whom overload control sheds, with and without something to say to them.
namespace peal::telephony {
namespace {

using testing::at;
using testing::FarSound;
using testing::kTenant;
using testing::Phone;
using testing::World;

class Busy : public ::testing::Test {
 protected:
  void SetUp() override { world_.directory.trusts["10.0.0.20"] = SourceTrust::kTrunk; }

  void say(const std::string& text) {
    const auto before = world_.tasks_done;
    world_.exchange->adopt_busy({{kTenant, {{{"zh-CN", text}}, "zh-CN"}}});
    if (text.empty()) return;
    EXPECT_TRUE(world_.until([&] { return world_.tasks_done > before; }));  // Spoken on another thread.
  }
  /// Messages have waited for a whole window: the next call is not let in.
  void overload() {
    for (int i = 0; i < 2; ++i) {
      world_.now += base::Millis{100};
      world_.exchange->waited(base::Millis{60}, 200);
    }
  }
  std::uint16_t call(Phone& caller) {
    caller.call("7000", world_.udp());
    world_.wire.deliver();
    return caller.statuses.empty() ? std::uint16_t{0} : caller.statuses.back();
  }

  World world_;
};

TEST_F(Busy, ACarriersCallerHearsItBeforeAnyAnswerAndThenGetsThe503) {
  FarSound far(world_);
  Phone caller(world_.wire, at(20), world_.clock(), 1);
  far.open(caller, 500);
  say("busy");
  overload();
  ASSERT_EQ(call(caller), 183);
  ASSERT_TRUE(caller.media) << "sound before the answer";
  far.start(caller, 500, 0);
  far.listen(500);
  ASSERT_TRUE(world_.until([&] { return caller.statuses.back() == 503; }));
  EXPECT_GT(testing::clearest_share_at(far.heard(500), 400), 0.6);
  EXPECT_EQ(world_.wire.count("SIP/2.0 503", "Retry-After: "), 1U);
  EXPECT_EQ(world_.wire.count("SIP/2.0 503", "Warning: 399 "), 1U);
  EXPECT_EQ(world_.wire.count("SIP/2.0 200", " INVITE\r\n"), 0U) << "nobody pays for it";
  EXPECT_EQ(world_.count<core::LegArrived>(), 0U);
  EXPECT_EQ(world_.media->open_streams(), 0U);
}

TEST_F(Busy, WithoutASentenceTheRefusalComesAtOnce) {
  Phone caller(world_.wire, at(20), world_.clock(), 1);
  say("");
  overload();
  EXPECT_EQ(call(caller), 503);
  EXPECT_EQ(world_.media->open_streams(), 0U);
}

TEST_F(Busy, ASentenceThatCannotBeSpokenDelaysNobody) {
  Phone caller(world_.wire, at(20), world_.clock(), 1);
  say("unspeakable");
  overload();
  EXPECT_EQ(call(caller), 503);
}

TEST_F(Busy, ASentenceThatCouldNotBeSpokenIsTriedAgain) {
  FarSound far(world_);
  Phone caller(world_.wire, at(20), world_.clock(), 1);
  far.open(caller, 500);
  say("at last");
  ASSERT_TRUE(world_.exchange->next_due());
  const auto before = world_.tasks_done;
  world_.now += kBusySpokenAgain;
  EXPECT_LE(*world_.exchange->next_due(), world_.now);
  world_.exchange->advance();
  ASSERT_TRUE(world_.until([&] { return world_.tasks_done > before; }));
  overload();
  EXPECT_EQ(call(caller), 183);
}

TEST_F(Busy, AStrangerIsToldNothing) {
  Phone stranger(world_.wire, at(21), world_.clock(), 1);
  say("busy");
  overload();
  EXPECT_EQ(call(stranger), 503);
}

TEST_F(Busy, ACallerWithoutACodecOfOursIsRefusedAtOnce) {
  Phone caller(world_.wire, at(20), world_.clock(), 1);
  caller.codecs = {sip::sdp::Codec::kG722};
  say("busy");
  overload();
  EXPECT_EQ(call(caller), 503);
  EXPECT_EQ(world_.media->open_streams(), 0U);
}

TEST_F(Busy, WhoHangsUpIsForgotten) {
  Phone caller(world_.wire, at(20), world_.clock(), 1);
  say("busy");
  overload();
  ASSERT_EQ(call(caller), 183);
  (void)caller.agent.hang_up(caller.current, {}, world_.now);
  world_.wire.deliver();
  EXPECT_EQ(world_.wire.count("SIP/2.0 487"), 1U);
  EXPECT_EQ(world_.media->open_streams(), 0U);
}

TEST_F(Busy, OnlySoManyAreToldAtATimeAndNoneForEver) {
  std::vector<std::unique_ptr<Phone>> callers;
  say("busy");
  overload();
  for (std::uint8_t i = 0; i < 30; ++i) {  // More than there are ports.
    callers.push_back(std::make_unique<Phone>(world_.wire, at(20, static_cast<std::uint16_t>(6000 + i)), world_.clock(), i));
    const auto status = call(*callers.back());
    EXPECT_TRUE(status == 183 || status == 503) << status;
  }
  EXPECT_EQ(callers.back()->statuses.back(), 503) << "no port was left for the last";
  world_.advance(base::Seconds{21});
  for (const auto& caller : callers) EXPECT_EQ(caller->statuses.back(), 503);
  EXPECT_EQ(world_.media->open_streams(), 0U);
}

}  // namespace
}  // namespace peal::telephony
