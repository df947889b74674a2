#include "journal/journal.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <future>

#include "base/log.hpp"
#include "journal/file.hpp"
#include "journal/sample_facts.hpp"
#include "journal/temporary_directory.hpp"

namespace peal::journal {
namespace {

using sample::arrival;
using sample::fact;
using sample::id;
namespace fs = std::filesystem;

const AppendInfo kCause{"LegArrived", 1, 3};

class JournalTest : public testing::Test {
 protected:
  void SetUp() override {
    base::set_log_sink([](std::string_view) {});
    keys = KeyRing::open(folder.path() / "keys").value();
  }
  void TearDown() override { base::set_log_sink(nullptr); }

  std::unique_ptr<Journal> open(Options options = {}) {
    auto opened = Journal::open(where(), options, *keys);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().describe());
    return opened ? std::move(*opened) : nullptr;
  }
  fs::path where() const { return folder.path() / "journal"; }
  fs::path segment(Position first = 1) const { return file::numbered(where(), first, file::kSegmentEnding); }
  core::PartyId party(const std::string& number) const { return keys->party_of(sample::kTenant, number); }

  // Callers of all facts that are arrivals, in order.
  static std::vector<std::string> callers(const Journal& journal, Position after = 0) {
    std::vector<std::string> found;
    const auto done = journal.read(after, [&](Position, const core::Fact& read) -> base::Status {
      if (const auto* arrived = std::get_if<core::ContactArrived>(&read.body)) found.push_back(arrived->caller.text);
      return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().describe());
    return found;
  }
  void append(Journal& journal, int from, int to) {
    for (int i = from; i < to; ++i) {
      const std::string number = "+86138" + std::to_string(i);
      const std::vector<core::Fact> facts{
          arrival(static_cast<std::uint64_t>(i) + 1, party(number), number, i),
          fact(i, {}, core::ContactAnswered{id<core::ContactId>(static_cast<std::uint64_t>(i) + 1)})};
      ASSERT_TRUE(journal.append(facts, kCause));
    }
  }

  TemporaryDirectory folder;
  std::unique_ptr<KeyRing> keys;
};

TEST_F(JournalTest, WhatIsAppendedIsReadBackAlsoAfterOpeningAgain) {
  std::vector<core::Fact> facts{arrival(1, party("+861"), "+861"),
                                fact(1, {}, core::ContactAnswered{id<core::ContactId>(1)})};
  {
    auto journal = open();
    EXPECT_EQ(journal->append(facts, kCause).value(), 1U);
    EXPECT_EQ(journal->append(facts, kCause).value(), 3U);
    EXPECT_EQ(journal->last_position(), 4U);
  }
  auto journal = open();
  EXPECT_EQ(journal->last_position(), 4U);
  EXPECT_EQ(journal->last_time(), sample::at(1));
  EXPECT_EQ(journal->epoch(), 2U);
  EXPECT_EQ(journal->append(facts, kCause).value(), 5U);
  std::vector<core::Fact> read;
  Position next = 1;
  ASSERT_TRUE(journal->read(0, [&](Position position, const core::Fact& one) -> base::Status {
    EXPECT_EQ(position, next++);
    read.push_back(one);
    return {};
  }));
  ASSERT_EQ(read.size(), 6U);
  for (std::size_t i = 0; i < read.size(); ++i) EXPECT_EQ(read[i], facts[i % 2]);
}

TEST_F(JournalTest, PersonalTextIsNotReadableInTheFile) {
  open()->append(std::vector{arrival(1, party("+8613812345678"), "+8613812345678")}, kCause).value();
  const auto bytes = file::read_whole(segment()).value();
  EXPECT_EQ(bytes.find("13812345678"), std::string::npos);
  EXPECT_EQ(bytes.find("王芳"), std::string::npos);
  EXPECT_NE(bytes.find("4000"), std::string::npos) << "What is not personal lies open.";
}

TEST_F(JournalTest, WhoIsForgottenReadsAsEmptyAndNobodyElse) {
  auto journal = open();
  append(*journal, 0, 3);
  ASSERT_TRUE(keys->forget(party("+861381")));
  EXPECT_EQ(callers(*journal), (std::vector<std::string>{"+861380", "", "+861382"}));
}

TEST_F(JournalTest, SegmentsFollowEachOther) {
  Options small;
  small.segment_bytes = 500;
  {
    auto journal = open(small);
    append(*journal, 0, 20);
    EXPECT_EQ(callers(*journal).size(), 20U);
  }
  EXPECT_GT(file::list_numbered(where(), file::kSegmentEnding).value().size(), 4U);
  auto journal = open(small);
  append(*journal, 20, 30);
  EXPECT_EQ(callers(*journal).size(), 30U);
  EXPECT_EQ(callers(*journal, 57).size(), 1U);
  EXPECT_EQ(Journal::verify(where()).value(), 60U);
}

TEST_F(JournalTest, ATornTailIsCutAtEveryLength) {
  std::uint64_t before = 0;
  {
    auto journal = open();
    append(*journal, 0, 2);
    before = fs::file_size(segment());
  }
  std::string whole;
  {
    auto journal = open();
    append(*journal, 2, 3);
    whole = file::read_whole(segment()).value();
  }
  for (std::uint64_t length = before; length < whole.size(); ++length) {
    std::ofstream(segment(), std::ios::trunc | std::ios::binary) << whole.substr(0, length);
    auto journal = open();
    ASSERT_GE(journal->last_position(), 4U) << length;
    ASSERT_LE(journal->last_position(), 5U) << length;
    append(*journal, 3, 4);
    EXPECT_EQ(callers(*journal).back(), "+861383");
    journal.reset();
  }
}

TEST_F(JournalTest, GarbageAfterTheTailIsCutToo) {
  {
    auto journal = open();
    append(*journal, 0, 5);
  }
  std::ofstream(segment(), std::ios::app | std::ios::binary)
      << std::string(100'000, '\0') << "noise" << std::string(5000, '\x55');
  auto journal = open();
  EXPECT_EQ(journal->last_position(), 10U);
  EXPECT_EQ(callers(*journal).size(), 5U);
}

TEST_F(JournalTest, DamageInWhatWasDurableIsAnErrorInWords) {
  {
    auto journal = open();
    append(*journal, 0, 3);
    ASSERT_TRUE(journal->wait_durable());
    append(*journal, 3, 6);
  }
  auto bytes = file::read_whole(segment()).value();
  bytes[bytes.size() / 6] ^= 0x10;
  std::ofstream(segment(), std::ios::trunc | std::ios::binary) << bytes;
  auto opened = Journal::open(where(), {}, *keys);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, base::ErrorCode::kCorrupt);
  EXPECT_NE(opened.error().message.find(segment().string()), std::string::npos);
  EXPECT_NE(opened.error().message.find("backup"), std::string::npos);
  EXPECT_FALSE(Journal::verify(where()));
}

TEST_F(JournalTest, ASecondUserOfTheFolderIsTurnedAway) {
  auto journal = open();
  auto second = Journal::open(where(), {}, *keys);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kConflict);
  EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
}

TEST_F(JournalTest, AFolderThatCannotBeMadeIsNamed) {
  auto opened = Journal::open("/proc/peal/journal", {}, *keys);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("/proc/peal"), std::string::npos);
}

TEST_F(JournalTest, DurableCallsComeOnceAndInOrder) {
  auto journal = open();
  std::promise<void> all;
  std::vector<int> order;
  append(*journal, 0, 2);
  journal->when_durable(2, [&](base::Status status) {
    EXPECT_TRUE(status);
    order.push_back(1);
  });
  journal->when_durable(4, [&](base::Status status) {
    EXPECT_TRUE(status);
    order.push_back(2);
    all.set_value();
  });
  all.get_future().wait();
  EXPECT_EQ(order, (std::vector{1, 2}));
  EXPECT_GE(journal->durable_position(), 4U);
  bool at_once = false;
  journal->when_durable(1, [&](base::Status) { at_once = true; });
  EXPECT_TRUE(at_once);
}

TEST_F(JournalTest, RecoveryStartsFromTheNewestSnapshotThatChecks) {
  {
    auto journal = open();
    EXPECT_FALSE(journal->recover().value().state);
    for (int i = 0; i < 4; ++i) {
      append(*journal, i, i + 1);
      ASSERT_TRUE(journal->snapshot("state with +86138 after " + std::to_string(i), journal->last_position()));
      ASSERT_TRUE(journal->wait_snapshot());
    }
    append(*journal, 4, 5);
  }
  const auto kept = file::list_numbered(where(), file::kSnapshotEnding).value();
  EXPECT_EQ(kept, (std::vector<Position>{6, 8}));
  const auto newest = file::numbered(where(), 8, file::kSnapshotEnding);
  const auto bytes = file::read_whole(newest).value();
  EXPECT_EQ(bytes.find("+86138"), std::string::npos) << "A snapshot is sealed.";
  {
    auto journal = open();
    const auto recovered = journal->recover().value();
    EXPECT_EQ(recovered.state, "state with +86138 after 3");
    EXPECT_EQ(recovered.position, 8U);
    EXPECT_EQ(callers(*journal, recovered.position), (std::vector<std::string>{"+861384"}));
  }
  std::ofstream(newest, std::ios::trunc) << bytes.substr(0, bytes.size() - 1);
  auto journal = open();
  EXPECT_EQ(journal->recover().value().position, 6U);
}

TEST_F(JournalTest, ASnapshotBeyondTheJournalSaysThatFactsWereLost) {
  {
    auto journal = open();
    append(*journal, 0, 2);
    ASSERT_TRUE(journal->snapshot("s", 4));
    ASSERT_TRUE(journal->wait_snapshot());
  }
  fs::resize_file(segment(), 0);
  auto journal = open();
  auto recovered = journal->recover();
  ASSERT_FALSE(recovered);
  EXPECT_EQ(recovered.error().code, base::ErrorCode::kCorrupt);
}

TEST_F(JournalTest, NoSnapshotIsTakenOfFactsThatTheDiskRefused) {
  {
    auto journal = open();
    append(*journal, 0, 2);
    // The state goes on while the disk is full, and its follower asks every ten seconds.
    EXPECT_FALSE(journal->snapshot("ahead", journal->last_position() + 1));
    ASSERT_TRUE(journal->wait_snapshot());
    ASSERT_TRUE(journal->snapshot("as written", journal->last_position()));
    ASSERT_TRUE(journal->wait_snapshot());
  }
  auto journal = open();
  EXPECT_EQ(journal->recover().value().state, "as written");
}

TEST_F(JournalTest, WhatWasWrittenSurvivesAKill) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto journal = Journal::open(where(), {}, *keys).value();
    append(*journal, 0, 50);
    [[maybe_unused]] auto told = ::write(ready[1], "x", 1);
    ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  keys = KeyRing::open(folder.path() / "keys").value();
  auto journal = open();
  EXPECT_EQ(journal->last_position(), 100U);
  EXPECT_EQ(callers(*journal).size(), 50U);
  EXPECT_EQ(callers(*journal).back(), "+8613849");
}

// The limit of file sizes stands for a full disk: what does not fit is taken
// back whole, and goes on when there is space again.
TEST_F(JournalTest, AFullDiskLosesNothingThatWasPromised) {
  ::signal(SIGXFSZ, SIG_IGN);
  Options options;
  options.reserve_bytes = 4096;
  auto journal = open(options);
  append(*journal, 0, 10);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tight{fs::file_size(segment()) + 100, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &tight);
  auto refused = journal->append(std::vector{arrival(99, party("+861380"), "+86138000000")}, kCause);
  const Room room = journal->room();
  ::setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kStorageFull);
  EXPECT_EQ(room, Room::kFull);
  append(*journal, 10, 12);
  EXPECT_EQ(journal->last_position(), 24U);
  journal.reset();
  EXPECT_EQ(Journal::verify(where()).value(), 24U);
}

TEST(Record, Crc32cOfTheKnownText) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);              // The check value of every CRC-32C catalogue.
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);    // RFC 3720 B.4
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);  // RFC 3720 B.4
}

}  // namespace
}  // namespace peal::journal
