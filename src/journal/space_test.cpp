#include "journal/space.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "journal/temporary_directory.hpp"

namespace peal::journal {
namespace {

namespace fs = std::filesystem;

TEST(Space, TheReserveIsGivenOnceAndMadeAgain) {
  base::set_log_sink([](std::string_view) {});
  TemporaryDirectory folder;
  Space space(folder.path(), 1U << 20);
  ASSERT_TRUE(space.open());
  EXPECT_EQ(space.room(), Room::kPlenty);
  EXPECT_EQ(fs::file_size(folder.path() / "reserve"), 1U << 20);
  EXPECT_TRUE(space.free_reserve());
  EXPECT_EQ(space.room(), Room::kLow);
  EXPECT_EQ(fs::file_size(folder.path() / "reserve"), 0U) << "Its space is free for the calls that are up.";
  EXPECT_FALSE(space.free_reserve());
  space.journal_full();
  EXPECT_EQ(space.room(), Room::kFull);
  space.check();  // This disk has space: the reserve is made again.
  EXPECT_EQ(space.room(), Room::kPlenty);
  EXPECT_EQ(fs::file_size(folder.path() / "reserve"), 1U << 20);
  base::set_log_sink(nullptr);
}

TEST(Space, ADiskWithoutRoomForTheReserveIsLow) {
  base::set_log_sink([](std::string_view) {});
  TemporaryDirectory folder;
  Space space(folder.path(), 1ULL << 60);
  ASSERT_TRUE(space.open());
  EXPECT_EQ(space.room(), Room::kLow);
  space.check();
  EXPECT_EQ(space.room(), Room::kLow) << "There is still no room for it.";
  base::set_log_sink(nullptr);
}

}  // namespace
}  // namespace peal::journal
