#include <deque>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "media/limits.hpp"
#include "media/rtp/event_receiver.hpp"
#include "media/rtp/event_sender.hpp"
#include "media/rtp/rtcp.hpp"
#include "media/rtp/rtp_packet.hpp"
#include "media/rtp/rtp_receiver.hpp"
#include "media/rtp/rtp_sender.hpp"

namespace peal::media::rtp {
namespace {

TEST(RtpPacket, HeaderSurvivesAndExtensionsAndPaddingAreLeftOut) {
  std::vector<std::uint8_t> bytes(kHeaderBytes);
  write_header({true, 111, 0xFFFE, 0xDEADBEEF, 0x01020304}, bytes.data());
  bytes[0] |= 0x31;  // Padding, extension, one CSRC.
  bytes.insert(bytes.end(), {9, 9, 9, 9, 0xBE, 0xDE, 0, 1, 1, 2, 3, 4, 'a', 'b', 0, 2});
  bytes[0] |= 0x20;
  const auto packet = parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_TRUE(packet->header.marker);
  EXPECT_EQ(packet->header.payload_type, 111);
  EXPECT_EQ(packet->header.sequence, 0xFFFE);
  EXPECT_EQ(packet->header.timestamp, 0xDEADBEEF);
  EXPECT_EQ(packet->header.ssrc, 0x01020304U);
  EXPECT_EQ(std::string(packet->payload.begin(), packet->payload.end()), "ab");
}

RC_GTEST_PROP(RtpPacket, AnyBytesAreSafe, (const std::vector<std::uint8_t>& bytes)) {
  if (const auto packet = parse(bytes)) RC_ASSERT(packet->payload.size() <= bytes.size() - kHeaderBytes);
  (void)parse_compound(bytes, 1);
}

Header header(std::uint16_t sequence, std::uint32_t ssrc = 1) {
  return {.payload_type = 8, .sequence = sequence, .timestamp = sequence * 160U, .ssrc = ssrc};
}

TEST(RtpReceiver, CountsLossOverTheWrapAndNoticesRepeats) {
  RtpReceiver receiver;
  std::int64_t now = 1000;
  for (std::uint32_t i = 0; i < 200; ++i, now += 20) {
    const auto sequence = static_cast<std::uint16_t>(0xFFF0 + i);
    if (i == 10 || i == 50 || i == 51) continue;
    EXPECT_EQ(receiver.receive(header(sequence), 8'000, now), Arrival::kFresh);
  }
  EXPECT_EQ(receiver.lost(), 3U);
  EXPECT_EQ(receiver.receive(header(static_cast<std::uint16_t>(0xFFF0 + 199)), 8'000, now), Arrival::kDuplicate);
  EXPECT_EQ(receiver.receive(header(static_cast<std::uint16_t>(0xFFF0 + 190)), 8'000, now), Arrival::kDuplicate);
  EXPECT_EQ(receiver.take_fraction_lost(), 3 * 256 / 200);
}

TEST(RtpReceiver, ALatePacketIsTakenOnce) {
  RtpReceiver receiver;
  (void)receiver.receive(header(1), 8'000, 0);
  (void)receiver.receive(header(3), 8'000, 40);
  EXPECT_EQ(receiver.lost(), 1U);
  EXPECT_EQ(receiver.receive(header(2), 8'000, 41), Arrival::kLate);
  EXPECT_EQ(receiver.receive(header(2), 8'000, 42), Arrival::kDuplicate);
  EXPECT_EQ(receiver.lost(), 0U);
}

TEST(RtpReceiver, ANewSourceMustProveItselfAfterTheOldFellSilent) {
  RtpReceiver receiver;
  (void)receiver.receive(header(1, 1), 8'000, 0);
  EXPECT_EQ(receiver.receive(header(500, 2), 8'000, 10), Arrival::kStranger);
  EXPECT_EQ(receiver.receive(header(501, 2), 8'000, 20), Arrival::kStranger) << "the old source still speaks";
  EXPECT_EQ(receiver.receive(header(2, 1), 8'000, 20), Arrival::kFresh);
  EXPECT_EQ(receiver.receive(header(502, 2), 8'000, 200), Arrival::kFresh) << "in sequence, and the old one is silent";
  EXPECT_EQ(receiver.ssrc(), 2U);
}

TEST(RtpReceiver, JitterFollowsArrival) {
  RtpReceiver steady;
  RtpReceiver shaken;
  for (std::uint16_t i = 0; i < 100; ++i) {
    (void)steady.receive(header(i), 8'000, i * 20);
    (void)shaken.receive(header(i), 8'000, i * 20 + (i % 2) * 10);
  }
  EXPECT_EQ(steady.jitter_ticks(), 0);
  EXPECT_NEAR(shaken.jitter_ticks(), 80, 2) << "10 ms of 8 kHz";
}

TEST(RtpSender, TimelineNeverStepsBackWhoeverSpeaks) {
  RtpSender sender(99, 65'530, 0xFFFFFF00);
  std::uint16_t last_sequence = 65'529;
  std::uint32_t last_timestamp = 0xFFFFFEFF;
  const auto follow = [&](const Header& h) {
    EXPECT_EQ(h.sequence, static_cast<std::uint16_t>(last_sequence + 1));
    EXPECT_GT(static_cast<std::int32_t>(h.timestamp - last_timestamp), 0);
    EXPECT_EQ(h.ssrc, 99U);
    last_sequence = h.sequence;
    last_timestamp = h.timestamp;
  };
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 5; ++i) {
      const Header made = sender.made(8);
      EXPECT_EQ(made.marker, i == 0) << "a run begins with the marker";
      follow(made);
      sender.beat(160);
    }
    for (std::uint16_t i = 0; i < 5; ++i) {
      const auto passed = sender.relayed({false, 8, static_cast<std::uint16_t>(100 + i), 5'000'000U + i * 160U, 7}, 8);
      ASSERT_TRUE(passed);
      EXPECT_EQ(passed->marker, i == 0);
      follow(*passed);
      sender.beat(160);
    }
  }
}

TEST(RtpSender, GapsAndOrderOfARelayedRunAreKept) {
  RtpSender sender(99, 10, 0);
  ASSERT_TRUE(sender.relayed(header(100), 8));
  const auto after_gap = sender.relayed(header(103), 8);
  const auto late = sender.relayed(header(102), 8);
  EXPECT_EQ(after_gap->sequence, 13);
  EXPECT_EQ(late->sequence, 12);
  EXPECT_FALSE(sender.relayed(header(99), 8)) << "from before the run";
}

TEST(RtpSender, ALongRunWrapsAround) {
  RtpSender sender(99, 0, 0);
  std::uint16_t expected = 0;
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    const auto passed = sender.relayed(
        {.payload_type = 8, .sequence = static_cast<std::uint16_t>(i), .timestamp = i * 160U, .ssrc = 5}, 8);
    ASSERT_TRUE(passed) << i;
    ASSERT_EQ(passed->sequence, expected++);
    sender.beat(160);
  }
}

Packet event(std::uint8_t number, std::uint32_t start, std::uint16_t duration, bool end, bool marker,
             std::deque<std::array<std::uint8_t, 4>>& store) {
  store.push_back({number, static_cast<std::uint8_t>(end ? 0x8A : 0x0A), static_cast<std::uint8_t>(duration >> 8),
                   static_cast<std::uint8_t>(duration)});
  Packet packet;
  packet.header.timestamp = start;
  packet.header.marker = marker;
  packet.payload = store.back();
  return packet;
}

// Whatever packets of a press are lost, if one arrives the key is reported exactly once.
RC_GTEST_PROP(EventReceiver, EachPressIsReportedOnceUnderLoss, ()) {
  EventReceiver receiver;
  std::deque<std::array<std::uint8_t, 4>> store;
  const auto keys = *rc::gen::container<std::vector<std::uint8_t>>(rc::gen::inRange<std::uint8_t>(0, 16));
  std::string expected;
  std::string reported;
  std::uint32_t start = 1000;
  std::int64_t now = 0;
  for (const auto key : keys) {
    bool any = false;
    for (unsigned i = 1; i <= 10; ++i, now += 20) {
      const bool end = i >= 8;
      const auto duration = static_cast<std::uint16_t>(std::min(i, 8U) * 160);
      if (*rc::gen::inRange(0, 3) == 0) continue;
      any = true;
      if (const auto got = receiver.receive(event(key, start, duration, end, i == 1, store), now)) reported += *got;
    }
    if (any) expected += *event_key(key);
    start += 3'000;
    now += 80;
  }
  RC_ASSERT(reported == expected);
}

TEST(EventReceiver, APressWithAMovingTimestampIsOne) {
  EventReceiver receiver;
  std::deque<std::array<std::uint8_t, 4>> store;
  EXPECT_EQ(receiver.receive(event(5, 1'000, 160, false, true, store), 0), '5');
  EXPECT_FALSE(receiver.receive(event(5, 1'160, 320, false, false, store), 20));
  EXPECT_FALSE(receiver.receive(event(5, 1'320, 480, true, false, store), 40));
  EXPECT_EQ(receiver.receive(event(5, 9'000, 160, false, true, store), 300), '5');
}

TEST(EventReceiver, ALongPressInSegmentsIsOne) {
  EventReceiver receiver;
  std::deque<std::array<std::uint8_t, 4>> store;
  EXPECT_EQ(receiver.receive(event(9, 1'000, 65'535, false, true, store), 0), '9');
  EXPECT_FALSE(receiver.receive(event(9, 1'000 + 65'535, 160, false, false, store), 20));
  EXPECT_FALSE(receiver.receive(event(9, 1'000, 65'535, true, false, store), 40)) << "a straggler";
}

// A gateway that hands a call on begins a new source; its keys must not be taken for late ones.
TEST(EventReceiver, KeysOfANewSourceAreHeardWhateverItCountsFrom) {
  EventReceiver receiver;
  std::deque<std::array<std::uint8_t, 4>> store;
  EXPECT_EQ(receiver.receive(event(1, 2'000'000'000, 160, true, true, store), 0), '1');
  auto other = event(2, 1'999'999'000, 160, true, true, store);
  other.header.ssrc = 99;
  EXPECT_EQ(receiver.receive(other, 500), '2');
  EXPECT_FALSE(receiver.receive(other, 520)) << "its end again";
  auto again = event(3, 5, 160, true, true, store);  // The same source that began its timestamps anew.
  again.header.ssrc = 99;
  EXPECT_EQ(receiver.receive(again, 900), '3');
}

TEST(EventReceiver, AFloodOfKeysEndsAndANumberFromAMemoryIsWhole) {
  EventReceiver receiver;
  std::deque<std::array<std::uint8_t, 4>> store;
  std::uint32_t start = 0;
  std::int64_t reported = 0;
  const auto press = [&](std::int64_t count, std::int64_t now) {
    reported = 0;
    for (std::int64_t i = 0; i < count; ++i, start += 400)
      reported += receiver.receive(event(1, start, 160, true, true, store), now) ? 1 : 0;
    return reported;
  };
  EXPECT_EQ(press(20, 0), 20) << "all in one late beat";
  EXPECT_EQ(press(3'000, 1'000), kKeysAtOnceMax);
  EXPECT_EQ(press(3'000, 2'000), 1'000 / kKeyEveryMs);
  EXPECT_EQ(press(1, 2'000 + kKeyEveryMs), 1);
}

TEST(EventSender, WhatItSendsTheReceiverUnderstands) {
  for (const std::uint32_t ticks : {160U, 960U}) {
    EventSender sender;
    EventReceiver receiver;
    sender.press("13x#d");
    std::string reported;
    std::uint32_t timeline = 77;
    std::int64_t now = 0;
    int ends = 0;
    for (int beat = 0; beat < 80; ++beat, timeline += ticks, now += 20) {
      const auto step = sender.beat(timeline, ticks);
      if (step.step != EventSender::Step::kEvent) continue;
      Packet packet;
      packet.header.timestamp = step.start;
      packet.header.marker = step.marker;
      packet.payload = step.payload;
      ends += (step.payload[1] & 0x80) != 0 ? 1 : 0;
      if (const auto got = receiver.receive(packet, now)) reported += *got;
    }
    EXPECT_EQ(reported, "13#D");
    EXPECT_EQ(ends, 12) << "each end three times";
    EXPECT_FALSE(sender.busy());
  }
}

TEST(Rtcp, AReportReadsBack) {
  Report report;
  report.ssrc = 5;
  report.cname = "0123456789abcdef";
  report.unix_ms = 1'700'000'000'250;
  report.packets_sent = 10;
  report.about_other = true;
  report.other_ssrc = 6;
  report.last_report = 0x11223344;
  report.since_report = 77;
  std::array<std::uint8_t, kReportBytesMax> bytes{};
  const std::size_t size = write_report(report, bytes);
  EXPECT_EQ(size % 4, 0U);
  EXPECT_EQ(bytes[1], 200);
  const auto heard = parse_compound(Bytes(bytes).first(size), 6);
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->sender_report, ntp_middle(report.unix_ms));
  EXPECT_EQ(heard->last_report, 0x11223344U);
  EXPECT_EQ(heard->since_report, 77U);
  EXPECT_FALSE(parse_compound(Bytes(bytes).first(size - 1), 6)) << "cut short";
  const std::uint8_t bye[] = {0x81, 203, 0, 1, 0, 0, 0, 5};
  ASSERT_TRUE(parse_compound(bye, 6));
  EXPECT_TRUE(parse_compound(bye, 6)->bye);
}

}  // namespace
}  // namespace peal::media::rtp
