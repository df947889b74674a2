#include "sip/transport/glance.hpp"

#include <gtest/gtest.h>

#include <string>

namespace peal::sip {
namespace {

std::string message(std::string_view start, std::string_view to, std::string_view call_id = "Call-ID: one@192.0.2.1") {
  return std::string(start) + " sip:7000@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n" +
         "From: <sip:x@192.0.2.1>;tag=1\r\n" + std::string(to) + "\r\n" + std::string(call_id) + "\r\nCSeq: 1 X\r\n\r\n";
}

constexpr std::string_view kNoTag = "To: <sip:7000@192.0.2.2>";

TEST(GlanceTest, RequestsOutsideDialogsAskAnew) {
  for (const auto* method : {"INVITE", "REGISTER", "SUBSCRIBE", "OPTIONS", "BYE", "MESSAGE", "NOTIFY", "invite"}) {
    EXPECT_TRUE(glance_at(message(method, kNoTag)).asks_anew) << method;
  }
  for (const auto* method : {"ACK", "CANCEL"}) EXPECT_FALSE(glance_at(message(method, kNoTag)).asks_anew) << method;
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
  EXPECT_TRUE(glance_at(message("INVITE", "Subject: x") + "To: <sip:7000@192.0.2.2>;tag=a\r\n").asks_anew) << "that is its body";
  EXPECT_FALSE(glance_at("\r\n" + message("INVITE", "To: <sip:7000@192.0.2.2>;tag=a")).asks_anew) << "an empty line before it";
}

TEST(GlanceTest, WhateverIsBrokenCanWait) {
  EXPECT_TRUE(glance_at(message("INVITE", "X-To: <sip:7000@192.0.2.2>")).asks_anew) << "nobody knows whose it is";
  EXPECT_TRUE(glance_at("INVITE sip:7000@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n").asks_anew);
  EXPECT_TRUE(glance_at("Hello").asks_anew);
}

TEST(GlanceTest, FindsTheCallIdInEitherForm) {
  EXPECT_EQ(glance_at(message("INVITE", kNoTag)).call_id, "one@192.0.2.1");
  EXPECT_EQ(glance_at(message("CANCEL", kNoTag, "i : two")).call_id, "two");
  EXPECT_EQ(glance_at(message("CANCEL", kNoTag, "Subject: three")).call_id, "");
  for (const auto* text : {"", "INVITE ", "CANCEL \r\n", "INVITE x\r\nTo", "INVITE x\nTo:\nCall-ID:\n\n", "OPTIONS \r\n\r\n\r\n"}) (void)glance_at(text);
}

}  // namespace
}  // namespace peal::sip
