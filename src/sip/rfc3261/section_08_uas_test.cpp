#include "sip/rfc3261/by_hand.hpp"

// RFC 3261 7 and 8.2: how a request of somebody else is read and answered.
namespace peal::sip::rfc3261 {
namespace {

class Section8Server : public ByHand {};

TEST_F(Section8Server, S7_3_1_NamesAreReadInAnyCaseAndTheShortForms) {
  auto text = invite().text();
  const auto replace = [&](const std::string& from, const std::string& to) {
    const auto at = text.find("\r\n" + from + ":");
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at + 2, from.size(), to);
  };
  replace("Via", "v");
  replace("From", "fROM");
  replace("To", "t");
  replace("Call-ID", "i");
  replace("CSeq", "CSEQ");
  replace("Contact", "m");
  replace("Content-Type", "c");
  replace("Content-Length", "l");
  from_peer(text);
  EXPECT_TRUE(us.heard("incoming")) << (came().empty() ? "nothing came back" : came().back());
}

TEST_F(Section8Server, S7_3_1_RowsOfOneNameAndACommaListAreTheSame) {
  auto rows = request("OPTIONS");
  rows.fields.insert(rows.fields.begin() + 1, {"Via", "SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKb"});
  ASSERT_EQ(answer_to(rows), 200);
  const auto by_rows = newest("SIP/2.0 200");
  auto list = request("OPTIONS");
  list.set("Via", value_of(list, "Via") + ", SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKb");
  ASSERT_EQ(answer_to(list), 200);
  const auto by_list = newest("SIP/2.0 200");
  const auto vias = [](const Message& message) {
    int n = 0;
    message.each_value(HeaderName::kVia, [&](std::string_view) { return ++n, true; });
    return n;
  };
  EXPECT_EQ(vias(by_rows), 2);
  EXPECT_EQ(vias(by_list), 2);
}

TEST_F(Section8Server, S8_2_1_AnUnsupportedMethodGets405WithAllow) {
  EXPECT_EQ(answer_to(request("PUBLISH")), 405);
  EXPECT_TRUE(newest("SIP/2.0 405").lists(HeaderName::kAllow, "INVITE"));
}

TEST_F(Section8Server, S8_2_2_1_AnUnknownSchemeGets416) {
  auto call = invite();
  call.start = "INVITE weird:7000 SIP/2.0";
  EXPECT_EQ(answer_to(call), 416);
}

TEST_F(Section8Server, S8_2_2_2_AMergedRequestGets482) {
  const auto first = invite();
  from_peer(first);
  auto again = first;
  again.set("Via", "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKother");
  EXPECT_EQ(answer_to(again), 482);
  EXPECT_EQ(us.calls.size(), 1U);
}

TEST_F(Section8Server, S8_2_2_3_AnUnknownRequireGets420ThatNamesIt) {
  EXPECT_EQ(answer_to(invite().add("Require", "timer, x-unheard-of")), 420);
  EXPECT_TRUE(newest("SIP/2.0 420").lists(HeaderName::kUnsupported, "x-unheard-of"));
  EXPECT_FALSE(newest("SIP/2.0 420").lists(HeaderName::kUnsupported, "timer"));
}

TEST_F(Section8Server, S8_2_2_3_RequireInAnAckIsIgnored) {
  us.auto_answer();
  const auto first = invite();
  from_peer(first);
  auto ack = within("ACK", first, newest("SIP/2.0 200"), cseq_of(first));
  ack.add("Require", "x-unheard-of");
  const auto before = came().size();
  from_peer(ack);
  EXPECT_EQ(came().size(), before);
  EXPECT_TRUE(us.heard("acknowledged"));
}

TEST_F(Section8Server, S8_2_2_3_RequireInACancelIsIgnored) {
  const auto first = invite();
  from_peer(first);
  auto cancel = first;
  cancel.start = "CANCEL sip:7000@192.0.2.1 SIP/2.0";
  cancel.set("CSeq", std::to_string(cseq_of(first)) + " CANCEL").drop("Contact").drop("Content-Type").add("Require", "x-unheard-of");
  cancel.body.clear();
  from_peer(cancel);
  EXPECT_EQ(count("SIP/2.0 200"), 1U);
  EXPECT_EQ(count("SIP/2.0 487"), 1U);
}

TEST_F(Section8Server, S8_2_3_AnUnknownBodyGets415WithAccept) {
  EXPECT_EQ(answer_to(invite().set("Content-Type", "application/x-unheard-of")), 415);
  EXPECT_TRUE(newest("SIP/2.0 415").lists(HeaderName::kAccept, "application/sdp"));
}

TEST_F(Section8Server, S8_2_3_AnUnknownEncodingGets415WithAcceptEncoding) {
  EXPECT_EQ(answer_to(invite().add("Content-Encoding", "gzip")), 415);
  EXPECT_TRUE(newest("SIP/2.0 415").has(HeaderName::kAcceptEncoding));
}

TEST_F(Section8Server, S8_2_6_1_OnlyAnInviteGetsAProvisionalResponse) {
  ASSERT_EQ(answer_to(request("OPTIONS")), 200);
  EXPECT_EQ(count("SIP/2.0 1"), 0U);
}

TEST_F(Section8Server, S8_2_6_2_AResponseRepeatsFromCallIdCSeqAndVia) {
  auto asked = request("OPTIONS");
  asked.fields.insert(asked.fields.begin() + 1, {"Via", "SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKb;x=y"});
  ASSERT_EQ(answer_to(asked), 200);
  const auto ok = newest("SIP/2.0 200");
  EXPECT_EQ(ok.header(HeaderName::kFrom), value_of(asked, "From"));
  EXPECT_EQ(ok.call_id(), value_of(asked, "Call-ID"));
  EXPECT_EQ(ok.header(HeaderName::kCSeq), value_of(asked, "CSeq"));
  std::vector<std::string> vias;
  ok.each_value(HeaderName::kVia, [&](std::string_view value) { return vias.emplace_back(value), true; });
  ASSERT_EQ(vias.size(), 2U);
  EXPECT_TRUE(vias[0].starts_with("SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKhand"));
  EXPECT_EQ(vias[1], "SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKb;x=y");
}

TEST_F(Section8Server, S8_2_6_2_EveryResponseButThe100HasTheSameToTag) {
  us.on_incoming = [this](CallId call) {
    (void)us.agent->ring(call, net.now());
    (void)us.agent->answer(call, kAnswer, net.now());
  };
  from_peer(invite());
  EXPECT_FALSE(newest("SIP/2.0 180").to()->tag().empty());
  EXPECT_EQ(newest("SIP/2.0 180").to()->tag(), newest("SIP/2.0 200").to()->tag());
}

TEST_F(Section8Server, S8_2_6_2_ATagThatIsThereStays) {
  auto asked = request("OPTIONS");
  asked.set("To", "<sip:7000@192.0.2.1>;tag=theirs");
  (void)answer_to(asked);
  EXPECT_EQ(last().to()->tag(), "theirs");
}

TEST_F(Section8Server, S8_2_7_ARefusalWithoutATransactionHasTheSameTagEachTime) {
  us.on_shed = [](const RequestView&) { return std::optional(base::Seconds{5}); };
  const auto call = invite();
  ASSERT_EQ(answer_to(call), 503);
  const std::string first(last().to()->tag());
  ASSERT_EQ(answer_to(call), 503);
  EXPECT_EQ(last().to()->tag(), first);
  EXPECT_EQ(count("SIP/2.0 1"), 0U);
}

TEST_F(Section8Server, S18_3_BytesBehindTheBodyAreDropped) {
  from_peer(invite().text() + "and more that nobody announced");
  EXPECT_TRUE(us.heard("incoming"));
  EXPECT_EQ(us.last_offer, kOffer);
}

TEST_F(Section8Server, S18_3_ABodyThatIsTooShortGets400) {
  auto text = invite().text();
  text.resize(text.size() - 10);
  from_peer(text);
  EXPECT_EQ(status(), 400);
  EXPECT_FALSE(us.heard("incoming"));
}

TEST_F(Section8Server, S18_2_1_ReceivedIsAddedWhereTheViaSaysAnotherAddress) {
  auto asked = request("OPTIONS");
  asked.set("Via", "SIP/2.0/UDP phone.example:5060;branch=z9hG4bKr");
  from_peer(asked.text());
  EXPECT_NE(std::string(newest("SIP/2.0 200").header(HeaderName::kVia)).find("received=192.0.2.9"), std::string::npos);
}

TEST_F(Section8Server, S18_2_2_AResponseGoesToTheSourceAndThePortOfTheVia) {
  auto asked = request("OPTIONS");
  asked.set("Via", "SIP/2.0/UDP phone.example:5099;branch=z9hG4bKp");
  from_peer(asked.text(), kPeer, 40'000);
  ASSERT_FALSE(net.outside.empty());
  EXPECT_EQ(net.outside.back().first.text(), "192.0.2.9:5099");
}

TEST_F(Section8Server, RFC3581_4_WithRportAResponseGoesToTheSourcePort) {
  auto asked = request("OPTIONS");
  asked.set("Via", "SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bKq");
  from_peer(asked.text(), kPeer, 40'000);
  ASSERT_FALSE(net.outside.empty());
  EXPECT_EQ(net.outside.back().first.text(), "192.0.2.9:40000");
  const std::string via(newest("SIP/2.0 200").header(HeaderName::kVia));
  EXPECT_NE(via.find("rport=40000"), std::string::npos);
  EXPECT_NE(via.find("received=192.0.2.9"), std::string::npos);
}

TEST_F(Section8Server, S21_5_6_AnotherVersionGets505) {
  auto call = invite();
  call.start = "INVITE sip:7000@192.0.2.1 SIP/7.0";
  EXPECT_EQ(answer_to(call), 505);
}

TEST_F(Section8Server, S20_AMissingMandatoryFieldGets400) {
  for (const char* name : {"From", "To", "Call-ID", "CSeq"}) {
    net.outside.clear();
    from_peer(invite().drop(name).text());
    EXPECT_TRUE(status() == 400 || came().empty()) << name;
    EXPECT_FALSE(us.heard("incoming")) << name;
  }
}

TEST_F(Section8Server, S8_2_4_NoExtensionIsAppliedThatTheCallerDoesNotKnow) {
  us.auto_answer();
  ASSERT_EQ(answer_to(invite()), 200);
  EXPECT_FALSE(newest("SIP/2.0 200").has(HeaderName::kRequire));
}

TEST_F(Section8Server, S8_2_6_1_The100RepeatsTheTimestamp) {
  auto first = invite();
  first.add("Timestamp", "54.21");
  from_peer(first);
  EXPECT_EQ(newest("SIP/2.0 100").header(HeaderName::kTimestamp), "54.21");
}

TEST_F(Section8Server, S8_2_7_WhoIsRefusedWithoutATransactionGetsNo100AndNoRepetition) {
  us.on_admit = [](const RequestView&) { return Admission::challenge(); };
  const auto first = invite();
  from_peer(first);
  net.run(base::Millis{33'000});
  EXPECT_EQ(came().size(), 1U);
  from_peer(first);
  EXPECT_EQ(count("SIP/2.0 401"), 2U) << "each copy is answered anew";
  EXPECT_EQ(us.agent->transaction_count(), 0U);
}

}  // namespace
}  // namespace peal::sip::rfc3261
