#include "sip/message/message.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "sip/message/writer.hpp"

namespace peal::sip {
namespace {

const std::string kInvite =
    "INVITE sip:7000@192.0.2.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.9:5090;branch=z9hG4bKa1;rport, SIP/2.0/TCP p.example;branch=z9hG4bKa0\r\n"
    "f: \"O'Neil, \\\"Tess\\\"\" <sip:551@192.0.2.9;user=phone>;tag=t1\r\n"
    "t:<sip:7000@192.0.2.1>\r\n"
    "i: call-1\r\n"
    "CSeq: 7 INVITE\r\n"
    "Subject: one\r\n  two\r\n\tthree\r\n"
    "Supported: timer, 100rel\r\nk: Replaces\r\n"
    "X-Peal-Token: abc\r\n"
    "m: <sip:551@192.0.2.9:5090>\r\n"
    "c: application/sdp\r\nl: 4\r\n\r\nv=0\n";

Message parsed(const std::string& text, Framing framing = Framing::kDatagram) {
  Message message;
  const auto fault = message.parse(text, framing);
  EXPECT_FALSE(fault) << fault->reason;
  return message;
}
std::uint16_t fault_of(const std::string& text, Framing framing = Framing::kDatagram) {
  Message message;
  if (const auto fault = message.parse(text, framing)) return fault->status;
  const auto fault = message.check();
  return fault ? fault->status : 200;
}
std::string with(std::string from, const std::string& what, const std::string& by) {
  const auto at = from.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return from.replace(at, what.size(), by);
}

TEST(MessageTest, ReadsLongAndCompactNames) {
  const auto m = parsed("\r\n\r\n" + kInvite);
  EXPECT_FALSE(m.check());
  EXPECT_EQ(m.method(), Method::kInvite);
  EXPECT_EQ(m.request_uri(), "sip:7000@192.0.2.1");
  EXPECT_EQ(m.call_id(), "call-1");
  EXPECT_EQ(m.cseq()->number, 7U);
  EXPECT_EQ(m.from()->tag(), "t1");
  EXPECT_EQ(m.from()->display_text(), "O'Neil, \"Tess\"");
  EXPECT_EQ(m.from()->uri.user, "551");
  EXPECT_EQ(m.contact()->uri.port, 5090);
  EXPECT_EQ(m.body(), "v=0\n");
  EXPECT_EQ(m.header("x-peal-TOKEN"), "abc");
}

TEST(MessageTest, JoinsFoldedLines) {
  const auto m = parsed(kInvite);
  EXPECT_EQ(m.header(HeaderName::kSubject), "one    two  \tthree");
}

// However many folds: each costs its own length, and empty ones add nothing.
TEST(MessageTest, FoldsOfSpacesAddNothingAndAreBounded) {
  std::string folds;
  for (int i = 0; i < 5'000; ++i) folds += " \r\n";
  EXPECT_EQ(parsed(with(kInvite, "Subject: one\r\n", "Subject:\r\n" + folds + " one\r\n")).header(HeaderName::kSubject), "one    two  \tthree");
  EXPECT_EQ(parsed(with(kInvite, "Subject: one\r\n  two\r\n\tthree\r\n", "Subject: one\r\n" + folds)).header(HeaderName::kSubject), "one");
  EXPECT_EQ(fault_of(with(kInvite, "Subject: one\r\n", "Subject: one\r\n" + folds)), 400) << "the gap makes the value too long";
  EXPECT_EQ(fault_of(with(kInvite, "Subject: one\r\n", "Subject: one\r\n x" + std::string(1, '\0') + "\r\n")), 400);
}

TEST(MessageTest, TakesListsApartAcrossFields) {
  const auto m = parsed(kInvite);
  EXPECT_TRUE(m.lists(HeaderName::kSupported, "replaces"));
  EXPECT_TRUE(m.lists(HeaderName::kSupported, "100REL"));
  EXPECT_FALSE(m.lists(HeaderName::kSupported, "gruu"));
  int vias = 0;
  m.each_value(HeaderName::kVia, [&](std::string_view) { return ++vias > 0; });
  EXPECT_EQ(vias, 2);
  EXPECT_EQ(m.top_via()->branch, "z9hG4bKa1");
  EXPECT_TRUE(m.top_via()->rport_asked);
}

// RFC 3261 20: mandatory fields.
TEST(MessageTest, RefusesMissingAndDoubledFields) {
  for (const std::string line : {"i: call-1\r\n", "CSeq: 7 INVITE\r\n", "t:<sip:7000@192.0.2.1>\r\n"}) {
    EXPECT_EQ(fault_of(with(kInvite, line, "")), 400) << line;
    EXPECT_EQ(fault_of(with(kInvite, line, line + line)), 400) << line;
  }
}

// RFC 3261 7.3.1: whoever takes the first and whoever takes the last would match by another.
TEST(MessageTest, RefusesAViaWithTwoBranches) {
  EXPECT_EQ(fault_of(with(kInvite, ";branch=z9hG4bKa1", ";branch=z9hG4bKa1;branch=z9hG4bKa2")), 400);
}

// As many hops as Max-Forwards allows, and every one of them is named in the response.
TEST(MessageTest, TakesAsManyViasAsThereMayBeHops) {
  const auto vias = [](std::size_t count) {
    std::string lines;
    for (std::size_t i = 2; i < count; ++i) lines += "v: SIP/2.0/UDP h" + std::to_string(i) + ";branch=z9hG4bK" + std::to_string(i) + "\r\n";
    return with(kInvite, "f: ", lines + "f: ");
  };
  ASSERT_EQ(fault_of(vias(kViaMax)), 200);
  EXPECT_EQ(fault_of(vias(kViaMax + 1)), 400);
  std::string out;
  Writer writer(out);
  write_response_head(writer, parsed(vias(kViaMax)), {Transport::kUdp, 0, *parse_address("192.0.2.9", 5090)}, 200, {}, "tt");
  writer.no_body();
  EXPECT_EQ(parsed(out).count(HeaderName::kVia), kViaMax);
}

// Two lengths, a sign, or a value past the datagram: two readers could disagree.
TEST(MessageTest, RefusesDoubtfulLengths) {
  EXPECT_EQ(fault_of(with(kInvite, "l: 4\r\n", "l: 4\r\nContent-Length: 4\r\n")), 400);
  EXPECT_EQ(fault_of(with(kInvite, "l: 4", "l: -4")), 400);
  EXPECT_EQ(fault_of(with(kInvite, "l: 4", "l: 5")), 400);
  EXPECT_EQ(fault_of(with(kInvite, "l: 4", "l: 3")), 200);
  EXPECT_EQ(fault_of(with(kInvite, "l: 4", "l: 3"), Framing::kWhole), 400);
  EXPECT_EQ(fault_of(with(kInvite, "l: 4\r\n", ""), Framing::kWhole), 200);
  EXPECT_EQ(fault_of(with(kInvite, "l: 4\r\n", ""), Framing::kStream), 400);
}

TEST(MessageTest, SpaceBeforeColonIsLegalOnlyAfterAToken) {
  EXPECT_EQ(fault_of(with(kInvite, "i: call-1", "i \t : call-1")), 200);
  EXPECT_EQ(fault_of(with(kInvite, "i: call-1", "i\r\n : call-1")), 400);
  EXPECT_EQ(fault_of(with(kInvite, "i: call-1", "i x: call-1")), 400);
  EXPECT_EQ(fault_of(with(kInvite, "i: call-1", "i: call-1\nFoo: x")), 400);
}

// Wherever it stands among the eight bytes that are looked at together.
TEST(MessageTest, SeesEveryControlCharacterWhereverItStands) {
  const std::string head = "OPTIONS sip:a@b SIP/2.0\r\n";
  const auto verdict = [&](const std::string& value) {
    Message message;
    const auto fault = message.parse(head + "Subject: " + value + "\r\n\r\n", Framing::kDatagram);
    return fault ? fault->status : message.header(HeaderName::kSubject) == value ? 0 : -1;
  };
  for (std::size_t size = 2; size < 40; ++size) {
    for (std::size_t at = 1; at + 1 < size; ++at) {
      std::string value(size, 'x');
      for (const char bad : {'\r', '\n', '\0'}) {
        value[at] = bad;
        ASSERT_EQ(verdict(value), 400) << size << " " << at << " " << static_cast<int>(bad);
      }
      for (const char good : {'\t', '\x01', '\x1f', '\x7f', '\x80', '\xff'}) {
        value[at] = good;
        ASSERT_EQ(verdict(value), 0) << size << " " << at << " " << static_cast<int>(good);
      }
      value[at] = '\0';
      value[at - 1] = '\\';  // RFC 3261 25.1: quoted-pair.
      ASSERT_EQ(verdict(value), 0) << size << " " << at;
    }
  }
}

TEST(MessageTest, BoundsWhatAPeerMaySend) {
  std::string many;
  for (std::size_t i = 0; i <= kHeaderFieldsMax; ++i) many += "X-A: 1\r\n";
  EXPECT_EQ(fault_of(with(kInvite, "Subject: one", many + "Subject: one")), 400);
  EXPECT_EQ(fault_of(with(kInvite, "Subject: one", "Subject: " + std::string(kHeaderValueMaxBytes + 1, 'x'))), 400);
  EXPECT_EQ(fault_of(kInvite + std::string(kMessageMaxBytes, 'x')), 0);
  EXPECT_EQ(fault_of("INVITE " + std::string(kHeadMaxBytes, 'x') + " SIP/2.0\r\n\r\n"), 0);
}

TEST(MessageTest, FindsAPartOfAMultipartBody) {
  const std::string body =
      "--b1\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b1\r\nContent-Type: application/sdp;x=y\r\n\r\nv=0\r\n--b1--\r\n";
  auto text = with(kInvite, "c: application/sdp", "c: multipart/mixed;boundary=\"b1\"");
  text = with(text, "l: 4\r\n\r\nv=0\n", "l: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_EQ(parsed(text).body_of("application/sdp"), "v=0");
  EXPECT_EQ(parsed(text).body_of("image/png"), "");
  EXPECT_EQ(parsed(kInvite).body_of("application/SDP"), "v=0\n");
}

TEST(MessageTest, AMultipartBodyEndsWhereItsBoundariesSay) {
  const auto sdp_of = [](const std::string& body) {
    auto text = with(kInvite, "c: application/sdp", "c: multipart/mixed;boundary=b1");
    text = with(text, "l: 4\r\n\r\nv=0\n", "l: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return std::string(parsed(text).body_of("application/sdp"));
  };
  const std::string part = "Content-Type: application/sdp\r\n\r\nv=0";
  EXPECT_EQ(sdp_of("--b1\r\n--b1\r\n" + part + "\r\n--b1--"), "v=0") << "an empty part before it";
  EXPECT_EQ(sdp_of("preamble\r\n--b1 \r\n" + part + "\r\n--b1--\r\n"), "v=0");
  EXPECT_EQ(sdp_of("--b1\r\n\r\nno headers\r\n\r\nContent-Type: application/sdp\r\n--b1--"), "") << "that was text";
  EXPECT_EQ(sdp_of("--b12\r\n" + part + "\r\n--b12--"), "") << "another boundary";
  EXPECT_EQ(sdp_of("--b1--\r\n" + part + "\r\n--b1--"), "") << "what follows the last boundary is nothing";
  EXPECT_EQ(sdp_of("--b1\r\n" + part), "") << "no end";
}

// RFC 3581 4 and 3261 18.2.1.
TEST(WriterTest, ResponseSaysWhereTheRequestCameFrom) {
  const auto m = parsed(kInvite);
  std::string out;
  Writer writer(out);
  const Flow flow{Transport::kUdp, 0, *parse_address("198.51.100.4", 4321)};
  write_response_head(writer, m, flow, 180, {}, "tt");
  writer.no_body();
  const auto r = parsed(out);
  EXPECT_FALSE(r.check());
  EXPECT_EQ(r.status(), 180);
  EXPECT_EQ(r.method(), Method::kInvite);
  EXPECT_EQ(r.top_via()->received, "198.51.100.4");
  EXPECT_EQ(find_parameter(r.top_via()->params, "rport"), "4321");
  EXPECT_EQ(r.to()->tag(), "tt");
  EXPECT_EQ(r.count(HeaderName::kVia), 2U);
  EXPECT_EQ(response_flow(*m.top_via(), flow), flow);
}

TEST(WriterTest, TextCannotStartAHeaderField) {
  std::string out;
  Writer writer(out);
  writer.request("OPTIONS", "sip:a@b\r\nX-Evil: 1").field("X-Name", "a\r\nRoute: <sip:e>").no_body();
  const auto m = parsed(out);
  EXPECT_EQ(m.header("X-Evil"), "");
  EXPECT_FALSE(m.has(HeaderName::kRoute));
  EXPECT_EQ(write_name_addr("a\"\\\r\nb", "sip:x@y"), "\"a\\\"\\\\b\" <sip:x@y>");
}

TEST(MessageTest, AnyNameSurvivesWritingAndReading) {
  EXPECT_TRUE(rc::check("display names of any bytes", [](const std::string& name) {
    std::string plain;
    for (const char c : name) {
      if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) plain.push_back(c);
    }
    const auto written = write_name_addr(name, "sip:a@b");
    const auto back = parse_name_addr(written);
    RC_ASSERT(back.has_value());
    RC_ASSERT(back->display_text() == plain);
  }));
}

TEST(MessageTest, ParsingBytesNeverReadsBeyondThem) {
  EXPECT_TRUE(rc::check("mutated messages", [](std::uint32_t at, char byte, std::uint32_t cut) {
    std::string text = kInvite;
    text[at % text.size()] = byte;
    text.resize(text.size() - cut % 32);
    Message m;
    if (m.parse(text, Framing::kDatagram)) return;
    (void)m.check();
    for (std::size_t i = 0; i < m.field_count(); ++i) RC_ASSERT(m.field_value(i).size() <= text.size());
  }));
}

TEST(HeaderNameTest, EveryNameIsFoundInAnyCase) {
  for (std::size_t i = 1; i < static_cast<std::size_t>(HeaderName::kCount); ++i) {
    const auto name = static_cast<HeaderName>(i);
    std::string text(header_name_text(name));
    EXPECT_EQ(parse_header_name(text), name) << text;
    for (char& c : text) c = static_cast<char>(std::toupper(c));
    EXPECT_EQ(parse_header_name(text), name) << text;
  }
  EXPECT_EQ(parse_header_name("C%6Fntact"), HeaderName::kOther);
  EXPECT_EQ(parse_header_name("V"), HeaderName::kVia);
}

}  // namespace
}  // namespace peal::sip
