#include "api/web_call/visitor.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

TEST(VisitorName, ComesBackAsTyped) {
  for (const std::string name : {"王芳", "Zoë O’Neill", "Renée \"Bob\" <x@y>; \\", "नवीन‍", "👩‍💻", ""}) {
    EXPECT_EQ(visitor_name(name).value_or("refused"), name);
  }
  EXPECT_EQ(visitor_name("  Li Lei\u3000"), "Li Lei");
}

TEST(VisitorName, HoldsNothingThatBreaksALine) {
  for (const std::string name : {"a\r\nVia: x", "tab\there", "\x1b[31m", "del\x7f", "next\u0085line", "\u2028", "\u202Eevil",
                                 "\u2066x\u2069", "\uFEFF", "\xc3(", "\xed\xa0\x80", "\xff"}) {
    const auto read = visitor_name(name);
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().where, "api.not_a_name");
  }
}

TEST(VisitorNumber, IsThatOfASipCall) {
  EXPECT_EQ(visitor_number("138 1029 8208", "CN"), "+8613810298208");
  EXPECT_EQ(visitor_number(" +86 (138) 1029-8208 ", "US"), "+8613810298208");
  EXPECT_EQ(visitor_number("010-65529988", "CN"), "+861065529988");
  EXPECT_EQ(visitor_number("(202) 555-0147", "US"), "+12025550147");
  EXPECT_EQ(visitor_number("", "CN"), "");
  EXPECT_EQ(visitor_number("   ", "CN"), "");
}

TEST(VisitorNumber, IsRefusedWhenItIsNone) {
  for (const std::string number : {"12", "hello", "1001", "+86138", "13810298208138102982081381029820813810298208138102982089",
                                   "+8613810298208\r\nX: y", "sip:li@peal", "'; DROP TABLE customer", "\xff\xfe"}) {
    const auto read = visitor_number(number, "CN");
    ASSERT_FALSE(read) << number << " became " << *read;
    EXPECT_EQ(read.error().where, "api.not_a_number");
  }
}

}  // namespace
}  // namespace peal::api
