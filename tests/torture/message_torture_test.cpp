#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "sip/message/message.hpp"
#include "sip/message/stream_framer.hpp"
#include "fixture.hpp"
#include "verdicts.hpp"

namespace peal::torture {

std::string fixture(std::string_view file) {
  std::ifstream in(std::filesystem::path(PEAL_SOURCE_DIR) / "tests/fixtures/sip-torture" / file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

namespace {

using namespace peal::sip;

Message parsed(std::string_view file) {
  Message message;
  EXPECT_FALSE(message.parse(fixture(file), Framing::kDatagram)) << file;
  return message;
}

TEST(MessageTortureTest, EveryFileHasOneVerdict) {
  std::set<std::string> files, judged;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(PEAL_SOURCE_DIR) / "tests/fixtures/sip-torture")) {
    if (entry.path().extension() == ".dat") files.insert(entry.path().filename());
  }
  for (const auto& verdict : kVerdicts) EXPECT_TRUE(judged.insert(std::string(verdict.file)).second) << verdict.file;
  EXPECT_EQ(files, judged);
  EXPECT_EQ(files.size(), 49U);
}

TEST(MessageTortureTest, EveryMessageGetsItsVerdict) {
  for (const auto& verdict : kVerdicts) {
    Message message;
    auto fault = message.parse(fixture(verdict.file), Framing::kDatagram);
    if (!fault) fault = message.check();
    EXPECT_EQ(fault ? fault->status : 200, verdict.message)
        << verdict.file << " (" << verdict.section << "): " << verdict.why << "; we said " << (fault ? fault->reason : "well formed");
  }
}

// 3.1.1.1: what must be understood through the white space.
TEST(MessageTortureTest, WhiteSpaceInvite) {
  const auto m = parsed("wsinv.dat");
  EXPECT_EQ(m.to()->tag(), "1918181833n");
  EXPECT_EQ(m.from()->display_text(), "J Rosenberg \\\"");
  EXPECT_EQ(m.from()->tag(), "98asjd8");
  EXPECT_EQ(m.number(HeaderName::kMaxForwards), 68U);
  EXPECT_EQ(m.cseq()->number, 9U);
  EXPECT_EQ(m.cseq()->method, "INVITE");
  std::vector<std::string> branches;
  m.each_value(HeaderName::kVia, [&](std::string_view value) {
    branches.emplace_back(parse_via(value)->branch);
    return true;
  });
  EXPECT_EQ(branches, (std::vector<std::string>{"390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"}));
  EXPECT_EQ(m.contact()->display_text(), "Quoted string \"\"");
  EXPECT_EQ(m.contact()->param("newparam"), "newvalue");
  EXPECT_EQ(m.contact()->param("q"), "0.33");
  EXPECT_EQ(m.header("NewFangledHeader"), "newfangled value   continued newfangled value");
}

// 3.1.1.2: method, display name, tag and Call-ID of every legal character.
TEST(MessageTortureTest, WideRangeOfCharacters) {
  const auto m = parsed("intmeth.dat");
  EXPECT_EQ(m.method(), Method::kUnknown);
  EXPECT_EQ(m.method_text(), "!interesting-Method0123456789_*+`.%indeed'~");
  EXPECT_EQ(m.from()->tag(), "_token~1'+`*%!-.");
  EXPECT_EQ(m.from()->display_text(), "token1~` token2'+_ token3*%!.-");
  const auto uri = parse_uri(m.request_uri());
  EXPECT_EQ(uri->user, "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
  EXPECT_EQ(uri->host, "example.com");
}

// 3.1.1.3 and 3.1.1.4: escapes are characters.
TEST(MessageTortureTest, Escapes) {
  EXPECT_EQ(parsed("esc01.dat").to()->uri.user_text(), "user");
  EXPECT_EQ(parse_uri(parsed("esc01.dat").request_uri())->user_text(), "sips:user@example.com");
  EXPECT_EQ(parsed("escnull.dat").to()->uri.user_text(), std::string("null-\0-null", 11));
  const auto m = parsed("esc02.dat");
  EXPECT_EQ(m.count(HeaderName::kContact), 2U) << "C%6Fntact is another field";
  EXPECT_EQ(m.to()->display_text(), "%Z%45");
}

// 3.3.12 and 3.3.13: to whom an unknown parameter belongs.
TEST(MessageTortureTest, ContactParameters) {
  EXPECT_EQ(parsed("cparam01.dat").contact()->param("unknownparam"), "");
  EXPECT_TRUE(parsed("cparam01.dat").contact()->uri.params.empty());
  EXPECT_EQ(parsed("cparam02.dat").contact()->uri.param("unknownparam"), "");
  EXPECT_EQ(parse_uri(parsed("semiuri.dat").request_uri())->user_text(), "user;par=u@example.net");
}

// 3.1.1.8 over a stream: both requests are there, and the second has a body.
TEST(MessageTortureTest, TwoRequestsInOneStream) {
  StreamFramer framer;
  framer.append(fixture("dblreq.dat"));
  const auto first = framer.next();
  ASSERT_EQ(first.kind, StreamFramer::Kind::kMessage);
  EXPECT_TRUE(first.bytes.starts_with("REGISTER"));
  auto second = framer.next();
  while (second.kind == StreamFramer::Kind::kPing) second = framer.next();
  ASSERT_EQ(second.kind, StreamFramer::Kind::kMessage);
  Message m;
  EXPECT_FALSE(m.parse(second.bytes, Framing::kStream));
  EXPECT_EQ(m.method(), Method::kInvite);
  EXPECT_EQ(m.body().size(), 150U);
}

}  // namespace
}  // namespace peal::torture
