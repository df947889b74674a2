#include "trace/store.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "trace/keeper.hpp"
#include "trace/limits.hpp"
#include "trace/view/pcap.hpp"
#include "trace/view/summary.hpp"

namespace peal::trace {
namespace {

const Name kLeg{77, 1};
const Name kOther{78, 1};
const std::string kNumber = "+8613810298208";

std::string invite(const std::string& call) {
  return fmt::format(
      "INVITE sip:4000@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bK1\r\nFrom: <sip:{}@c>;tag=a\r\n"
      "To: <sip:4000@192.0.2.1>\r\nCall-ID: {}\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\nContent-Length: 139\r\n\r\n"
      "v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\nm=audio 30002 RTP/AVP 8 101\r\n"
      "a=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n",
      kNumber, call);
}
std::string answer(const std::string& call, int status) {
  return fmt::format("SIP/2.0 {} Words\r\nFrom: <sip:1@c>;tag=a\r\nTo: <sip:4000@p>;tag=b\r\nCall-ID: {}\r\nCSeq: 1 INVITE\r\n"
                     "Reason: Q.850;cause=17;text=\"busy\"\r\nContent-Length: 0\r\n\r\n", status, call);
}

class StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.folder = std::filesystem::path(testing::TempDir()) / fmt::format("peal_trace_{}_{}", ::getpid(), counter_++);
    options_.key.assign(32, 'k');
    flow_ = {sip::Transport::kUdp, 0, *sip::parse_address("192.0.2.7", 5070)};
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(options_.folder);
  }
  void open() {
    store_.reset();
    auto opened = Store::open(options_);
    ASSERT_TRUE(opened) << opened.error().describe();
    store_ = *std::move(opened);
  }
  void one_call(const std::string& call, int status) {
    auto* tap = store_->tap();
    tap->received(flow_, invite(call));
    tap->leg_has_call(kLeg, call, {5, 1}, 9);
    tap->received(flow_, invite(call));
    tap->sent(flow_, answer(call, status));
  }
  OfCall ask(const Name& leg) const { return store_->messages_of({leg}, base::live_now(), base::live_now()); }
  // The trace's thread is in the background.
  OfCall wait_for(std::size_t messages) const {
    for (int i = 0; i < 2'000; ++i) {
      auto found = ask(kLeg);
      if (found.messages.size() >= messages) return found;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return ask(kLeg);
  }

  static inline int counter_ = 0;
  Options options_;
  sip::Flow flow_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, CallsThatNeverHadALegAreFoundByTheirTime) {
  open();
  one_call("with-leg", 200);
  store_->tap()->received(flow_, invite("refused"));
  store_->tap()->sent(flow_, answer("refused", 404));
  OfCall found;
  for (int i = 0; i < 2'000 && found.messages.size() < 2; ++i) {
    found = store_->legless_calls(base::live_now() - base::Seconds{60}, base::live_now());
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  ASSERT_EQ(found.messages.size(), 2U);
  EXPECT_NE(found.messages[0].text.find("Call-ID: refused"), std::string::npos);
  EXPECT_TRUE(found.messages[1].sent);
  EXPECT_EQ(found.messages[0].call, found.messages[1].call);
  store_.reset();
  open();  // From the disk now.
  EXPECT_EQ(store_->legless_calls(base::live_now() - base::Seconds{60}, base::live_now()).messages.size(), 2U);
  EXPECT_TRUE(store_->legless_calls(base::live_now() - base::Seconds{600}, base::live_now() - base::Seconds{300}).messages.empty());
}

TEST_F(StoreTest, ACallIsThereWhileItGoesOnAndAfterARestart) {
  open();
  one_call("c1@host", 486);
  store_->tap()->received(flow_, invite("c2@host"));
  const auto check = [](const OfCall& found) {
    ASSERT_EQ(found.messages.size(), 3U);
    EXPECT_FALSE(found.messages[0].again);
    EXPECT_TRUE(found.messages[1].again);
    EXPECT_TRUE(found.messages[2].sent);
    EXPECT_EQ(found.messages[2].leg, kLeg);
    EXPECT_EQ(found.messages[2].trunk, (Name{5, 1}));
    EXPECT_EQ(found.messages[0].remote.text(), "192.0.2.7:5070");
    EXPECT_LE(found.messages[0].at_us, found.messages[2].at_us);
    EXPECT_EQ(found.messages[0].text, invite("c1@host"));
  };
  check(wait_for(3));
  EXPECT_TRUE(ask(kOther).messages.empty());
  open();
  check(ask(kLeg));
}

TEST_F(StoreTest, NoNumberStandsInTheFiles) {
  open();
  one_call("c1@host", 486);
  wait_for(3);
  store_.reset();
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(options_.folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  EXPECT_GT(all.size(), invite("c1@host").size());
  EXPECT_EQ(all.find(kNumber), std::string::npos);
  EXPECT_EQ(all.find("INVITE"), std::string::npos);
  options_.key.assign(32, 'x');
  open();
  EXPECT_TRUE(ask(kLeg).messages.empty());
}

TEST_F(StoreTest, WhatABrokenFileHoldsIsLeftOut) {
  open();
  one_call("c1@host", 486);
  wait_for(3);
  store_.reset();
  for (const auto& entry : std::filesystem::directory_iterator(options_.folder)) {
    std::filesystem::resize_file(entry.path(), entry.file_size() - 7);
  }
  open();
  EXPECT_TRUE(ask(kLeg).messages.empty());
}

TEST_F(StoreTest, OldFilesGo) {
  open();
  one_call("c1@host", 486);
  wait_for(3);
  store_.reset();
  options_.bytes_max = 1;
  options_.age_max = base::Seconds{1};
  for (const auto& entry : std::filesystem::directory_iterator(options_.folder)) {
    std::filesystem::rename(entry.path(), options_.folder / "0001000000000000000.trace");
    break;
  }
  open();
  EXPECT_FALSE(std::filesystem::exists(options_.folder / "0001000000000000000.trace"));
}

TEST_F(StoreTest, OnlyFailedCallsWhenSoAsked) {
  options_.keep = Keep::kFailed;
  open();
  store_->tap()->received(flow_, invite("good@host"));
  store_->tap()->leg_has_call(kOther, "good@host", {}, 8);
  store_->tap()->sent(flow_, answer("good@host", 200));
  one_call("bad@host", 486);
  const auto found = wait_for(3);
  EXPECT_EQ(found.messages.size(), 3U);
  EXPECT_TRUE(ask(kOther).messages.empty());
}

TEST_F(StoreTest, AWatcherSeesWhatComesAfterItsFirstQuestion) {
  open();
  const auto first = store_->watch(std::nullopt);
  EXPECT_TRUE(first.messages.empty());
  one_call("c1@host", 486);
  wait_for(3);
  const auto seen = store_->watch(first.next);
  ASSERT_EQ(seen.messages.size(), 3U);
  EXPECT_EQ(seen.messages[0].leg, kLeg);
  EXPECT_EQ(seen.missed, 0U);
  EXPECT_TRUE(store_->watch(seen.next).messages.empty());
}

TEST_F(StoreTest, ASlowWatcherIsToldHowManyItMissed) {
  open();
  const auto first = store_->watch(std::nullopt);
  const std::size_t many = kLiveMessagesMax + 100;
  for (std::size_t i = 0; i < many; ++i) store_->tap()->received(flow_, invite("c"));
  for (int i = 0; i < 2'000 && store_->watch(std::nullopt).next < first.next + many; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  const auto seen = store_->watch(first.next);
  EXPECT_EQ(seen.missed, 100U);
  EXPECT_EQ(seen.messages.size(), kLiveMessagesMax);
}

TEST(Ring, GivesInOrderWhatWentInAndRefusesWhenFull) {
  Ring ring(4'096);
  std::uint64_t in = 0, out = 0, refused = 0;
  for (int round = 0; round < 500; ++round) {
    for (int i = 0; i < round % 40; ++i) {
      Head head;
      head.call = in;
      if (ring.write(head, std::string(static_cast<std::size_t>((round * 7 + i * 13) % 300), static_cast<char>('a' + in % 26)))) ++in;
      else ++refused;
    }
    ring.read_all([&](const Head& head, std::string_view text) {
      EXPECT_EQ(head.call, out);
      EXPECT_TRUE(std::ranges::all_of(text, [&](char c) { return c == static_cast<char>('a' + out % 26); }));
      ++out;
    });
  }
  EXPECT_EQ(in, out);
  EXPECT_GT(refused, 0U);
  EXPECT_GT(in, 1'000U);
}

TEST(Keeper, KeepsWholeCallsWhenTooMuchComes) {
  Options options;
  Keeper keeper(options);
  std::unordered_map<std::uint64_t, int> kept;
  const auto second = [&](std::int64_t at, int calls) {
    for (int i = 0; i < calls; ++i) {
      Head head;
      head.call = name_of_call(fmt::format("{}-{}", at, i));
      for (int step = 0; step < 4; ++step) {
        head.at_us = at * 1'000'000 + i;
        Glance seen;
        if (step == 3) seen.status = i % 100 == 0 ? 503 : 200;
        keeper.take(head, "x", seen, [&](const Head& taken, std::string_view) { ++kept[taken.call]; });
      }
    }
  };
  second(1, 3'000);
  second(2, 3'000);
  EXPECT_LT(keeper.share(), 200U);
  kept.clear();
  second(3, 3'000);
  EXPECT_GT(kept.size(), 30U);    // The failed ones, and a share.
  EXPECT_LT(kept.size(), 1'000U);
  for (const auto& [call, messages] : kept) EXPECT_EQ(messages, 4);
  second(4, 10);
  second(5, 10);
  EXPECT_EQ(keeper.share(), 1'000U);
}

TEST(Summary, SaysWhoWhatAndWhereMediaGoes) {
  const auto asked = summary_of(invite("c1@host"));
  EXPECT_EQ(line_of(asked), "INVITE sip:4000@192.0.2.1");
  EXPECT_EQ(asked.from, kNumber);
  ASSERT_EQ(asked.media.size(), 1U);
  EXPECT_EQ(asked.media[0].address, "192.0.2.7:30002");
  EXPECT_EQ(asked.media[0].codecs, "PCMA, telephone-event");
  EXPECT_EQ(asked.media[0].direction, "sendonly");
  const auto refused = summary_of(answer("c1@host", 486));
  EXPECT_EQ(line_of(refused), "486 Words (INVITE)");
  EXPECT_EQ(refused.cause, "Q.850;cause=17;text=\"busy\"");
}

TEST(Pcap, HasOnePacketForEachMessage) {
  Message message;
  message.text = "OPTIONS sip:a SIP/2.0\r\n\r\n";
  message.remote = *sip::parse_address("192.0.2.7", 5070);
  message.at_us = 1'763'812'345'678'901;
  auto own = *sip::parse_address("192.0.2.1", 5060);
  const auto udp = pcap_of({message, message}, own);
  EXPECT_EQ(udp.size(), 24 + 2 * (16 + 20 + 8 + message.text.size()));
  message.transport = sip::Transport::kTcp;
  EXPECT_EQ(pcap_of({message}, own).size(), 24 + 16 + 20 + 20 + message.text.size());
  message.remote = *sip::parse_address("2001:db8::7", 5070);
  EXPECT_EQ(pcap_of({message}, own).size(), 24 + 16 + 40 + 20 + message.text.size());
}

}  // namespace
}  // namespace peal::trace
