#include "telephony/numbers.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "telephony/limits.hpp"

namespace peal::telephony {
namespace {

std::string dialled(std::string_view uri) {
  const auto parsed = sip::parse_uri(uri);
  if (!parsed) return "unparsed";
  const auto number = dialled_number(*parsed);
  return number ? *number : std::string(base::error_row(number.error().code).name);
}

TEST(Numbers, DialledIsTheUserWithoutSeparators) {
  EXPECT_EQ(dialled("sip:7000@pbx.example"), "7000");
  EXPECT_EQ(dialled("sip:+86-10-8888.0000@192.0.2.1:5060;user=phone"), "+861088880000");
  EXPECT_EQ(dialled("sip:+861088880000;phone-context=example.com@192.0.2.1"), "+861088880000");
  EXPECT_EQ(dialled("sip:%2B8613810298208@192.0.2.1"), "+8613810298208");
  EXPECT_EQ(dialled("tel:+86(10)8888-0000"), "+861088880000");
  EXPECT_EQ(dialled("sip:sales.north@192.0.2.1"), "sales.north");  // A name keeps its dots.
  EXPECT_EQ(dialled("sip:*72@192.0.2.1"), "*72");
}

TEST(Numbers, NoNumberAndTooLongAreSaid) {
  EXPECT_EQ(dialled("sip:192.0.2.1"), "bad_input");
  EXPECT_EQ(dialled("sip:" + std::string(kDialledMaxBytes + 1, '1') + "@192.0.2.1"), "too_large");
}

CallerShown shown(std::string_view from, std::string_view asserted = {}, std::string_view privacy = {}) {
  const auto parsed = sip::parse_name_addr(from);
  EXPECT_TRUE(parsed) << from;
  return caller_shown(*parsed, asserted.empty() ? std::nullopt : sip::parse_name_addr(asserted), privacy);
}

TEST(Numbers, CallerComesFromFromUnlessTheNetworkAsserts) {
  const auto plain = shown("\"Wang Fang\" <sip:13810298208@carrier.example>;tag=1");
  EXPECT_EQ(plain.number, "13810298208");
  EXPECT_EQ(plain.name, "Wang Fang");
  const auto asserted = shown("\"Bank\" <sip:95588@spoof.example>;tag=1", "<tel:+86-138-1029-8208>");
  EXPECT_EQ(asserted.number, "+8613810298208");
  EXPECT_EQ(asserted.name, "Bank");
}

TEST(Numbers, WithheldCallersStayUnknown) {
  EXPECT_EQ(shown("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1").number, "");
  EXPECT_EQ(shown("\"Li\" <sip:138@c.example>;tag=1", "<sip:138@c.example>", "user; id").number, "");
  EXPECT_EQ(shown("\"Li\" <sip:138@c.example>;tag=1", {}, "none").number, "138");
}

TEST(Numbers, ANameThatOnlyRepeatsTheNumberIsNoName) {
  EXPECT_EQ(shown("\"1001\" <sip:1001@c.example>;tag=1").name, "");
}

TEST(Numbers, BoundedTextKeepsCharactersWhole) {
  EXPECT_EQ(bounded_text("王芳", 4), "王");
  EXPECT_EQ(bounded_text("王芳", 6), "王芳");
  EXPECT_EQ(bounded_text("a\xff", 10), "");
  EXPECT_EQ(bounded_text("a\r\nVia: x", 20), "aVia: x");
}

RC_GTEST_PROP(Numbers, BoundedTextNeverGrowsAndNeverBreaks, (const std::string& text, std::uint8_t most)) {
  const auto bounded = bounded_text(text, most);
  RC_ASSERT(bounded.size() <= most);
  RC_ASSERT(bounded_text(bounded, most) == bounded);
}

}  // namespace
}  // namespace peal::telephony
