#include "base/salted_hash.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace peal::base {
namespace {

class SaltedHashTest : public testing::Test {
 protected:
  ~SaltedHashTest() override { set_hash_salt(0); }
};

TEST_F(SaltedHashTest, AnotherSaltMovesEveryKeyElsewhere) {
  constexpr std::uint64_t kBuckets = 4'099;
  // Keys that meet in one bucket under one salt...
  std::vector<std::uint64_t> meet;
  set_hash_salt(0x1234'5678'9abc'def0);
  for (std::uint64_t key = 0; meet.size() < 64; ++key) {
    if (salted_hash(key) % kBuckets == 7) meet.push_back(key);
  }
  // ...are spread under another.
  set_hash_salt(0x0fed'cba9'8765'4321);
  std::set<std::uint64_t> buckets;
  for (const auto key : meet) buckets.insert(salted_hash(key) % kBuckets);
  EXPECT_GT(buckets.size(), 56U);
}

TEST_F(SaltedHashTest, TextsDifferInEveryByteAndInLength) {
  set_hash_salt(42);
  std::set<std::uint64_t> seen;
  std::string text(33, 'a');
  for (std::size_t size = 0; size <= text.size(); ++size) seen.insert(salted_hash(std::string_view(text).substr(0, size)));
  EXPECT_EQ(seen.size(), 34U);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string other = text;
    other[at] = 'b';
    seen.insert(salted_hash(other));
  }
  EXPECT_EQ(seen.size(), 67U);
  const std::string zeros(3, '\0');
  EXPECT_NE(salted_hash(zeros), salted_hash(std::string_view()));
}

TEST_F(SaltedHashTest, IsTheSameAgainWithoutASalt) {
  EXPECT_EQ(salted_hash("z9hG4bK"), SaltedText{}("z9hG4bK"));
  EXPECT_EQ(salted_hash(std::uint64_t{7}), salted_hash(std::uint64_t{7}));
}

}  // namespace
}  // namespace peal::base
