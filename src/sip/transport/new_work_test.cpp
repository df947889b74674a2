#include "sip/transport/new_work.hpp"

#include <gtest/gtest.h>

#include "sip/limits.hpp"

namespace peal::sip {
namespace {

using Moment = NewWork::Moment;

std::string message(std::string_view start, std::string_view to, std::string_view call_id = "Call-ID: one@192.0.2.1") {
  return std::string(start) + " sip:7000@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n" +
         "From: <sip:x@192.0.2.1>;tag=1\r\n" + std::string(to) + "\r\n" + std::string(call_id) + "\r\nCSeq: 1 X\r\n\r\n";
}
SocketAddress host(int last, std::uint16_t port = 5060) { return *parse_address("192.0.2." + std::to_string(last), port); }

constexpr std::string_view kNoTag = "To: <sip:7000@192.0.2.2>";

TEST(GlanceTest, RequestsOutsideDialogsAskAnew) {
  for (const auto* method : {"INVITE", "REGISTER", "SUBSCRIBE", "OPTIONS"}) EXPECT_TRUE(glance_at(message(method, kNoTag)).asks_anew) << method;
  for (const auto* method : {"ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "INFO", "REFER", "NOTIFY", "invite"}) {
    EXPECT_FALSE(glance_at(message(method, kNoTag)).asks_anew) << method;
  }
  EXPECT_TRUE(glance_at(message("CANCEL", kNoTag)).cancels);
  EXPECT_FALSE(glance_at(message("INVITE", kNoTag)).cancels);
  EXPECT_FALSE(glance_at("SIP/2.0 200 OK\r\nTo: <sip:7000@192.0.2.2>\r\n\r\n").asks_anew);
}

TEST(GlanceTest, WhateverBelongsToADialogDoesNot) {
  for (const auto* to : {"To: <sip:7000@192.0.2.2>;tag=a", "t: <sip:7000@192.0.2.2>;tag=a", "TO : \"7\" <sip:7000@192.0.2.2> ; TAG = a",
                         "To: <sip:7000@192.0.2.2>\r\n ;tag=a", "T:<sip:7000@192.0.2.2>;x=y;tag=a"}) {
    EXPECT_FALSE(glance_at(message("INVITE", to)).asks_anew) << to;
  }
  EXPECT_TRUE(glance_at(message("INVITE", "t:<sip:tagged@192.0.2.2>")).asks_anew) << "a name is no tag";
  EXPECT_FALSE(glance_at(message("INVITE", "X-To: <sip:7000@192.0.2.2>")).asks_anew) << "without To nobody knows";
  EXPECT_FALSE(glance_at(message("INVITE", "Subject: x") + "To: <sip:7000@192.0.2.2>\r\n").asks_anew) << "that is its body";
}

TEST(GlanceTest, FindsTheCallIdInEitherForm) {
  EXPECT_EQ(glance_at(message("INVITE", kNoTag)).call_id, "one@192.0.2.1");
  EXPECT_EQ(glance_at(message("CANCEL", kNoTag, "i : two")).call_id, "two");
  EXPECT_EQ(glance_at(message("CANCEL", kNoTag, "Subject: three")).call_id, "");
  for (const auto* text : {"", "INVITE ", "CANCEL \r\n", "INVITE x\r\nTo", "INVITE x\nTo:\nCall-ID:\n\n", "OPTIONS \r\n\r\n\r\n"}) (void)glance_at(text);
}

TEST(NewWorkTest, GivesBackInTheOrderOfArrivalWithTheTime) {
  NewWork work;
  const Moment began{};
  EXPECT_TRUE(work.add(host(1), "first", "a", began));
  EXPECT_TRUE(work.add(host(2), "second", "b", began + std::chrono::microseconds(7)));
  EXPECT_EQ(work.size(), 2U);
  EXPECT_EQ(work.take()->bytes, "first");
  const auto second = work.take();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->from.host(), "192.0.2.2");
  EXPECT_EQ(second->came - began, std::chrono::microseconds(7));
  EXPECT_FALSE(work.take());
}

TEST(NewWorkTest, TheInviteOfACancelIsFoundFromAnyPortOfItsHost) {
  NewWork work;
  for (int i = 0; i < 5; ++i) (void)work.add(host(1), "invite " + std::to_string(i), "call-" + std::to_string(i), Moment{});
  EXPECT_FALSE(work.take_of(host(2), "call-3")) << "another host's call of that name";
  EXPECT_FALSE(work.take_of(host(1), "call-9"));
  EXPECT_EQ(work.take_of(host(1, 40'000), "call-3")->bytes, "invite 3");
  EXPECT_FALSE(work.take_of(host(1), "call-3")) << "once";
  EXPECT_EQ(work.size(), 4U);
}

TEST(NewWorkTest, HoldsSoManyAndSoManyBytesAndLetsTheOldestGo) {
  NewWork work;
  for (std::size_t i = 0; i < kNewWorkMax; ++i) EXPECT_TRUE(work.add(host(1), std::to_string(i), "a", Moment{}));
  EXPECT_FALSE(work.add(host(1), "last", "a", Moment{}));
  EXPECT_EQ(work.size(), kNewWorkMax);
  EXPECT_EQ(work.take()->bytes, "1");
  work.clear();
  const std::string large(kMessageMaxBytes, 'x');
  std::size_t taken = 0;
  while (work.add(host(1), large, "a", Moment{})) ++taken;
  EXPECT_EQ(taken, kNewWorkBytesMax / kMessageMaxBytes);
  EXPECT_EQ(work.size(), taken);
}

}  // namespace
}  // namespace peal::sip
