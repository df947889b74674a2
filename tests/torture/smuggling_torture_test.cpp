#include <gtest/gtest.h>

#include <string>

#include "sip/message/message.hpp"
#include "sip/message/stream_framer.hpp"

/// Messages that two readers may understand in two ways, so that one of them can
/// be led past the other: a proxy in front of us and we ourselves, say.
namespace peal::torture {
namespace {

using namespace peal::sip;

const std::string kFields =
    "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKsmuggle\r\nMax-Forwards: 70\r\nFrom: <sip:a@192.0.2.9>;tag=1\r\n"
    "To: <sip:7000@192.0.2.1>\r\nCall-ID: smuggle\r\nCSeq: 1 INVITE\r\nContact: <sip:a@192.0.2.9>\r\n";

std::string invite(const std::string& more, const std::string& body = {}) {
  return "INVITE sip:7000@192.0.2.1 SIP/2.0\r\n" + kFields + more + "\r\n" + body;
}

/// The status we answer with; 0: well formed.
int verdict(const std::string& text, Framing framing = Framing::kDatagram) {
  Message message;
  auto fault = message.parse(text, framing);
  if (!fault) fault = message.check();
  EXPECT_FALSE(fault && fault->reason.empty());
  return fault ? fault->status : 0;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

TEST(Smuggling, AWellFormedMessagePasses) { EXPECT_EQ(verdict(invite("Content-Length: 0\r\n")), 0); }

TEST(Smuggling, TwoContentLengthsAreRefusedEvenWhenEqual) {
  EXPECT_EQ(verdict(invite("Content-Length: 0\r\nContent-Length: 4\r\n", "v=0\n")), 400);
  EXPECT_EQ(verdict(invite("Content-Length: 4\r\nContent-Length: 4\r\n", "v=0\n")), 400);
  EXPECT_EQ(verdict(invite("Content-Length: 4\r\nl: 4\r\n", "v=0\n")), 400) << "the compact name is the same field";
  EXPECT_EQ(verdict(invite("Content-Length : 4\r\ncontent-length: 0\r\n", "v=0\n")), 400);
}

TEST(Smuggling, AContentLengthThatIsNoLengthIsRefused) {
  for (const auto* length : {"-1", "+4", "4 4", "0x4", "4,4", "", "99999999999999999999", "4;x"}) {
    EXPECT_EQ(verdict(invite("Content-Length: " + std::string(length) + "\r\n", "v=0\n")), 400) << length;
  }
}

TEST(Smuggling, AContentLengthBeyondTheDatagramIsRefused) {
  EXPECT_EQ(verdict(invite("Content-Length: 5\r\n", "v=0\n")), 400);
}

// RFC 3261 18.3: what lies behind the body is thrown away, and never a second message.
TEST(Smuggling, BytesBehindTheBodyAreNotRead) {
  Message message;
  ASSERT_FALSE(message.parse(invite("Content-Length: 4\r\n", "v=0\nBYE sip:x SIP/2.0\r\n\r\n"), Framing::kDatagram));
  EXPECT_EQ(message.body(), "v=0\n");
  EXPECT_EQ(verdict(invite("Content-Length: 4\r\n", "v=0\nBYE sip:x SIP/2.0\r\n\r\n"), Framing::kWhole), 400)
      << "a WebSocket carries exactly one message";
}

TEST(Smuggling, AStreamWithoutOneLengthIsBroken) {
  for (const auto* lengths : {"", "Content-Length: 4\r\nl: 0\r\n", "Content-Length: x\r\n", "Content-Length:\r\n 4\r\n"}) {
    StreamFramer framer;
    framer.append(invite(lengths, "v=0\n"));
    EXPECT_EQ(framer.next().kind, StreamFramer::Kind::kBroken) << lengths;
  }
}

// RFC 3261 25.1 allows blanks before the colon of any field, RFC 4475 3.1.1.1
// demands that they be read; what they must not do is hide a second field.
TEST(Smuggling, ABlankBeforeTheColonHidesNothing) {
  EXPECT_EQ(verdict(invite("Content-Length \t: 0\r\n")), 0);
  for (const auto* doubled : {"To : <sip:9999@192.0.2.1>\r\n", "t\t: <sip:9999@192.0.2.1>\r\n", "Call-ID : other\r\n", "i: other\r\n",
                              "f : <sip:admin@192.0.2.1>;tag=2\r\n", "CSeq : 2 INVITE\r\n"}) {
    EXPECT_EQ(verdict(invite(doubled)), 400) << doubled;
  }
  EXPECT_EQ(verdict(invite("X Forwarded: x\r\n")), 400) << "a blank inside a name";
  EXPECT_EQ(verdict(invite(": nameless\r\n")), 400);
}

TEST(Smuggling, FieldsThatMayStandOnceAreRefusedTwiceUnderAnyName) {
  for (const auto* doubled : {"To: <sip:7000@192.0.2.1>\r\n", "FROM: <sip:a@192.0.2.9>;tag=1\r\n", "call-id: smuggle\r\n",
                              "CSEQ: 1 INVITE\r\n", "Max-Forwards: 70\r\n"}) {
    EXPECT_EQ(verdict(invite(doubled)), 400) << doubled;
  }
  EXPECT_EQ(verdict(invite("Content-Type: application/sdp\r\nc: text/plain\r\n")), 400);
}

TEST(Smuggling, ALoneLineFeedOrReturnEndsNoField) {
  EXPECT_EQ(verdict(invite("X-One: a\nTo: <sip:9999@192.0.2.1>\r\n")), 400);
  EXPECT_EQ(verdict(invite("X-One: a\rTo: <sip:9999@192.0.2.1>\r\n")), 400);
  EXPECT_EQ(verdict(replaced(invite(""), "Max-Forwards: 70\r\n", "Max-Forwards: 70\n")), 400);
}

TEST(Smuggling, AFoldedLineBelongsToTheFieldBeforeIt) {
  Message message;
  ASSERT_FALSE(message.parse(invite("Subject: one\r\n To: <sip:9999@192.0.2.1>\r\n"), Framing::kDatagram));
  EXPECT_EQ(message.to()->uri.user_text(), "7000");
  EXPECT_FALSE(message.check());
  EXPECT_EQ(verdict("INVITE sip:7000@192.0.2.1 SIP/2.0\r\n To: <sip:x@y>\r\n" + kFields + "\r\n"), 400) << "no field before it";
}

TEST(Smuggling, ANulIsRefusedWhereItIsNotEscaped) {
  using namespace std::string_literals;
  EXPECT_EQ(verdict(invite("Subject: a\0b\r\n"s)), 400);
  EXPECT_EQ(verdict(invite("Subject: a\r\n \0b\r\n"s)), 400);
  EXPECT_EQ(verdict(replaced(invite(""), "Call-ID: smuggle", "Call-ID: smug\0gle"s)), 400);
  EXPECT_EQ(verdict(replaced(invite(""), "sip:7000@", "sip:70\0"
                                                      "00@"s)), 400);
  EXPECT_EQ(verdict(invite("Contact\0: <sip:b@192.0.2.9>\r\n"s)), 400);
}

TEST(Smuggling, TheStartLineHasOneReading) {
  for (const auto* start : {"INVITE  sip:7000@192.0.2.1 SIP/2.0", "INVITE sip:7000@192.0.2.1  SIP/2.0", "INVITE sip:7000@192.0.2.1 SIP/2.0 ",
                            "INVITE sip:7000@192.0.2.1 sip:9999@192.0.2.1 SIP/2.0", "INVITE\tsip:7000@192.0.2.1\tSIP/2.0"}) {
    const auto said = verdict(std::string(start) + "\r\n" + kFields + "\r\n");
    Message message;
    const auto fault = message.parse(std::string(start) + "\r\n" + kFields + "\r\n", Framing::kDatagram);
    EXPECT_TRUE(said == 400 || (fault && fault->status == 0)) << start << ": " << said;
  }
}

TEST(Smuggling, TheMethodIsTheSameInBothPlaces) {
  EXPECT_EQ(verdict(replaced(invite(""), "CSeq: 1 INVITE", "CSeq: 1 BYE")), 400);
  EXPECT_EQ(verdict(replaced(invite(""), "CSeq: 1 INVITE", "CSeq: 1 invite")), 400);
}

}  // namespace
}  // namespace peal::torture
