#include "sip/rfc3261/by_hand.hpp"

// RFC 3261 9 (CANCEL), 10 (REGISTER), 11 (OPTIONS).
namespace peal::sip::rfc3261 {
namespace {

class Section9 : public ByHand {
 protected:
  static Raw cancel_of(const Raw& first) {
    Raw made = first;
    made.start = "CANCEL" + first.start.substr(6);
    made.set("CSeq", std::to_string(cseq_of(first)) + " CANCEL").drop("Contact").drop("Content-Type");
    made.body.clear();
    return made;
  }
};

TEST_F(Section9, S9_1_ACancelRepeatsItsInviteExactly) {
  route = {"sip:192.0.2.9;lr"};
  const auto sent = place("sip:7000@198.51.100.7");
  from_peer(response(sent, "180 Ringing"));
  (void)us.agent->hang_up(mine, {}, net.now());
  net.run(base::Millis{5});
  const auto cancel = newest("CANCEL ");
  EXPECT_EQ(cancel.request_uri(), sent.request_uri());
  EXPECT_EQ(cancel.call_id(), sent.call_id());
  EXPECT_EQ(cancel.header(HeaderName::kTo), sent.header(HeaderName::kTo));
  EXPECT_EQ(cancel.header(HeaderName::kFrom), sent.header(HeaderName::kFrom));
  EXPECT_EQ(cancel.cseq()->number, sent.cseq()->number);
  EXPECT_EQ(cancel.cseq()->method, "CANCEL");
  EXPECT_EQ(cancel.count(HeaderName::kVia), 1U);
  EXPECT_EQ(cancel.header(HeaderName::kVia), sent.header(HeaderName::kVia));
  EXPECT_EQ(cancel.header(HeaderName::kRoute), sent.header(HeaderName::kRoute));
  EXPECT_FALSE(cancel.has(HeaderName::kRequire));
  EXPECT_FALSE(cancel.has(HeaderName::kProxyRequire));
}

TEST_F(Section9, S9_1_NoCancelBeforeAProvisionalResponse) {
  const auto sent = place();
  (void)us.agent->hang_up(mine, {}, net.now());
  net.run(base::Millis{100});
  EXPECT_EQ(count("CANCEL "), 0U);
  from_peer(response(sent, "100 Trying", {}, ""));
  EXPECT_EQ(count("CANCEL "), 1U);
}

TEST_F(Section9, S9_1_NoCancelAfterAFinalResponse) {
  answered();
  (void)us.agent->hang_up(mine, {}, net.now());
  net.run(base::Millis{5});
  EXPECT_EQ(count("CANCEL "), 0U);
  EXPECT_EQ(count("BYE "), 1U);
}

TEST_F(Section9, S9_2_ACancelThatMatchesNothingGets481) { EXPECT_EQ(answer_to(cancel_of(invite())), 481); }

TEST_F(Section9, S9_2_AMatchingCancelGets200AndItsInvite487WithOneTag) {
  const auto first = invite();
  from_peer(first);
  from_peer(cancel_of(first));
  ASSERT_EQ(count("SIP/2.0 200"), 1U);
  ASSERT_EQ(count("SIP/2.0 487"), 1U);
  EXPECT_EQ(newest("SIP/2.0 200").to()->tag(), newest("SIP/2.0 487").to()->tag());
  EXPECT_EQ(newest("SIP/2.0 200").cseq()->method, "CANCEL");
}

TEST_F(Section9, S9_2_ACancelAfterTheFinalResponseChangesNothing) {
  us.auto_answer();
  const auto first = invite();
  from_peer(first);
  from_peer(cancel_of(first));
  EXPECT_EQ(count("SIP/2.0 487"), 0U);
  EXPECT_EQ(us.agent->call_count(), 1U);
}

class Section10 : public ByHand {
 protected:
  Section10() {
    us.on_admit = [](const RequestView&) { return Admission::accept(); };
  }
  Raw registration(const std::string& contact, int cseq, const std::string& expires = "300") {
    auto made = request("REGISTER");
    made.start = "REGISTER sip:192.0.2.1 SIP/2.0";
    made.set("From", "<sip:a1@192.0.2.1>;tag=r").set("To", "<sip:a1@192.0.2.1>").set("Call-ID", "reg@192.0.2.9");
    made.set("CSeq", std::to_string(cseq) + " REGISTER");
    if (contact.empty()) made.drop("Contact");
    else made.set("Contact", contact);
    if (!expires.empty()) made.add("Expires", expires);
    return made;
  }
};

TEST_F(Section10, S10_3_The200ListsEveryBindingWithWhatIsLeftOfIt) {
  ASSERT_EQ(answer_to(registration("<sip:a1@192.0.2.9:5060>", 1, "120")), 200);
  ASSERT_EQ(answer_to(registration("<sip:a1@192.0.2.9:5062>;expires=60", 2)), 200);
  int contacts = 0, with_expires = 0;
  newest("SIP/2.0 200").each_value(HeaderName::kContact, [&](std::string_view value) {
    ++contacts;
    if (value.find("expires=") != std::string_view::npos) ++with_expires;
    return true;
  });
  EXPECT_EQ(contacts, 2);
  EXPECT_EQ(with_expires, 2);
}

TEST_F(Section10, S10_3_ATooShortLifeGets423WithMinExpires) {
  EXPECT_EQ(answer_to(registration("<sip:a1@192.0.2.9>", 1, "5")), 423);
  EXPECT_TRUE(newest("SIP/2.0 423").number(HeaderName::kMinExpires));
}

TEST_F(Section10, S10_3_AStarNeedsExpiresZeroAndNoOtherContact) {
  EXPECT_EQ(answer_to(registration("*", 1, "300")), 400);
  EXPECT_EQ(answer_to(registration("*, <sip:a1@192.0.2.9>", 2, "0")), 400);
  ASSERT_EQ(answer_to(registration("<sip:a1@192.0.2.9>", 3)), 200);
  ASSERT_EQ(answer_to(registration("*", 4, "0")), 200);
  EXPECT_TRUE(us.agent->registrar().bindings("a1").empty());
}

TEST_F(Section10, S10_3_AnOlderCSeqOfTheSameCallIdChangesNothing) {
  ASSERT_EQ(answer_to(registration("<sip:a1@192.0.2.9>", 5)), 200);
  EXPECT_NE(answer_to(registration("<sip:a1@192.0.2.9>", 4, "0")), 200);
  EXPECT_EQ(us.agent->registrar().bindings("a1").size(), 1U);
}

TEST_F(Section10, S10_3_WithoutAContactTheBindingsAreTold) {
  ASSERT_EQ(answer_to(registration("<sip:a1@192.0.2.9>", 1)), 200);
  ASSERT_EQ(answer_to(registration("", 2, "")), 200);
  EXPECT_TRUE(newest("SIP/2.0 200").has(HeaderName::kContact));
}

TEST_F(Section10, S10_3_AnUnknownRequireGets420) {
  EXPECT_EQ(answer_to(registration("<sip:a1@192.0.2.9>", 1).add("Require", "x-unheard-of")), 420);
  EXPECT_TRUE(us.agent->registrar().bindings("a1").empty());
}

TEST_F(Section10, S10_3_ABindingEndsWithItsLife) {
  ASSERT_EQ(answer_to(registration("<sip:a1@192.0.2.9>", 1, "60")), 200);
  net.run(base::Millis{61'000});
  EXPECT_TRUE(us.agent->registrar().bindings("a1").empty());
}

TEST_F(Section10, S10_2_OursHaveNoRouteRecordedAndAContactOfOurs) {
  OutsideRequest ours;
  ours.method = Method::kRegister;
  ours.uri = "sip:192.0.2.9";
  ours.flow = {Transport::kUdp, 0, *parse_address(kPeer, 5060)};
  ours.from_uri = ours.to_uri = "sip:line@192.0.2.9";
  ours.call_id = "our-registration";
  ours.cseq = 7;
  ours.headers = {{"Contact", "<sip:line@192.0.2.1:5060>"}, {"Expires", "300"}};
  ASSERT_TRUE(us.agent->request(ours, net.now()));
  net.run(base::Millis{5});
  const auto sent = newest("REGISTER ");
  EXPECT_FALSE(sent.has(HeaderName::kRecordRoute));
  EXPECT_EQ(sent.request_uri(), "sip:192.0.2.9");  // 10.2: no user part.
  EXPECT_EQ(sent.call_id(), "our-registration");
  EXPECT_EQ(sent.cseq()->number, 7U);
}

class Section11 : public ByHand {};

TEST_F(Section11, S11_2_AnswersAsAnInviteWouldAndSaysWhatWeCan) {
  ASSERT_EQ(answer_to(request("OPTIONS")), 200);
  const auto ok = newest("SIP/2.0 200");
  EXPECT_TRUE(ok.lists(HeaderName::kAllow, "INVITE"));
  EXPECT_TRUE(ok.lists(HeaderName::kAccept, "application/sdp"));
  EXPECT_TRUE(ok.has(HeaderName::kSupported));
}

TEST_F(Section11, S11_2_WithinADialogItChangesNothing) {
  const auto first = talking();
  const auto answer = newest("SIP/2.0 200");
  EXPECT_EQ(answer_to(within("OPTIONS", first, answer, cseq_of(first) + 1)), 200);
  EXPECT_EQ(us.agent->call_count(), 1U);
}

TEST_F(Section10, S10_3_ParametersAndEscapesOfTheAddressDoNotCount) {
  ASSERT_EQ(answer_to(registration("<sip:a1@192.0.2.9>", 1).set("To", "<sip:%61%31@192.0.2.1;user=phone>")), 200);
  EXPECT_EQ(us.agent->registrar().bindings("a1").size(), 1U);
}

TEST_F(Section10, S10_3_TheRouteOfARegistrationIsNotRecorded) {
  ASSERT_EQ(answer_to(registration("<sip:a1@192.0.2.9>", 1).add("Record-Route", "<sip:p.example;lr>")), 200);
  EXPECT_FALSE(newest("SIP/2.0 200").has(HeaderName::kRecordRoute));
}

}  // namespace
}  // namespace peal::sip::rfc3261
