#include "sip/transaction/connection_use.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

namespace peal::sip {
namespace {

TEST(ConnectionUse, NoneIsNoConnection) {
  ConnectionUse use;
  use.move(0, 0);
  EXPECT_FALSE(use.any(0));
  use.move(0, 4);
  use.move(4, 4);
  EXPECT_TRUE(use.any(4));
  use.move(4, 0);
  EXPECT_FALSE(use.any(4));
  EXPECT_EQ(use.size(), 0U);
}

// However they come, move and go: the same as looking at each of them.
RC_GTEST_PROP(ConnectionUse, SaysWhatASearchWouldSay, (const std::vector<std::pair<std::uint8_t, std::uint8_t>>& moves)) {
  ConnectionUse use;
  std::map<std::uint8_t, std::uint64_t> where;
  for (const auto& [who, to] : moves) {
    const std::uint64_t connection = to % 5;
    use.move(where[who % 8], connection);
    where[who % 8] = connection;
    for (std::uint64_t each = 1; each < 5; ++each) {
      const auto there = std::count_if(where.begin(), where.end(), [&](const auto& one) { return one.second == each; });
      RC_ASSERT(use.any(each) == (there > 0));
    }
  }
  for (const auto& [who, connection] : where) use.move(connection, 0);
  RC_ASSERT(use.size() == 0U);
}

}  // namespace
}  // namespace peal::sip
