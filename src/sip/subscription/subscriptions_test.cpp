#include "sip/subscription/subscriptions.hpp"

#include <gtest/gtest.h>

#include "sip/digest/digest.hpp"
#include "sip/user_agent/test_network.hpp"

namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

class SubscriptionTest : public ::testing::Test {
 protected:
  SubscriptionTest() {
    a.passwords["a1"] = "secret";
    a.on_admit = [](const RequestView& view) { return view.authenticated_user == "a1" ? Admission::accept() : Admission::challenge(); };
    a.on_subscription = [](const SubscriptionAsked& asked) -> std::uint16_t { return asked.user == "a2" || asked.user == "a1" ? 200 : 404; };
  }
  // Sends a SUBSCRIBE with the answer to its challenge; all that came back.
  std::vector<Message> subscribe(const std::string& fields, const std::string& to = "<sip:a2@192.0.2.1>", const std::string& call_id = "sub") {
    const auto challenge = ask(fields, to, call_id);
    if (challenge.empty() || challenge.front().status() != 401) return challenge;
    const auto line = answer_challenge(challenge.front(), {"a1", "secret", {}}, "SUBSCRIBE", "sip:a2@192.0.2.1", "c", false).value();
    return ask(line + fields, to, call_id);
  }
  std::vector<Message> ask(const std::string& fields, const std::string& to, const std::string& call_id) {
    ++cseq;
    const std::string text = "SUBSCRIBE sip:a2@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bKs" + std::to_string(cseq) +
                             "\r\nFrom: <sip:a1@192.0.2.1>;tag=w\r\nTo: " + to + "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(cseq) +
                             " SUBSCRIBE\r\nMax-Forwards: 70\r\nContact: <sip:a1@10.0.0.5>\r\n" + fields + "Content-Length: 0\r\n\r\n";
    net.sent.clear();
    a.agent->received(phone, text, net.now());
    return sent();
  }
  std::vector<Message> sent() {
    std::vector<Message> messages;
    for (const auto& bytes : net.sent) {
      EXPECT_FALSE(messages.emplace_back().parse(bytes, Framing::kDatagram));
    }
    return messages;
  }
  // What went out while `time` passed.
  std::vector<Message> after(base::Millis time) {
    net.sent.clear();
    net.run(time);
    return sent();
  }
  void accept(const Message& notify, const std::string& status = "200 OK") {
    const std::string text = "SIP/2.0 " + status + "\r\nVia: " + std::string(notify.header(HeaderName::kVia)) + "\r\nFrom: " +
                             std::string(notify.header(HeaderName::kFrom)) + "\r\nTo: " + std::string(notify.header(HeaderName::kTo)) +
                             "\r\nCall-ID: " + std::string(notify.call_id()) + "\r\nCSeq: " + std::string(notify.header(HeaderName::kCSeq)) +
                             "\r\nContent-Length: 0\r\n\r\n";
    a.agent->received(phone, text, net.now());
  }
  void rings(bool early) {
    a.watched_dialogs = {{"leg1", early, false}};
    a.agent->state_changed(EventPackage::kDialog, "a2", net.now());
  }
  static bool says(const Message& message, std::string_view words) { return message.body().find(words) != std::string_view::npos; }

  Network net;
  Node& a = net.add("192.0.2.1");
  Flow phone{Transport::kUdp, 0, *parse_address("198.51.100.7", 40000)};
  int cseq = 0;
};

const std::string kLamp = "Event: dialog\r\nAccept: application/dialog-info+xml\r\nExpires: 600\r\n";

// RFC 3261 12.1.1: or the watcher's requests would pass the proxy between us by.
TEST_F(SubscriptionTest, TheRoutesOfTheProxyGoBothWays) {
  const std::string routes = "Record-Route: <sip:198.51.100.7:40000;lr;n=2>\r\nRecord-Route: <sip:198.51.100.7:40000;lr;n=1>\r\n";
  const auto got = subscribe(routes + kLamp);
  ASSERT_EQ(got.size(), 2U);
  std::vector<std::string> copied;
  got[0].each_value(HeaderName::kRecordRoute, [&](std::string_view value) { return copied.emplace_back(value), true; });
  EXPECT_EQ(copied, (std::vector<std::string>{"<sip:198.51.100.7:40000;lr;n=2>", "<sip:198.51.100.7:40000;lr;n=1>"}));
  EXPECT_EQ(got[1].header(HeaderName::kRoute), "<sip:198.51.100.7:40000;lr;n=2>");
  EXPECT_EQ(got[1].count(HeaderName::kRoute), 2U);
}

TEST_F(SubscriptionTest, AProvenWatcherGetsTheWholeStateAtOnceAndEachChange) {
  auto got = subscribe(kLamp);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].status(), 200);
  EXPECT_EQ(got[0].header(HeaderName::kExpires), "600");
  EXPECT_EQ(got[1].method(), Method::kNotify);
  EXPECT_EQ(got[1].header(HeaderName::kSubscriptionState), "active;expires=600");
  EXPECT_EQ(got[1].to()->tag(), "w");
  EXPECT_EQ(got[1].from()->tag(), got[0].to()->tag());
  EXPECT_TRUE(says(got[1], "version=\"0\" state=\"full\" entity=\"sip:a2@"));
  EXPECT_FALSE(says(got[1], "<dialog "));
  accept(got[1]);
  (void)after(1500ms);

  net.sent.clear();
  rings(true);
  auto told = sent();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(says(told[0], "version=\"1\""));
  EXPECT_TRUE(says(told[0], "direction=\"recipient\"><state>early</state>"));
  accept(told[0]);
  (void)after(1500ms);
  net.sent.clear();
  rings(false);
  told = sent();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(says(told[0], "<state>confirmed</state>"));
  accept(told[0]);
  (void)after(1500ms);
  a.watched_dialogs.clear();
  net.sent.clear();
  a.agent->state_changed(EventPackage::kDialog, "a2", net.now());
  told = sent();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(says(told[0], "<state>terminated</state>")) << "some phones wait for it";
}

// RFC 4235 4.1.2: local is the watched phone's, remote is ours.
TEST(DialogInfo, NamesTheCallForThoseWhoMayTakeItAndForNobodyElse) {
  const std::vector<WatchedDialog> told = {{"leg1", true, false, DialogName{"c<1>", "ours", "theirs", true}}};
  const auto body = dialog_info(3, "sip:a2@192.0.2.1", told, {});
  EXPECT_NE(body.find("<dialog id=\"leg1\" call-id=\"c&lt;1&gt;\" local-tag=\"theirs\" remote-tag=\"ours\" direction=\"recipient\">"), std::string::npos) << body;
  const auto bare = dialog_info(3, "sip:a2@192.0.2.1", {{"leg1", true, false, std::nullopt}}, {});
  EXPECT_NE(bare.find("<dialog id=\"leg1\" direction=\"recipient\">"), std::string::npos) << bare;
}

TEST_F(SubscriptionTest, NobodyWatchesWithoutAPassword) {
  const auto got = ask(kLamp, "<sip:a2@192.0.2.1>", "x");
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].status(), 401);
  EXPECT_FALSE(a.agent->anybody_watches());
}

TEST_F(SubscriptionTest, WhatCannotBeWatchedIsRefused) {
  const auto unknown = subscribe("Event: presence\r\n");
  ASSERT_EQ(unknown.size(), 1U);
  EXPECT_EQ(unknown[0].status(), 489);
  EXPECT_EQ(unknown[0].header(HeaderName::kAllowEvents), "dialog, message-summary");
  EXPECT_EQ(subscribe("").front().status(), 489);
  EXPECT_EQ(subscribe("Event: dialog\r\nAccept: text/plain\r\n").front().status(), 406);
  const auto brief = subscribe("Event: dialog\r\nExpires: 5\r\n");
  EXPECT_EQ(brief.front().status(), 423);
  EXPECT_EQ(brief.front().header(HeaderName::kMinExpires), "60");
  a.on_subscription = [](const SubscriptionAsked&) -> std::uint16_t { return 404; };
  EXPECT_EQ(subscribe(kLamp).front().status(), 404);
  EXPECT_FALSE(a.agent->anybody_watches());
  EXPECT_EQ(subscribe(kLamp, "<sip:a2@192.0.2.1>;tag=unknown").front().status(), 481);
}

TEST_F(SubscriptionTest, ChangesComeAtMostOnceASecondAndNotBeforeTheAnswer) {
  auto got = subscribe(kLamp);
  accept(got[1]);
  net.sent.clear();
  rings(true);
  rings(false);
  EXPECT_TRUE(sent().empty()) << "the first NOTIFY went out just now";
  auto told = after(1200ms);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(says(told[0], "confirmed"));
  // It is not answered: only its repetitions follow, no news.
  rings(true);
  for (const auto& again : after(3000ms)) EXPECT_EQ(again.header(HeaderName::kCSeq), told[0].header(HeaderName::kCSeq));
  accept(told[0]);
  told = after(100ms);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(says(told[0], "early"));
}

TEST_F(SubscriptionTest, ItIsRefreshedAndEndedByTheWatcher) {
  auto got = subscribe(kLamp);
  accept(got[1]);
  const std::string to(got[0].header(HeaderName::kTo));
  (void)after(1500ms);
  got = subscribe("Event: dialog\r\nExpires: 120\r\n", to);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].header(HeaderName::kExpires), "120");
  EXPECT_EQ(got[1].header(HeaderName::kSubscriptionState), "active;expires=120");
  accept(got[1]);
  got = subscribe("Event: dialog\r\nExpires: 0\r\n", to);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[1].header(HeaderName::kSubscriptionState), "terminated;reason=timeout");
  EXPECT_FALSE(a.agent->anybody_watches());
}

TEST_F(SubscriptionTest, ItEndsWithItsTimeAndTellsSo) {
  auto got = subscribe("Event: dialog\r\nExpires: 60\r\n");
  accept(got[1]);
  EXPECT_TRUE(after(58s).empty());
  got = after(3s);
  ASSERT_FALSE(got.empty());
  EXPECT_EQ(got[0].header(HeaderName::kSubscriptionState), "terminated;reason=timeout");
  EXPECT_FALSE(a.agent->anybody_watches());
}

TEST_F(SubscriptionTest, AWatcherThatIsGoneIsForgotten) {
  auto got = subscribe(kLamp);
  accept(got[1], "481 Subscription Does Not Exist");
  EXPECT_FALSE(a.agent->anybody_watches());
  (void)subscribe(kLamp, "<sip:a2@192.0.2.1>", "second");
  EXPECT_TRUE(a.agent->anybody_watches());
  (void)after(33s);  // Timer F: nobody answers the NOTIFY.
  EXPECT_FALSE(a.agent->anybody_watches());
}

TEST_F(SubscriptionTest, WaitingMessagesAreToldAsTheyAre) {
  a.messages = {2, 3, 0, 0};
  auto got = subscribe("Event: message-summary\r\nExpires: 600\r\n");
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[1].header(HeaderName::kContentType), "application/simple-message-summary");
  EXPECT_TRUE(says(got[1], "Messages-Waiting: yes\r\n"));
  EXPECT_TRUE(says(got[1], "Voice-Message: 2/3 (0/0)\r\n"));
}

TEST_F(SubscriptionTest, OneWatcherHoldsABoundedNumber) {
  for (std::size_t i = 0; i < kSubscriptionsPerWatcherMax; ++i) (void)subscribe(kLamp, "<sip:a2@192.0.2.1>", "c" + std::to_string(i));
  const auto got = subscribe(kLamp, "<sip:a2@192.0.2.1>", "over");
  EXPECT_EQ(got.front().status(), 403);
}

}  // namespace
}  // namespace peal::sip::testing
