#include "sip/rfc3261/by_hand.hpp"

// RFC 3261 7 and 8.1: what a request of ours is made of, and how it takes what
// comes back.
namespace peal::sip::rfc3261 {
namespace {

class Section8Client : public ByHand {};

TEST_F(Section8Client, S7_1_TheRequestUriHasNoSpaceAndNoBrackets) {
  EXPECT_EQ(place("sip:70%2000@192.0.2.9").request_uri(), "sip:70%2000@192.0.2.9");
  PlaceRequest call;
  call.target = "sip:70 00@192.0.2.9";
  call.from_uri = "sip:551@192.0.2.1";
  EXPECT_FALSE(us.agent->place(call, net.now()));
}

TEST_F(Section8Client, S7_1_TheVersionIsSentInUpperCase) {
  EXPECT_TRUE(place().bytes().substr(0, place().bytes().find("\r\n")).ends_with(" SIP/2.0"));
}

TEST_F(Section8Client, S8_1_1_ARequestHasItsSixFieldsOnceEach) {
  const auto sent = place();
  for (const auto name : {HeaderName::kTo, HeaderName::kFrom, HeaderName::kCSeq, HeaderName::kCallId,
                          HeaderName::kMaxForwards, HeaderName::kVia}) {
    EXPECT_EQ(sent.count(name), 1U) << header_name_text(name);
  }
}

TEST_F(Section8Client, S8_1_1_2_OutsideADialogToHasNoTag) { EXPECT_TRUE(place().to()->tag().empty()); }

TEST_F(Section8Client, S8_1_1_3_FromHasATagOfItsOwnForEachCall) {
  const std::string first(place().from()->tag());
  EXPECT_FALSE(first.empty());
  EXPECT_NE(first, place("sip:7001@192.0.2.9").from()->tag());
}

TEST_F(Section8Client, S8_1_1_4_EachCallHasACallIdOfItsOwnAndKeepsIt) {
  const auto invite = place();
  const std::string first(invite.call_id());
  from_peer(response(invite, "200 OK", std::string(kAnswer)));
  EXPECT_EQ(newest("ACK ").call_id(), first);
  (void)us.agent->hang_up(mine, {}, net.now());
  net.run(base::Millis{5});
  EXPECT_EQ(newest("BYE ").call_id(), first);
  EXPECT_NE(place().call_id(), first);
}

TEST_F(Section8Client, S8_1_1_5_CSeqHasTheMethodAndIsBelowTwoToThe31) {
  const auto sent = place();
  const auto cseq = sent.cseq();
  ASSERT_TRUE(cseq);
  EXPECT_EQ(cseq->method, "INVITE");
  EXPECT_LT(cseq->number, 1U << 31);
}

TEST_F(Section8Client, S8_1_1_6_MaxForwardsIsThere) { EXPECT_EQ(place().number(HeaderName::kMaxForwards), 70U); }

TEST_F(Section8Client, S8_1_1_7_TheBranchBeginsWithTheCookieAndIsNewForEachRequest) {
  const std::string first(place().top_via()->branch);
  const std::string second(place("sip:7001@192.0.2.9").top_via()->branch);
  EXPECT_TRUE(first.starts_with("z9hG4bK"));
  EXPECT_NE(first, second);
}

TEST_F(Section8Client, S8_1_1_7_ACancelAndTheAckOfARefusalShareTheBranchOfTheirInvite) {
  const auto invite = place();
  from_peer(response(invite, "180 Ringing"));
  (void)us.agent->hang_up(mine, {}, net.now());
  net.run(base::Millis{5});
  EXPECT_EQ(newest("CANCEL ").top_via()->branch, invite.top_via()->branch);
  from_peer(response(invite, "487 Request Terminated"));
  EXPECT_EQ(newest("ACK ").top_via()->branch, invite.top_via()->branch);
}

TEST_F(Section8Client, S8_1_1_8_AnInviteHasExactlyOneContactThatIsASipUri) {
  const auto invite = place();
  EXPECT_EQ(invite.count(HeaderName::kContact), 1U);
  ASSERT_TRUE(invite.contact());
  EXPECT_TRUE(invite.contact()->uri.sip());
}

TEST_F(Section8Client, S8_1_1_8_ASecureTargetOrRouteGetsASecureContact) {
  EXPECT_EQ(place("sips:7000@192.0.2.9").contact()->uri.scheme, "sips");
  route = {"sips:192.0.2.9;lr"};
  EXPECT_EQ(place("sip:7000@192.0.2.9").contact()->uri.scheme, "sips");
}

TEST_F(Section8Client, S8_1_2_ALooseRouteIsTheFirstTargetAndLeavesTheRequestUri) {
  route = {"sip:192.0.2.9;lr"};
  const auto invite = place("sip:7000@198.51.100.7");
  EXPECT_EQ(invite.request_uri(), "sip:7000@198.51.100.7");
  EXPECT_NE(std::string(invite.header(HeaderName::kRoute)).find("192.0.2.9;lr"), std::string::npos);
}

TEST_F(Section8Client, S8_1_3_1_SilenceCountsAsA408) {
  place();
  net.run(base::Millis{33'000});
  EXPECT_TRUE(us.heard("failed 408") || us.last_end.by == CallEnd::By::kTimeout);
}

TEST_F(Section8Client, S8_1_3_1_ATransportErrorCountsAsA503) {
  place();
  us.agent->unreachable({Transport::kUdp, 0, *parse_address(kPeer, 5060)}, net.now());
  net.run(base::Millis{5});
  EXPECT_EQ(us.last_end.by, CallEnd::By::kTransport);
}

TEST_F(Section8Client, S8_1_3_2_AnUnknownFinalStatusIsTheX00OfItsClass) {
  from_peer(response(place(), "499 Never Heard Of"));
  EXPECT_EQ(count("ACK "), 1U);
  EXPECT_TRUE(us.heard("failed 499"));
}

TEST_F(Section8Client, S8_1_3_2_AnUnknownProvisionalStatusIsA183) {
  const auto invite = place();
  from_peer(response(invite, "199 What Is That"));
  net.run(base::Millis{40'000});  // Longer than timer B: it proceeds.
  EXPECT_FALSE(us.heard("failed 408"));
  (void)us.agent->hang_up(mine, {}, net.now());
  net.run(base::Millis{5});
  EXPECT_EQ(count("CANCEL "), 1U);
}

TEST_F(Section8Client, S8_1_3_3_AResponseWithMoreThanOneViaIsDiscarded) {
  auto ok = response(place(), "200 OK", std::string(kAnswer));
  ok.fields.insert(ok.fields.begin() + 1, {"Via", "SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKother"});
  from_peer(ok);
  EXPECT_FALSE(us.heard("answered"));
}

TEST_F(Section8Client, S18_1_2_AResponseForSomebodyElsesAddressIsDiscarded) {
  auto ok = response(place(), "200 OK", std::string(kAnswer));
  const auto branch = std::string(newest("INVITE ").top_via()->branch);
  ok.set("Via", "SIP/2.0/UDP 203.0.113.5:5060;branch=" + branch);
  from_peer(ok);
  EXPECT_FALSE(us.heard("answered"));
}

TEST_F(Section8Client, S8_1_3_5_TheAnswerToAChallengeKeepsCallIdFromAndToAndRaisesCSeq) {
  PlaceRequest call;
  call.target = "sip:7000@192.0.2.9";
  call.from_uri = "sip:551@192.0.2.1";
  call.sdp = kOffer;
  call.credentials = Credentials{"551", "secret", {"carrier"}};
  ASSERT_TRUE(us.agent->place(call, net.now()));
  net.run(base::Millis{5});
  const auto first = newest("INVITE ");
  auto refusal = response(first, "401 Unauthorized");
  refusal.add("WWW-Authenticate", "Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth\"");
  from_peer(refusal);
  const auto second = newest("INVITE ");
  EXPECT_TRUE(second.has(HeaderName::kAuthorization));
  EXPECT_EQ(second.call_id(), first.call_id());
  EXPECT_EQ(second.header(HeaderName::kFrom), first.header(HeaderName::kFrom));
  EXPECT_EQ(second.header(HeaderName::kTo), first.header(HeaderName::kTo));
  EXPECT_EQ(second.cseq()->number, first.cseq()->number + 1);
  EXPECT_NE(second.top_via()->branch, first.top_via()->branch);
}

}  // namespace
}  // namespace peal::sip::rfc3261
