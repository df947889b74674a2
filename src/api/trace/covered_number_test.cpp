#include "api/trace/covered_number.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

std::string covered(std::string text, std::string_view number) {
  cover_number(text, number);
  return text;
}

TEST(CoveredNumber, IsCoveredInEveryFormAndKeepsItsLength) {
  EXPECT_EQ(covered("P-Asserted-Identity: <sip:13810298208@a.example>\r\nRemote-Party-ID: <tel:+8613810298208>", "+8613810298208"),
            "P-Asserted-Identity: <sip:***********@a.example>\r\nRemote-Party-ID: <tel:+*************>");
  EXPECT_EQ(covered("From: \"13810298208\" <sip:008613810298208@a>", "13810298208"), "From: \"***********\" <sip:***************@a>");
}

TEST(CoveredNumber, LeavesOtherDigitsAlone) {
  EXPECT_EQ(covered("Call-ID: 138102982081", "13810298208"), "Call-ID: 138102982081");
  EXPECT_EQ(covered("m=audio 10086 RTP/AVP 0", "1008"), "m=audio 10086 RTP/AVP 0") << "too short to be told apart";
  EXPECT_EQ(covered("o=- 1 1 IN IP4 192.0.2.1", ""), "o=- 1 1 IN IP4 192.0.2.1");
}

}  // namespace
}  // namespace peal::api
