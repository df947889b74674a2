#include "sip/message/forwardings.hpp"

#include <gtest/gtest.h>

namespace peal::sip {
namespace {

Message invite_with(const std::string& lines) {
  Message message;
  const std::string text = "INVITE sip:4000@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\nFrom: <sip:138@c.example>;tag=a\r\n"
                           "To: <sip:4000@192.0.2.1>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n" +
                           lines + "Content-Length: 0\r\n\r\n";
  EXPECT_FALSE(message.parse(text, Framing::kDatagram));
  return message;
}

TEST(Forwardings, DiversionNamesTheLastOneFirst) {
  const auto found = read_forwardings(invite_with("Diversion: \"Li, at home\" <sip:+8610@c.example;user=phone>;reason=user-busy;counter=1;privacy=off\r\n"
                                             "Diversion: <sip:+8620@c.example>;reason=\"no-answer\";counter=3;privacy=full\r\n"));
  ASSERT_EQ(found.steps.size(), 2U);
  EXPECT_EQ(found.times, 4U);
  EXPECT_EQ(found.steps[0].uri, "sip:+8610@c.example");
  EXPECT_EQ(found.steps[0].reason, "user-busy");
  EXPECT_FALSE(found.steps[0].hidden);
  EXPECT_EQ(found.steps[1].reason, "no-answer");
  EXPECT_TRUE(found.steps[1].hidden);
}

TEST(Forwardings, HistoryTellsByMappedTargets) {
  const auto found = read_forwardings(
      invite_with("History-Info: <sip:+8620@c.example>;index=1, <sip:+8610@c.example;cause=408>;index=1.1;mp=1\r\n"
             "History-Info: <sip:+8610@gw.example>;index=1.1.1;rc=1.1, <sip:4000@192.0.2.1;cause=486>;index=1.1.2;mp=1.1\r\n"));
  ASSERT_EQ(found.steps.size(), 2U);
  EXPECT_EQ(found.steps[0].uri, "sip:+8610@c.example");
  EXPECT_EQ(found.steps[0].reason, "user-busy");
  EXPECT_EQ(found.steps[1].uri, "sip:+8620@c.example");
  EXPECT_EQ(found.steps[1].reason, "no-answer");
}

TEST(Forwardings, TheOlderHistoryTellsByReasons) {
  const auto found = read_forwardings(invite_with("History-Info: <sip:+8620@c.example?Reason=SIP%3Bcause%3D302>;index=1,<sip:4000@192.0.2.1>;index=1.1\r\n"));
  ASSERT_EQ(found.steps.size(), 1U);
  EXPECT_EQ(found.steps[0].uri, "sip:+8620@c.example");
  EXPECT_EQ(found.steps[0].reason, "unconditional");
}

TEST(Forwardings, PrivacyHidesWhoAsksForIt) {
  const auto one = read_forwardings(invite_with("History-Info: <sip:+8620@c.example?Privacy=history>;index=1, <sip:4000@c.example;cause=302>;index=1.1;mp=1\r\n"));
  ASSERT_EQ(one.steps.size(), 1U);
  EXPECT_TRUE(one.steps[0].hidden);
  const auto all = read_forwardings(invite_with("Privacy: history\r\nHistory-Info: <sip:+8620@c.example>;index=1, <sip:4000@c.example;cause=302>;index=1.1;mp=1\r\n"));
  ASSERT_EQ(all.steps.size(), 1U);
  EXPECT_TRUE(all.steps[0].hidden);
}

TEST(Forwardings, ACallThatWasOnlyRoutedWasNotSentOn) {
  EXPECT_EQ(read_forwardings(invite_with("")).times, 0U);
  EXPECT_EQ(read_forwardings(invite_with("History-Info: <sip:4000@c.example>;index=1, <sip:4000@192.0.2.1>;index=1.1;rc=1\r\n")).times, 0U);
  EXPECT_EQ(read_forwardings(invite_with("History-Info: <sip:4000@c.example>;index=1\r\nDiversion: <sip:+8610@c.example>\r\n")).times, 1U);
}

// RFC 5806 4 and RFC 3966: a user part may hold parameters of its own.
TEST(Forwardings, TheHostIsNotLostBehindParametersOfTheUser) {
  const auto found = read_forwardings(invite_with("Diversion: <sip:6505550100;phone-context=+1@gw.example;user=phone>\r\n"));
  ASSERT_EQ(found.steps.size(), 1U);
  EXPECT_EQ(found.steps[0].uri, "sip:6505550100;phone-context=+1@gw.example");
}

TEST(Forwardings, AReasonThatIsNoTokenIsNotPassedOn) {
  const auto found = read_forwardings(invite_with("Diversion: <sip:1@c.example>;reason=\"no-answer>, <sip:2@evil.example\"\r\n"));
  ASSERT_EQ(found.steps.size(), 1U);
  EXPECT_EQ(write_diversions(found.steps).at(0), "<sip:1@c.example>;reason=unknown;counter=1;privacy=off");
}

TEST(Forwardings, AnOverlongAddressIsCountedAndNotNamed) {
  const auto found = read_forwardings(invite_with("Diversion: <sip:" + std::string(kForwardingUriMaxBytes, '1') + "@c.example>\r\n"));
  EXPECT_EQ(found.times, 1U);
  EXPECT_TRUE(found.steps.empty());
}

TEST(Forwardings, NoNumberOfThemCostsMore) {
  std::string lines;
  for (int i = 0; i < 30; ++i) lines += "Diversion: <sip:" + std::to_string(i) + "@c.example>;counter=99999999\r\n";
  const auto found = read_forwardings(invite_with(lines));
  EXPECT_EQ(found.steps.size(), kForwardingsMax);
  EXPECT_EQ(found.times, kForwardingsCounted);
  EXPECT_EQ(write_diversions(found.steps).size(), kForwardingsMax);
}

TEST(Forwardings, EachFormIsWrittenFromTheOther) {
  const std::vector<Forwarding> steps{{"sip:+8610@c.example", "user-busy", false}, {"sip:+8620@c.example", "unconditional", true}};
  const auto history = write_history(steps, "sip:138@t.example");
  EXPECT_EQ(history, "<sip:+8620@c.example?Privacy=history>;index=1, <sip:+8610@c.example;cause=302>;index=1.1;mp=1, "
                     "<sip:138@t.example;cause=486>;index=1.1.1;mp=1.1");
  const auto again = read_forwardings(invite_with("History-Info: " + history + "\r\n"));
  ASSERT_EQ(again.steps.size(), 2U);
  EXPECT_EQ(again.steps[0].uri, steps[0].uri);
  EXPECT_EQ(again.steps[0].reason, "user-busy");
  EXPECT_TRUE(again.steps[1].hidden);
  const auto diversions = write_diversions(again.steps);
  EXPECT_EQ(diversions[0], "<sip:+8610@c.example>;reason=user-busy;counter=1;privacy=off");
  EXPECT_EQ(diversions[1], "<sip:+8620@c.example>;reason=unconditional;counter=1;privacy=full");
}

}  // namespace
}  // namespace peal::sip
