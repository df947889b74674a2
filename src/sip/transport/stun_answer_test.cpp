#include "sip/transport/stun_answer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace peal::sip {
namespace {

using namespace std::string_literals;

const std::string kTransaction = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c"s;
const std::string kRequest = "\x00\x01\x00\x00\x21\x12\xa4\x42"s + kTransaction;

TEST(StunAnswer, TellsTheAddressItCameFrom) {
  // 192.0.2.1:32853 as RFC 5769 2.2 has it: port A147, address E112A643.
  const auto answer = stun_answer(kRequest, *parse_address("192.0.2.1", 32853));
  EXPECT_EQ(answer, "\x01\x01\x00\x0c\x21\x12\xa4\x42"s + kTransaction + "\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43"s);
  const auto v6 = stun_answer(kRequest, *parse_address("2001:db8::1", 5060));
  ASSERT_TRUE(v6);
  ASSERT_EQ(v6->size(), 44u);
  std::string mask = "\x21\x12\xa4\x42"s + kTransaction;
  for (std::size_t i = 0; i < 16; ++i) mask[i] = static_cast<char>(mask[i] ^ (*v6)[28 + i]);
  EXPECT_EQ(mask, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"s);
}

TEST(StunAnswer, WhatMustBeUnderstoodAndIsNotGets420) {
  auto request = kRequest + "\x00\x03\x00\x04\x00\x00\x00\x06"s;  // CHANGE-REQUEST of RFC 5780.
  request[3] = 8;
  const auto answer = stun_answer(request, *parse_address("192.0.2.1", 5060));
  EXPECT_EQ(answer, "\x01\x11\x00\x10\x21\x12\xa4\x42"s + kTransaction + "\x00\x09\x00\x04\x00\x00\x04\x14\x00\x0a\x00\x02\x00\x03\x00\x00"s);
  request[20] = '\x80';
  EXPECT_TRUE(stun_answer(request, *parse_address("192.0.2.1", 5060))->starts_with("\x01\x01"s));
}

TEST(StunAnswer, EverythingElseGetsNone) {
  const auto from = *parse_address("192.0.2.1", 5060);
  EXPECT_FALSE(stun_answer("OPTIONS sip:a@b SIP/2.0\r\n\r\n", from));
  EXPECT_FALSE(stun_answer(kRequest.substr(0, 19), from));
  auto other = kRequest;
  other[1] = '\x11';  // An indication wants no answer.
  EXPECT_FALSE(stun_answer(other, from));
  other = kRequest;
  other[4] = '\x20';
  EXPECT_FALSE(stun_answer(other, from));
  EXPECT_FALSE(stun_answer(kRequest + "\0\x06\0\x40"s, from)) << "longer than it says";
}

TEST(StunAnswer, NeverAnswersMuchMoreThanWasAsked) {
  EXPECT_TRUE(rc::check("any bytes behind the head", [&](const std::string& rest) {
    auto request = kRequest + rest;
    request[2] = static_cast<char>(rest.size() >> 8);
    request[3] = static_cast<char>(rest.size());
    const auto answer = stun_answer(request, *parse_address("192.0.2.1", 5060));
    RC_ASSERT(!answer || answer->size() <= request.size() + 24);
  }));
}

}  // namespace
}  // namespace peal::sip
