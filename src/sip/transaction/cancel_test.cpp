#include <gtest/gtest.h>

#include "sip/message/writer.hpp"
#include "sip/transaction/transactions.hpp"

/// The CANCEL of an INVITE, and the ACK of its refusal, are made from what we sent.
namespace peal::sip {
namespace {

struct SentLast final : Output {
  void send(const Flow&, std::string_view bytes) override { last = bytes; }
  std::string last;
};
struct FailedTold final : TransactionUser {
  void client_failed(ClientRef, std::uint64_t, Method, TransactionFailure) override {}
};

/// Our INVITE with `routes` of `route_bytes` each, as a peer's Record-Route may make them.
struct LongInvite {
  explicit LongInvite(int routes, std::size_t route_bytes) {
    text = "INVITE sip:7000@192.0.2.7 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKlong;rport\r\nMax-Forwards: 70\r\n";
    for (int i = 0; i < routes; ++i) text += "Route: <sip:192.0.2.7;lr;r=" + std::to_string(i) + std::string(route_bytes, 'x') + ">\r\n";
    text += "From: <sip:551@192.0.2.1>;tag=ours\r\nTo: <sip:7000@192.0.2.7>\r\nCall-ID: long\r\nCSeq: 7 INVITE\r\n"
            "Contact: <sip:peal@192.0.2.1>\r\nContent-Length: 0\r\n\r\n";
    invite = all.send({Method::kInvite, "z9hG4bKlong", text, {Transport::kUdp, 0, *parse_address("192.0.2.7", 5060)}, false, 1, {}}, now);
  }
  void answer(const std::string& line) {
    Message response;
    ASSERT_FALSE(response.parse("SIP/2.0 " + line + "\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKlong;rport=5060\r\n"
                                "From: <sip:551@192.0.2.1>;tag=ours\r\nTo: <sip:7000@192.0.2.7>;tag=theirs\r\nCall-ID: long\r\nCSeq: 7 INVITE\r\n\r\n",
                                Framing::kDatagram));
    (void)all.response(response, now);
  }
  /// The same lines that the INVITE has of that name.
  [[nodiscard]] bool repeats(std::string_view name) const {
    const auto lines_of = [&](const std::string& message) {
      std::string found;
      for (auto at = message.find("\r\n" + std::string(name) + ": "); at != std::string::npos; at = message.find("\r\n" + std::string(name) + ": ", at + 2)) {
        found += message.substr(at, message.find("\r\n", at + 2) - at);
      }
      return found;
    };
    return !lines_of(text).empty() && lines_of(text) == lines_of(out.last);
  }

  base::Time now = base::from_unix_millis(1'795'000'000'000);
  SentLast out;
  FailedTold told;
  Transactions all{SipTimers{}, out, told, now};
  std::string text;
  ClientRef invite;
};

// What a peer lets us carry may pass what we would read: its refusal must not end the program.
TEST(TransactionCancel, ARefusedInviteLongerThanWeWouldReadIsAcknowledged) {
  LongInvite sent(5, 8'000);
  Message unreadable;
  ASSERT_TRUE(unreadable.parse(sent.text, Framing::kDatagram)) << "or this test shows nothing";
  sent.answer("488 Not Acceptable Here");
  EXPECT_TRUE(sent.out.last.starts_with("ACK sip:7000@192.0.2.7 SIP/2.0\r\n"));
  for (const auto* name : {"Via", "Route", "From", "Call-ID", "Max-Forwards"}) EXPECT_TRUE(sent.repeats(name)) << name;
  EXPECT_NE(sent.out.last.find("\r\nTo: <sip:7000@192.0.2.7>;tag=theirs\r\n"), std::string::npos);
  EXPECT_NE(sent.out.last.find("\r\nCSeq: 7 ACK\r\n"), std::string::npos);
  EXPECT_EQ(sent.out.last.find("\r\nContact: "), std::string::npos);
  EXPECT_TRUE(sent.out.last.ends_with("\r\nContent-Length: 0\r\n\r\n"));
}

TEST(TransactionCancel, AnInviteLongerThanWeWouldReadIsCancelled) {
  LongInvite sent(5, 8'000);
  sent.answer("180 Ringing");
  sent.all.cancel(sent.invite, "Reason: SIP;cause=200\r\n", sent.now);
  EXPECT_TRUE(sent.out.last.starts_with("CANCEL sip:7000@192.0.2.7 SIP/2.0\r\n"));
  for (const auto* name : {"Via", "Route", "From", "To", "Call-ID"}) EXPECT_TRUE(sent.repeats(name)) << name;
  EXPECT_NE(sent.out.last.find("\r\nCSeq: 7 CANCEL\r\n"), std::string::npos);
  EXPECT_NE(sent.out.last.find("\r\nReason: SIP;cause=200\r\n"), std::string::npos);
  // Its own transaction is found by the same branch.
  const auto before = sent.all.size();
  Message ok;
  ASSERT_FALSE(ok.parse("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKlong\r\nFrom: <sip:551@192.0.2.1>;tag=ours\r\n"
                        "To: <sip:7000@192.0.2.7>;tag=theirs\r\nCall-ID: long\r\nCSeq: 7 CANCEL\r\n\r\n", Framing::kDatagram));
  EXPECT_FALSE(sent.all.response(ok, sent.now).pass) << "nobody waits for it";
  sent.all.advance(sent.now + base::Seconds{6});  // Timer K.
  EXPECT_EQ(sent.all.size(), before - 1);
}

}  // namespace
}  // namespace peal::sip
