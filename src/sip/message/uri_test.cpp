#include "sip/message/uri.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "sip/message/name_addr.hpp"

namespace peal::sip {
namespace {

TEST(UriTest, ReadsEveryPart) {
  const auto uri = parse_uri("sip:us%20er;p=1:pw@[2001:db8::1]:5070;transport=tcp;lr?Subject=x&Priority=y");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user, "us%20er;p=1");
  EXPECT_EQ(uri->user_text(), "us er;p=1");
  EXPECT_EQ(uri->password, "pw");
  EXPECT_EQ(uri->host, "2001:db8::1");
  EXPECT_EQ(uri->port, 5070);
  EXPECT_EQ(uri->param("LR"), "");
  EXPECT_EQ(uri->param("maddr"), std::nullopt);
  EXPECT_EQ(uri->headers, "Subject=x&Priority=y");
  EXPECT_EQ(uri->transport(), Transport::kTcp);
  EXPECT_EQ(uri->numeric_flow()->remote.text(), "[2001:db8::1]:5070");
}

TEST(UriTest, ASecureUriIsNeverReachedInTheClear) {
  for (const auto* text : {"sips:a@b", "sips:a@b;transport=tcp", "sips:a@b;transport=udp", "sips:a@b;transport=tls"}) {
    EXPECT_EQ(parse_uri(text)->transport(), Transport::kTls) << text;
  }
  EXPECT_EQ(parse_uri("sips:a@b;transport=ws")->transport(), Transport::kWss);
}

// RFC 3261 25.1: user-unreserved has ';' and '?'.
TEST(UriTest, HeadersAndParametersBeginBehindTheHost) {
  const auto uri = parse_uri("sip:6505550100;phone-context=+1?x@gw.example:5070;user=phone?Replaces=a");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->without_headers(), "sip:6505550100;phone-context=+1?x@gw.example:5070;user=phone");
  EXPECT_EQ(uri->bare(), "sip:6505550100;phone-context=+1?x@gw.example:5070");
  EXPECT_EQ(parse_uri("sip:a@b?Replaces=a")->bare(), "sip:a@b");
  EXPECT_EQ(parse_uri("tel:+1-201;phone-context=x")->bare(), "tel:+1-201");
}

TEST(UriTest, RefusesBrokenOnes) {
  for (const auto* text : {"sip:", "sip:@host", "sip:a@", "sip:a@b:0", "sip:a@b:99999", "sip:a@b:x", "sip:a b@c", "sip:a@b;", "sip:a%4@b",
                           "sip:<a@b>", "1sip:a@b", "a", "", ":", "sip:a@b;;x", "sip:[::1", "sip:[zz]", "sip:a@b@c d"}) {
    EXPECT_FALSE(parse_uri(text)) << text;
  }
}

// "sip:" has a short way of its own, "SIP:" goes through the whole grammar.
RC_GTEST_PROP(UriTest, ReadsThePlainFormAsAnyOther, ()) {
  const std::vector<std::string> pieces = {"a", "100", "+86", "@", ":", ":5060", ":0", ":65536", ".", "127.0.0.1", "[::1]", "%41",
                                           "%", ";lr", ";a=b", "?x=y", "/", " ", "_", "<", "&"};
  const auto drawn = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
  std::string rest;
  for (const auto& piece : drawn) rest += piece;
  const std::string small = "sip:" + rest, large = "SIP:" + rest;
  const auto a = parse_uri(small);
  const auto b = parse_uri(large);
  RC_ASSERT(a.has_value() == b.has_value());
  if (!a) return;
  RC_ASSERT(a->text == small);
  RC_ASSERT(a->scheme == "sip");
  RC_ASSERT(a->user == b->user);
  RC_ASSERT(a->password == b->password);
  RC_ASSERT(a->host == b->host);
  RC_ASSERT(a->port == b->port);
  RC_ASSERT(a->params == b->params);
  RC_ASSERT(a->headers == b->headers);
  RC_ASSERT(a->has_user == b->has_user);
}

TEST(UriTest, OtherSchemesStayOpaque) {
  EXPECT_EQ(parse_uri("tel:+1-201-555-0123")->host, "+1-201-555-0123");
  EXPECT_FALSE(parse_uri("tel:+1-201-555-0123")->sip());
  EXPECT_FALSE(parse_uri("http://x y"));
}

// The examples of RFC 3261 19.1.4.
TEST(UriTest, EquivalenceFollowsTheRfc) {
  const auto same = [](std::string_view a, std::string_view b) { return equivalent(*parse_uri(a), *parse_uri(b)); };
  EXPECT_TRUE(same("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"));
  EXPECT_TRUE(same("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"));
  EXPECT_TRUE(same("sip:biloxi.com;transport=tcp;method=REGISTER", "sip:biloxi.com;method=REGISTER;transport=tcp"));
  EXPECT_FALSE(same("SIP:ALICE@AtLanTa.CoM", "sip:alice@AtLanTa.CoM"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"));
  EXPECT_FALSE(same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"));
  EXPECT_TRUE(same("sip:c@h;x=1;x=2", "sip:c@h;x=1;x=2")) << "what a fuzzer found";
}

TEST(UriTest, EscapingGivesTheSameUserBack) {
  const std::string odd("a b@c:%\xe5\x8c\x97\x00!", 12);
  const std::string text = "sip:" + escape_user(odd) + "@h";
  const auto uri = parse_uri(text);
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user_text(), odd);
}

TEST(NameAddrTest, ParametersWithoutBracketsBelongToTheHeader) {
  const auto bare = parse_name_addr("sip:a@b;tag=1");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->tag(), "1");
  EXPECT_TRUE(bare->uri.params.empty());
  const auto in = parse_name_addr("A B <sip:a@b;x=2>;tag=\"q\"");
  ASSERT_TRUE(in);
  EXPECT_EQ(in->display_text(), "A B");
  EXPECT_EQ(in->uri.param("x"), "2");
  EXPECT_FALSE(parse_name_addr("sip:a@b?x=y"));
  EXPECT_FALSE(parse_name_addr("Bell, A <sip:a@b>"));
  EXPECT_FALSE(parse_name_addr("<sip:a@b>;"));
  EXPECT_FALSE(parse_name_addr("<sip:a@b> x"));
  EXPECT_FALSE(parse_name_addr("\"a <sip:a@b>"));
}

TEST(ListTest, CommasInQuotesAndBracketsDoNotSplit) {
  std::string_view rest = "\"a,b\" <sip:x@y;q=1,2>;p, sip:z@w";
  EXPECT_EQ(next_list_value(rest), "\"a,b\" <sip:x@y;q=1,2>;p");
  EXPECT_EQ(next_list_value(rest), "sip:z@w");
  EXPECT_FALSE(next_list_value(rest));
}

}  // namespace
}  // namespace peal::sip
