#include "sip/rfc3261/by_hand.hpp"

// RFC 3261 12 (dialogs), 13 (INVITE), 14 (re-INVITE), 15 (BYE).
namespace peal::sip::rfc3261 {
namespace {

class Section12 : public ByHand {
 protected:
  /// The newest 200 to an INVITE that came to the peer.
  [[nodiscard]] Message ok() const { return newest("SIP/2.0 200"); }
};

TEST_F(Section12, S12_1_1_ADialogsResponseCopiesEveryRecordRouteInOrderAndHasAContact) {
  us.auto_answer();
  auto first = invite();
  first.add("Record-Route", "<sip:p2.example;lr;x=1>").add("Record-Route", "<sip:p1.example;lr>");
  from_peer(first);
  std::vector<std::string> routes;
  ok().each_value(HeaderName::kRecordRoute, [&](std::string_view value) { return routes.emplace_back(value), true; });
  ASSERT_EQ(routes.size(), 2U);
  EXPECT_EQ(routes[0], "<sip:p2.example;lr;x=1>");
  EXPECT_EQ(routes[1], "<sip:p1.example;lr>");
  EXPECT_TRUE(ok().has(HeaderName::kContact));
}

TEST_F(Section12, S12_1_2_OurRouteSetIsTheirRecordRouteReversed) {
  auto answer = response(place(), "200 OK", std::string(kAnswer));
  answer.add("Record-Route", "<sip:192.0.2.77;lr>").add("Record-Route", "<sip:192.0.2.9;lr>");
  from_peer(answer);
  const auto ack = newest("ACK ");
  std::vector<std::string> routes;
  ack.each_value(HeaderName::kRoute, [&](std::string_view value) { return routes.emplace_back(value), true; });
  ASSERT_EQ(routes.size(), 2U);
  EXPECT_EQ(routes[0], "<sip:192.0.2.9;lr>");
  EXPECT_EQ(routes[1], "<sip:192.0.2.77;lr>");
  EXPECT_EQ(ack.request_uri(), "sip:peer@192.0.2.9:5060");
}

TEST_F(Section12, S12_2_1_1_AStrictRouterGetsItsOwnUriAndTheTargetComesLast) {
  auto answer = response(place(), "200 OK", std::string(kAnswer));
  answer.add("Record-Route", "<sip:192.0.2.9:5060>");
  from_peer(answer);
  const auto ack = newest("ACK ");
  EXPECT_EQ(ack.request_uri(), "sip:192.0.2.9:5060");
  std::vector<std::string> routes;
  ack.each_value(HeaderName::kRoute, [&](std::string_view value) { return routes.emplace_back(value), true; });
  ASSERT_FALSE(routes.empty());
  EXPECT_EQ(routes.back(), "<sip:peer@192.0.2.9:5060>");
}

TEST_F(Section12, S12_2_1_1_RequestsWithinHaveBothTagsAndRisingNumbers) {
  const auto answer = answered();
  const auto first = newest("INVITE ");
  (void)us.agent->hang_up(mine, {}, net.now());
  net.run(base::Millis{5});
  const auto bye = newest("BYE ");
  EXPECT_EQ(bye.to()->tag(), "peer");
  EXPECT_EQ(bye.from()->tag(), first.from()->tag());
  EXPECT_GT(bye.cseq()->number, first.cseq()->number);
}

TEST_F(Section12, S12_2_1_2_A481EndsTheDialog) {
  answered();
  ASSERT_TRUE(us.agent->reoffer(mine, kOffer, net.now()));
  net.run(base::Millis{5});
  from_peer(response(newest("INVITE "), "481 Call/Transaction Does Not Exist"));
  EXPECT_EQ(us.agent->call_count(), 0U);
}

TEST_F(Section12, S12_2_1_2_ATargetRefreshMovesTheirAddress) {
  answered();
  ASSERT_TRUE(us.agent->reoffer(mine, kOffer, net.now()));
  net.run(base::Millis{5});
  auto answer = response(newest("INVITE "), "200 OK", std::string(kAnswer));
  answer.set("Contact", "<sip:moved@192.0.2.9:5060>");
  from_peer(answer);
  (void)us.agent->hang_up(mine, {}, net.now());
  net.run(base::Millis{5});
  EXPECT_EQ(newest("BYE ").request_uri(), "sip:moved@192.0.2.9:5060");
}

TEST_F(Section12, S12_2_2_AToTagWithoutADialogGets481) {
  auto bye = request("BYE");
  bye.set("To", "<sip:7000@192.0.2.1>;tag=nobody");
  EXPECT_EQ(answer_to(bye), 481);
}

TEST_F(Section12, S12_2_2_ALowerCSeqGets500) {
  const auto first = talking();
  EXPECT_EQ(answer_to(within("INFO", first, ok(), cseq_of(first) - 1)), 500);
  EXPECT_EQ(us.agent->call_count(), 1U);
}

TEST_F(Section12, S12_2_2_AGapInCSeqIsNoError) {
  const auto first = talking();
  EXPECT_EQ(answer_to(within("BYE", first, ok(), cseq_of(first) + 1'000)), 200);
}

class Section13 : public Section12 {};

TEST_F(Section13, S13_2_2_4_TheAckOfA2xxHasTheInvitesNumberAndABranchOfItsOwn) {
  answered();
  const auto sent = newest("INVITE ");
  const auto ack = newest("ACK ");
  EXPECT_EQ(ack.cseq()->number, sent.cseq()->number);
  EXPECT_EQ(ack.cseq()->method, "ACK");
  EXPECT_NE(ack.top_via()->branch, sent.top_via()->branch);
}

TEST_F(Section13, S13_2_2_4_EveryRepeated2xxIsAcknowledgedAgain) {
  const auto answer = answered();
  from_peer(answer);
  from_peer(answer);
  EXPECT_EQ(count("ACK "), 3U);
}

TEST_F(Section13, S13_2_2_4_AnotherForksAnswerIsAcknowledgedAndEnded) {
  const auto sent = place();
  from_peer(response(sent, "200 OK", std::string(kAnswer), "one"));
  from_peer(response(sent, "200 OK", std::string(kAnswer), "two"));
  EXPECT_EQ(count("ACK "), 2U);
  ASSERT_EQ(count("BYE "), 1U);
  EXPECT_EQ(newest("BYE ").to()->tag(), "two");
}

TEST_F(Section13, S13_3_1_4_A2xxIsRepeatedUntilItsAckAndThenEndedByBye) {
  us.auto_answer();
  from_peer(invite());
  net.run(base::Millis{5'000});
  EXPECT_GE(count("SIP/2.0 200"), 4U);  // At 0, 0.5, 1.5 and 3.5 s.
  net.run(base::Millis{30'000});
  EXPECT_EQ(count("BYE ") > 0, true);
}

TEST_F(Section13, S13_3_1_3_ARefusalIsRepeatedUntilItsAck) {
  us.on_incoming = [this](CallId call) { (void)us.agent->reject(call, 486, "Busy Here", net.now()); };
  const auto first = invite();
  from_peer(first);
  net.run(base::Millis{1'600});
  EXPECT_EQ(count("SIP/2.0 486"), 3U);  // 17.2.1: timer G doubles from T1.
  auto ack = within("ACK", first, newest("SIP/2.0 486"), cseq_of(first));
  ack.set("Via", value_of(first, "Via"));
  from_peer(ack);
  net.run(base::Millis{10'000});
  EXPECT_EQ(count("SIP/2.0 486"), 3U);
}

class Section14 : public Section12 {};

TEST_F(Section14, S14_1_NoSecondOfferWhileOneIsUnderWay) {
  answered();
  ASSERT_TRUE(us.agent->reoffer(mine, kOffer, net.now()));
  net.run(base::Millis{5});
  const auto before = count("INVITE ");
  (void)us.agent->reoffer(mine, kOffer, net.now());
  net.run(base::Millis{100});
  EXPECT_EQ(count("INVITE "), before);
}

TEST_F(Section14, S14_1_A491IsTriedAgainByTheOwnerOfTheCallIdAfterTwoSeconds) {
  answered();
  ASSERT_TRUE(us.agent->reoffer(mine, kOffer, net.now()));
  net.run(base::Millis{5});
  const auto before = count("INVITE ");
  from_peer(response(newest("INVITE "), "491 Request Pending"));
  net.run(base::Millis{2'000});
  EXPECT_EQ(count("INVITE "), before);
  net.run(base::Millis{2'200});
  EXPECT_GT(count("INVITE "), before);
}

TEST_F(Section14, S14_1_ARefusedOfferLeavesTheSessionAsItWas) {
  answered();
  ASSERT_TRUE(us.agent->reoffer(mine, kOffer, net.now()));
  net.run(base::Millis{5});
  from_peer(response(newest("INVITE "), "488 Not Acceptable Here"));
  EXPECT_TRUE(us.heard("reoffer_refused 488"));
  EXPECT_EQ(us.agent->call_count(), 1U);
}

TEST_F(Section14, S14_2_AnOfferWhileOursIsUnderWayGets491) {
  const auto answer = answered();
  ASSERT_TRUE(us.agent->reoffer(mine, kOffer, net.now()));
  net.run(base::Millis{5});
  const auto sent = newest("INVITE ");
  auto theirs_too = request("INVITE", std::string(kOffer));
  theirs_too.set("From", std::string(sent.header(HeaderName::kTo))).set("To", std::string(sent.header(HeaderName::kFrom)));
  theirs_too.set("Call-ID", std::string(sent.call_id()));
  EXPECT_EQ(answer_to(theirs_too), 491);
}

TEST_F(Section14, S14_2_ASecondOfferBeforeTheFirstIsAnsweredGets500WithRetryAfter) {
  const auto first = talking();
  us.on_offered = nullptr;  // Nobody answers it yet.
  const auto answer = ok();
  from_peer(within("INVITE", first, answer, cseq_of(first) + 1).set("Content-Type", "application/sdp"));
  auto second = within("INVITE", first, answer, cseq_of(first) + 2);
  EXPECT_EQ(answer_to(second), 500);
  const auto seconds = last().number(HeaderName::kRetryAfter);
  ASSERT_TRUE(seconds);
  EXPECT_LE(*seconds, 10U);
}

class Section15 : public Section12 {};

TEST_F(Section15, S15_TheCalledSideSendsNoByeBeforeTheAck) {
  us.on_incoming = [this](CallId call) {
    theirs = call;
    (void)us.agent->answer(call, kAnswer, net.now());
  };
  const auto first = invite();
  from_peer(first);
  (void)us.agent->hang_up(theirs, {}, net.now());
  net.run(base::Millis{100});
  EXPECT_EQ(count("BYE "), 0U);
  from_peer(within("ACK", first, ok(), cseq_of(first)));
  net.run(base::Millis{5});
  EXPECT_EQ(count("BYE "), 1U);
}

TEST_F(Section15, S15_1_2_AByeOfNoDialogGets481) { EXPECT_EQ(answer_to(request("BYE")), 481); }

TEST_F(Section15, S15_1_2_AByeGets200AndEndsTheCall) {
  const auto first = talking();
  EXPECT_EQ(answer_to(within("BYE", first, ok(), cseq_of(first) + 1)), 200);
  EXPECT_EQ(us.agent->call_count(), 0U);
}

TEST_F(Section15, S15_1_2_RequestsStillPendingGet487) {
  const auto first = talking();
  us.on_offered = nullptr;
  const auto answer = ok();
  auto offer = within("INVITE", first, answer, cseq_of(first) + 1);
  offer.body = kOffer;
  offer.set("Content-Type", "application/sdp");
  from_peer(offer);
  from_peer(within("BYE", first, answer, cseq_of(first) + 2));
  EXPECT_EQ(count("SIP/2.0 487"), 1U);
  EXPECT_EQ(us.agent->call_count(), 0U);
}

TEST_F(Section12, S12_1_1_ASecureRequestRouteOrContactGetsASecureContact) {
  us.auto_answer();
  const auto scheme_for = [&](Raw first) {
    EXPECT_EQ(answer_to(first), 200);
    return std::string(ok().contact()->uri.scheme);
  };
  auto by_uri = invite();
  by_uri.start = "INVITE sips:7000@192.0.2.1 SIP/2.0";
  EXPECT_EQ(scheme_for(by_uri), "sips");
  EXPECT_EQ(scheme_for(invite().set("Contact", "<sips:551@192.0.2.9>")), "sips");
  EXPECT_EQ(scheme_for(invite().add("Record-Route", "<sips:192.0.2.9;lr>")), "sips");
  EXPECT_EQ(scheme_for(invite().add("Record-Route", "<sip:192.0.2.9;lr>").set("Contact", "<sips:551@192.0.2.9>")), "sip");
}

// What peers of RFC 2543 leave out.
TEST_F(Section12, S12_1_1_AFromWithoutATagMakesADialog) {
  us.on_incoming = [this](CallId call) {
    theirs = call;
    (void)us.agent->answer(call, kAnswer, net.now());
  };
  auto first = invite();
  first.set("From", "<sip:551@192.0.2.9>");
  ASSERT_EQ(answer_to(first), 200);
  from_peer(within("ACK", first, ok(), cseq_of(first)));
  (void)us.agent->hang_up(theirs, {}, net.now());
  net.run(base::Millis{5});
  EXPECT_EQ(newest("BYE ").header(HeaderName::kTo), "<sip:551@192.0.2.9>") << "12.2.1.1: an empty tag is left out";
}

TEST_F(Section12, S12_1_2_AnAnswerWithoutATagMakesADialog) {
  const auto sent = place();
  from_peer(response(sent, "200 OK", std::string(kAnswer), ""));
  EXPECT_TRUE(us.heard("answered"));
  EXPECT_EQ(newest("ACK ").to()->tag(), "");
  (void)us.agent->hang_up(mine, {}, net.now());
  net.run(base::Millis{5});
  EXPECT_EQ(newest("BYE ").to()->tag(), "");
}

TEST_F(Section13, S13_3_1_1_WhoeverRingsForLongIsToldSoEveryMinute) {
  us.on_incoming = [this](CallId call) {
    theirs = call;
    (void)us.agent->ring(call, net.now());
  };
  auto first = invite();
  from_peer(first);
  EXPECT_EQ(count("SIP/2.0 180"), 1U);
  net.run(base::Millis{59'000});
  EXPECT_EQ(count("SIP/2.0 180"), 1U);
  net.run(base::Millis{2'000});
  EXPECT_EQ(count("SIP/2.0 180"), 2U);
  net.run(base::Millis{60'000});
  EXPECT_EQ(count("SIP/2.0 180"), 3U);
  (void)us.agent->answer(theirs, kAnswer, net.now());
  net.run(base::Millis{5});
  from_peer(within("ACK", first, newest("SIP/2.0 200"), cseq_of(first)));
  net.run(base::Millis{70'000});
  EXPECT_EQ(count("SIP/2.0 180"), 3U);
}

TEST_F(Section13, S13_3_1_1_EachOfThemIsReliableWhereTheCallerAsksForIt) {
  us.on_incoming = [this](CallId call) { (void)us.agent->ring(call, net.now()); };
  auto first = invite();
  first.add("Supported", "100rel");
  from_peer(first);
  const auto ringing = newest("SIP/2.0 180");
  auto prack = within("PRACK", first, ringing, cseq_of(first) + 1);
  const auto rseq = ringing.number(HeaderName::kRSeq).value_or(0);
  prack.add("RAck", std::to_string(rseq) + " " + value_of(first, "CSeq"));
  ASSERT_EQ(answer_to(prack), 200);
  net.run(base::Millis{61'000});
  EXPECT_EQ(newest("SIP/2.0 180").number(HeaderName::kRSeq), rseq + 1);
}

TEST_F(Section14, S14_2_A2xxWithoutAnAckEndsTheCall) {
  const auto first = talking();
  us.on_offered = [this](CallId call) { (void)us.agent->answer_offer(call, kAnswer, net.now()); };
  auto offer = within("INVITE", first, newest("SIP/2.0 200"), cseq_of(first) + 1);
  offer.body = kOffer;
  offer.set("Content-Type", "application/sdp");
  ASSERT_EQ(answer_to(offer), 200);
  net.run(base::Millis{33'000});
  EXPECT_GE(count("BYE "), 1U);
  EXPECT_EQ(us.agent->call_count(), 0U);
}

}  // namespace
}  // namespace peal::sip::rfc3261
