#include "sip/digest/digest.hpp"
#include "sip/rfc3261/by_hand.hpp"

// RFC 3261 17 (transactions) with RFC 6026's Accepted, and 22 (authentication).
namespace peal::sip::rfc3261 {
namespace {

class Section17 : public ByHand {};

TEST_F(Section17, S17_1_1_2_AnInviteIsRepeatedAtDoubledTimesAndGivenUpAfter64T1) {
  place();
  net.run(base::Millis{31'000});
  EXPECT_EQ(count("INVITE "), 6U);  // At 0, 0.5, 1.5, 3.5, 7.5 and 15.5 s.
  net.run(base::Millis{900});
  EXPECT_EQ(count("INVITE "), 7U);  // At 31.5 s.
  EXPECT_TRUE(us.ends.empty());
  net.run(base::Millis{500});  // Timer B: at 32 s.
  EXPECT_EQ(us.last_end.by, CallEnd::By::kTimeout);
}

TEST_F(Section17, S17_1_1_2_AProvisionalResponseEndsTheRepeating) {
  const auto sent = place();
  from_peer(response(sent, "100 Trying", {}, ""));
  net.run(base::Millis{20'000});
  EXPECT_EQ(count("INVITE "), 1U);
}

TEST_F(Section17, S17_1_1_2_ARepeatedRefusalIsAcknowledgedAgainAndNotTold) {
  const auto sent = place();
  const auto refusal = response(sent, "486 Busy Here");
  from_peer(refusal);
  from_peer(refusal);
  EXPECT_EQ(count("ACK "), 2U);
  EXPECT_EQ(std::ranges::count(us.log, "failed 486"), 1);
  net.run(base::Millis{31'000});  // Timer D: at least 32 s.
  from_peer(refusal);
  EXPECT_EQ(count("ACK "), 3U);
}

TEST_F(Section17, S17_1_1_3_TheAckOfARefusalIsMadeOfItsInvite) {
  route = {"sip:192.0.2.9;lr"};
  const auto sent = place("sip:7000@198.51.100.7");
  const auto refusal = response(sent, "404 Not Found");
  from_peer(refusal);
  const auto ack = newest("ACK ");
  EXPECT_EQ(ack.call_id(), sent.call_id());
  EXPECT_EQ(ack.header(HeaderName::kFrom), sent.header(HeaderName::kFrom));
  EXPECT_EQ(ack.request_uri(), sent.request_uri());
  EXPECT_EQ(ack.to()->tag(), "peer");
  EXPECT_EQ(ack.count(HeaderName::kVia), 1U);
  EXPECT_EQ(ack.header(HeaderName::kVia), sent.header(HeaderName::kVia));
  EXPECT_EQ(ack.cseq()->number, sent.cseq()->number);
  EXPECT_EQ(ack.header(HeaderName::kRoute), sent.header(HeaderName::kRoute));
}

TEST_F(Section17, S17_1_1_3_TheAckOfARefusalGoesWhereItsInviteWent) {
  const auto sent = place();
  net.outside.clear();
  auto refusal = response(sent, "486 Busy Here");
  refusal.add("Contact", "<sip:elsewhere@192.0.2.77:5099>");
  from_peer(refusal.text(), "192.0.2.9", 5077);  // From another port, and naming another place.
  ASSERT_EQ(net.outside.size(), 1U);
  EXPECT_EQ(net.outside.front().first.text(), "192.0.2.9:5060");
  EXPECT_TRUE(net.outside.front().second.starts_with("ACK "));
}

TEST_F(Section17, S17_1_2_2_ARequestThatIsNoInviteIsRepeatedUpToT2AndGivenUpAfter64T1) {
  answered();
  ASSERT_TRUE(us.agent->send_info(mine, "application/dtmf-relay", "Signal=1\r\n", net.now()));
  net.run(base::Millis{33'000});
  EXPECT_EQ(count("INFO "), 11U);  // 0, 0.5, 1.5, 3.5 and then every 4 s up to 31.5.
}

TEST_F(Section17, S17_1_3_AResponseWithAnotherBranchBelongsToNobody) {
  auto ok = response(place(), "200 OK", std::string(kAnswer));
  ok.set("Via", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnever-sent");
  from_peer(ok);
  EXPECT_FALSE(us.heard("answered"));
}

TEST_F(Section17, S17_2_1_ARepeatedInviteGetsTheLastProvisionalResponseAgain) {
  us.on_incoming = [this](CallId call) { (void)us.agent->ring(call, net.now()); };
  const auto first = invite();
  from_peer(first);
  from_peer(first);
  EXPECT_EQ(count("SIP/2.0 180"), 2U);
  EXPECT_EQ(us.calls.size(), 1U);
}

TEST_F(Section17, S17_2_1_AnInviteGetsA100AtOnce) {
  from_peer(invite());
  EXPECT_EQ(status(), 100);
  EXPECT_TRUE(newest("SIP/2.0 100").to()->tag().empty());
}

// A peer of RFC 2543: its branch is no proof, so the names of the call are.
TEST_F(Section17, S17_2_3_WithoutTheCookieTheFieldsMakeATransaction) {
  us.on_incoming = [this](CallId call) { (void)us.agent->reject(call, 486, "Busy Here", net.now()); };
  auto first = invite();
  first.set("Via", "SIP/2.0/UDP 192.0.2.9:5060;branch=1");
  from_peer(first);
  from_peer(first);
  EXPECT_EQ(us.calls.size(), 1U);
  auto ack = within("ACK", first, newest("SIP/2.0 486"), cseq_of(first));
  ack.start = "ACK" + first.start.substr(6);
  ack.set("Via", value_of(first, "Via"));
  from_peer(ack);
  const auto so_far = count("SIP/2.0 486");
  net.run(base::Millis{20'000});
  EXPECT_EQ(count("SIP/2.0 486"), so_far) << "the ACK was found to be its own";
  auto another = first;
  another.set("Call-ID", "another-call");
  from_peer(another);
  EXPECT_EQ(us.calls.size(), 2U);
}

TEST_F(Section17, S17_2_1_ARefusalGoesOutAtDoubledTimesUntilTimerH) {
  us.on_incoming = [this](CallId call) { (void)us.agent->reject(call, 486, "Busy Here", net.now()); };
  from_peer(invite());
  net.run(base::Millis{60'000});
  EXPECT_EQ(count("SIP/2.0 486"), 11U);  // 0, 0.5, 1.5, 3.5, every 4 s up to 31.5; then H.
  EXPECT_EQ(us.agent->transaction_count(), 0U);
}

TEST_F(Section17, S17_2_2_ARepeatedRequestGetsTheSameAnswerUntilTimerJ) {
  const auto asked = request("OPTIONS");
  ASSERT_EQ(answer_to(asked), 200);
  const auto first = came().back();
  net.run(base::Millis{30'000});
  from_peer(asked);
  EXPECT_EQ(came().back(), first);
}

TEST_F(Section17, S17_2_3_TheBranchTheSenderAndTheMethodMakeATransaction) {
  const auto first = invite();
  from_peer(first);
  auto other = invite();
  other.set("Via", value_of(first, "Via").replace(value_of(first, "Via").find("192.0.2.9:5060"), 14, "192.0.2.9:5070"));
  from_peer(other);
  EXPECT_EQ(us.calls.size(), 2U);
}

TEST_F(Section17, RFC6026_7_1_ARepeatedInviteAfterItsAnswerIsNoNewCall) {
  us.auto_answer();
  const auto first = invite();
  from_peer(first);
  from_peer(first);
  EXPECT_EQ(us.calls.size(), 1U);
}

class Section22 : public ByHand {
 protected:
  Section22() {
    us.passwords["551"] = "secret";
    us.on_admit = [](const RequestView& view) {
      return view.authenticated_user.empty() ? Admission::challenge() : Admission::accept();
    };
  }
};

TEST_F(Section22, S22_1_A401HasAChallenge) {
  ASSERT_EQ(answer_to(invite()), 401);
  EXPECT_TRUE(newest("SIP/2.0 401").has(HeaderName::kWwwAuthenticate));
}

TEST_F(Section22, S22_2_BasicIsNeverAccepted) {
  EXPECT_EQ(answer_to(invite().add("Authorization", "Basic NTUxOnNlY3JldA==")), 401);
  for (const auto& text : came()) EXPECT_EQ(text.find("Basic"), std::string::npos);
}

TEST_F(Section22, S22_1_AnAckIsNeverChallenged) {
  const auto first = invite();
  ASSERT_EQ(answer_to(first), 401);
  auto ack = within("ACK", first, newest("SIP/2.0 401"), cseq_of(first));
  ack.set("Via", value_of(first, "Via"));
  const auto before = came().size();
  from_peer(ack);
  net.run(base::Millis{10'000});
  EXPECT_EQ(came().size(), before);
}

TEST_F(Section22, S22_1_ACancelIsNeverChallenged) {
  us.on_admit = [](const RequestView&) { return Admission::accept(); };
  const auto first = invite();
  from_peer(first);
  us.on_admit = [](const RequestView&) { return Admission::challenge(); };
  auto cancel = first;
  cancel.start = "CANCEL sip:7000@192.0.2.1 SIP/2.0";
  cancel.set("CSeq", std::to_string(cseq_of(first)) + " CANCEL").drop("Contact").drop("Content-Type");
  cancel.body.clear();
  from_peer(cancel);
  EXPECT_EQ(count("SIP/2.0 487"), 1U);
}

TEST_F(Section22, S22_4_TheProofOfAnotherMethodIsNone) {
  const auto first = invite();
  ASSERT_EQ(answer_to(first), 401);
  const auto challenge = newest("SIP/2.0 401");
  const auto proof = answer_challenge(challenge, {"551", "secret", {}}, "BYE", "sip:7000@192.0.2.1", "cnonce", false);
  ASSERT_TRUE(proof);
  auto second = invite();
  const auto colon = proof->find(": ");
  second.add("Authorization", proof->substr(colon + 2, proof->find("\r\n") - colon - 2));
  EXPECT_NE(answer_to(second), 200);
  EXPECT_FALSE(us.heard("incoming"));
}

TEST_F(Section22, S22_4_OurChallengeHasAQopAndOurProofAQuotedUri) {
  ASSERT_EQ(answer_to(invite()), 401);
  const auto challenge = newest("SIP/2.0 401");
  for (std::size_t i = 0; i < challenge.field_count(); ++i) {
    if (challenge.field_name(i) == HeaderName::kWwwAuthenticate) { EXPECT_NE(challenge.field_value(i).find("qop=\"auth\""), std::string_view::npos); }
  }
  const auto proof = answer_challenge(challenge, {"551", "secret", {}}, "INVITE", "sip:7000@192.0.2.1", "cnonce", false);
  ASSERT_TRUE(proof);
  EXPECT_NE(proof->find("uri=\"sip:7000@192.0.2.1\""), std::string::npos);
  EXPECT_NE(proof->find("qop=auth"), std::string::npos) << "a qop that is offered is used";
  EXPECT_NE(proof->find("nc=00000001"), std::string::npos);
}

TEST_F(Section22, S22_1_TheAckOfAnAnswerShowsWhatItsInviteShowed) {
  PlaceRequest call;
  call.target = "sip:7000@192.0.2.9";
  call.from_uri = "sip:551@192.0.2.1";
  call.sdp = kOffer;
  call.credentials = Credentials{"551", "secret", {}};
  ASSERT_TRUE(us.agent->place(call, net.now()));
  net.run(base::Millis{5});
  from_peer(response(newest("INVITE "), "401 Unauthorized").add("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\""));
  const auto second = newest("INVITE ");
  ASSERT_TRUE(second.has(HeaderName::kAuthorization));
  from_peer(response(second, "200 OK", std::string(kAnswer)));
  EXPECT_EQ(newest("ACK ").header(HeaderName::kAuthorization), second.header(HeaderName::kAuthorization));
}

}  // namespace
}  // namespace peal::sip::rfc3261
