#include "journal/key_ring.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "journal/file.hpp"
#include "journal/temporary_directory.hpp"

namespace peal::journal {
namespace {

constexpr core::TenantId kTenant{7};

TEST(KeyRing, SealsAndUnsealsAlsoAfterOpeningAgain) {
  TemporaryDirectory folder;
  std::string sealed;
  core::PartyId party;
  {
    auto ring = KeyRing::open(folder.path()).value();
    party = ring->party_of(kTenant, "+8613810298208");
    ASSERT_TRUE(ring->seal(party, {5, 1}, "+8613810298208", sealed));
    EXPECT_EQ(sealed.find("138"), std::string::npos);
    EXPECT_EQ(ring->unseal(party, {5, 1}, sealed), "+8613810298208");  // From the slot not written yet.
    ASSERT_TRUE(ring->write_new_keys());
    ASSERT_TRUE(ring->sync());
  }
  auto ring = KeyRing::open(folder.path()).value();
  EXPECT_EQ(ring->party_of(kTenant, "+8613810298208"), party);
  EXPECT_EQ(ring->unseal(party, {5, 1}, sealed), "+8613810298208");
  EXPECT_FALSE(ring->unseal(party, {6, 1}, sealed)) << "A seal opens only at its own place.";
  EXPECT_FALSE(ring->unseal(ring->party_of(kTenant, "other"), {5, 1}, sealed));
}

TEST(KeyRing, AnIdOfAPartySaysNothingOfItsNumber) {
  TemporaryDirectory one, two;
  auto first = KeyRing::open(one.path()).value();
  auto second = KeyRing::open(two.path()).value();
  EXPECT_NE(first->party_of(kTenant, "+861"), second->party_of(kTenant, "+861")) << "Keyed by the node.";
  EXPECT_NE(first->party_of(kTenant, "+861").value, first->party_of(core::TenantId{8}, "+861").value);
  EXPECT_FALSE(first->party_of(kTenant, "").valid());
  EXPECT_NE(first->new_party(kTenant), first->new_party(kTenant));
}

TEST(KeyRing, ForgettingDestroysTheKeyInMemoryAndOnDisk) {
  TemporaryDirectory folder;
  std::string sealed;
  core::PartyId party;
  {
    auto ring = KeyRing::open(folder.path()).value();
    party = ring->party_of(kTenant, "a");
    ASSERT_TRUE(ring->seal(party, {1, 1}, "text", sealed));
    ASSERT_TRUE(ring->forget(party));  // Also when its key was not written yet.
    EXPECT_FALSE(ring->unseal(party, {1, 1}, sealed));
    EXPECT_FALSE(ring->knows(party));
    std::string later;
    ASSERT_TRUE(ring->seal(party, {2, 1}, "again", later)) << "A party that comes again gets a new key.";
    ASSERT_TRUE(ring->write_new_keys());
    EXPECT_EQ(ring->unseal(party, {2, 1}, later), "again");
    EXPECT_FALSE(ring->unseal(party, {1, 1}, sealed));
    ASSERT_TRUE(ring->forget(party));
  }
  auto ring = KeyRing::open(folder.path()).value();
  EXPECT_FALSE(ring->unseal(party, {1, 1}, sealed));
  const auto bytes = file::read_whole(folder.path() / "party.keys").value();
  const std::size_t slot = bytes.size() / 3;
  EXPECT_EQ(bytes.substr(slot).find_first_not_of('\0'), std::string::npos) << "Both slots are overwritten.";
}

TEST(KeyRing, FilesBelongToTheOwnerOnly) {
  TemporaryDirectory folder;
  auto ring = KeyRing::open(folder.path()).value();
  for (const char* name : {"master.key", "party.keys"}) {
    struct stat about {};
    ASSERT_EQ(::stat((folder.path() / name).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U) << name;
  }
}

TEST(KeyRing, AWrongOrMissingMasterKeyIsSaidInWords) {
  TemporaryDirectory folder;
  KeyRing::open(folder.path()).value();
  const auto master = folder.path() / "master.key";
  std::filesystem::remove(master);
  auto without = KeyRing::open(folder.path());
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, base::ErrorCode::kCorrupt);
  EXPECT_NE(without.error().message.find("backup"), std::string::npos);
  std::ofstream(master) << std::string(32, 'x');
  EXPECT_FALSE(KeyRing::open(folder.path()));
  std::ofstream(master) << "short";
  EXPECT_FALSE(KeyRing::open(folder.path()));
}

TEST(KeyRing, ASlotCutShortByAPowerCutIsWrittenOver) {
  TemporaryDirectory folder;
  const auto path = folder.path() / "party.keys";
  core::PartyId first;
  std::string sealed;
  {
    auto ring = KeyRing::open(folder.path()).value();
    first = ring->party_of(kTenant, "1");
    ASSERT_TRUE(ring->seal(first, {1, 1}, "one", sealed));
    ASSERT_TRUE(ring->write_new_keys());
  }
  std::ofstream(path, std::ios::app) << "half a slot";
  auto ring = KeyRing::open(folder.path()).value();
  EXPECT_EQ(ring->unseal(first, {1, 1}, sealed), "one");
  std::string other;
  ASSERT_TRUE(ring->seal(ring->party_of(kTenant, "2"), {2, 1}, "two", other));
  ASSERT_TRUE(ring->write_new_keys());
  auto again = KeyRing::open(folder.path()).value();
  EXPECT_EQ(again->unseal(again->party_of(kTenant, "2"), {2, 1}, other), "two");
}

}  // namespace
}  // namespace peal::journal
