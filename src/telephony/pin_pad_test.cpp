#include <gtest/gtest.h>

#include "telephony/limits.hpp"
#include "telephony/testing/world.hpp"

/// What is typed at the door of a conference, and what becomes of guessing.
namespace peal::telephony {
namespace {

using testing::at;
using testing::kTenant;
using testing::Phone;
using testing::World;
using namespace std::chrono_literals;

constexpr core::ConferenceId kRoom{kTenant, 77};

struct Door : World {
  Phone caller{wire, at(20), clock(), 1};
  core::LegId leg = answered(caller);

  void type(std::string_view keys) {
    for (const char key : keys) {
      (void)caller.agent.send_info(caller.current, "application/dtmf-relay", std::string("Signal=") + key + "\r\nDuration=160\r\n", now);
      wire.deliver();
    }
  }
  void ask() { order(core::TakePin{leg, kRoom}); }
  [[nodiscard]] std::optional<core::DoorVerdict> verdict() const {
    const auto* taken = last<core::PinTaken>();
    return taken == nullptr ? std::nullopt : std::optional(taken->verdict);
  }
};

TEST(PinPad, TellsGuestFromHostAndNeitherKey) {
  for (const auto& [keys, wanted] : {std::pair{"4711#", core::DoorVerdict::kGuest}, {"90210#", core::DoorVerdict::kHost},
                                     {"4712#", core::DoorVerdict::kWrong}, {"471#", core::DoorVerdict::kWrong},
                                     {"99*4711#", core::DoorVerdict::kGuest}}) {
    Door door;
    door.ask();
    door.type(keys);
    EXPECT_EQ(door.verdict(), wanted) << keys;
    EXPECT_EQ(door.count<core::PinTaken>(), 1U) << keys;
    EXPECT_EQ(door.count<core::DigitPressed>(), 0U) << "what is typed stays at the door";
  }
}

TEST(PinPad, APauseEndsThePinAndKeysBelongToTheCoreAgain) {
  Door door;
  door.ask();
  door.type("4711");
  EXPECT_FALSE(door.verdict());
  door.advance(kPinPause + 100ms);
  EXPECT_EQ(door.verdict(), core::DoorVerdict::kGuest);
  door.type("5");
  EXPECT_EQ(door.count<core::DigitPressed>(), 1U);
  door.advance(kPinPause * 2);
  EXPECT_EQ(door.count<core::PinTaken>(), 1U);
}

TEST(PinPad, WhoHangsUpInTheMiddleLeavesNothing) {
  Door door;
  door.ask();
  door.type("47");
  door.order(core::HangUpLeg{door.leg, base::ErrorCode::kCancelled});
  door.advance(kPinPause * 2);
  EXPECT_FALSE(door.verdict());
}

TEST(PinPad, GuessingFromOutsideLocksTheRoomAndShutsTheSourceOut) {
  Door door;
  for (std::uint32_t i = 0; i < kLockAfter; ++i) {
    door.ask();
    door.type("0000#");
    EXPECT_EQ(door.verdict(), core::DoorVerdict::kWrong);
  }
  // Shut out by now: what it types does not even arrive. A lock is of the room, so others are slowed too.
  const auto seen = door.exchange->guard();
  EXPECT_EQ(seen.bans.size(), 1U);
  ASSERT_EQ(seen.locks.size(), 1U);
  EXPECT_EQ(seen.locks[0].user, "conference " + base::to_text(kRoom));
  Phone other(door.wire, at(21), door.clock(), 2);
  const auto leg = door.answered(other);
  door.order(core::TakePin{leg, kRoom});
  for (const char key : std::string_view("4711#")) {
    (void)other.agent.send_info(other.current, "application/dtmf-relay", std::string("Signal=") + key + "\r\nDuration=160\r\n", door.now);
    door.wire.deliver();
  }
  EXPECT_EQ(door.verdict(), core::DoorVerdict::kWrong) << "a right one is not looked at while the room is locked";
  EXPECT_EQ(door.last<core::PinTaken>()->leg, leg);
}

}  // namespace
}  // namespace peal::telephony
