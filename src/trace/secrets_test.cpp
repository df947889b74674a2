#include "trace/secrets.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "trace/glance.hpp"

namespace peal::trace {
namespace {

std::string hidden(std::string text) {
  hide_secrets(text.data(), text.size());
  return text;
}

const std::string kRegister =
    "REGISTER sip:peal SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bK1\r\n"
    "Call-ID: abc@192.0.2.7\r\n"
    "Authorization: Digest username=\"1001\", realm=\"peal\", nonce=\"n1\",\r\n"
    " uri=\"sip:peal\", response=\"0123456789abcdef\", cnonce=\"c1c1\", qop=auth\r\n"
    "CSeq: 2 REGISTER\r\n"
    "Content-Length: 0\r\n\r\n";

TEST(Secrets, WhatProvesAnIdentityIsCovered) {
  const auto text = hidden(kRegister);
  EXPECT_EQ(text.size(), kRegister.size());
  EXPECT_EQ(text.find("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(text.find("c1c1"), std::string::npos);
  EXPECT_NE(text.find("username=\"1001\""), std::string::npos);
  EXPECT_NE(text.find("CSeq: 2 REGISTER"), std::string::npos);
}

TEST(Secrets, SchemesThatAreNotDigestAreCoveredWhole) {
  const auto text = hidden("INVITE sip:a SIP/2.0\r\nProxy-Authorization: Bearer eyJhbGci\r\nX-Peal-Token: t0k3n\r\n\r\n");
  EXPECT_EQ(text.find("eyJhbGci"), std::string::npos);
  EXPECT_EQ(text.find("t0k3n"), std::string::npos);
}

TEST(Secrets, PasswordsAndTokensInUrisAreCovered) {
  const auto text = hidden("INVITE sip:alice:secret@192.0.2.1;token=xyz SIP/2.0\r\nTo: <sips:bob:pw1@b>;password=pw2\r\n\r\n");
  for (const auto* secret : {"secret@", "xyz", "pw1", "pw2"}) EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  EXPECT_NE(text.find("sip:alice:"), std::string::npos);
}

TEST(Secrets, KeysOfMediaAreCovered) {
  const auto text = hidden(
      "INVITE sip:a SIP/2.0\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"
      "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwg|2^20\r\na=ice-pwd:p4ss\r\na=sendrecv\r\n");
  EXPECT_EQ(text.find("WVNfX19zZW1jdGwg"), std::string::npos);
  EXPECT_EQ(text.find("p4ss"), std::string::npos);
  EXPECT_NE(text.find("AES_CM_128_HMAC_SHA1_80"), std::string::npos);
  EXPECT_NE(text.find("a=sendrecv"), std::string::npos);
}

TEST(Secrets, PressedKeysAreCovered) {
  const auto relay = hidden("INFO sip:a SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=7\r\nDuration=160\r\n");
  EXPECT_EQ(relay.find("Signal=7"), std::string::npos);
  EXPECT_NE(relay.find("Duration=160"), std::string::npos);
  EXPECT_EQ(hidden("INFO sip:a SIP/2.0\r\nc: application/dtmf\r\n\r\n7").find("\r\n\r\n7"), std::string::npos);
}

RC_GTEST_PROP(Secrets, AnyBytesKeepTheirLengthAndTheirLines, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::oneOf(rc::gen::arbitrary<char>(), rc::gen::element('\r', '\n', ':', ';', '=', '@', 's', 'i', 'p')));
  const auto covered = hidden(text);
  RC_ASSERT(covered.size() == text.size());
  for (std::size_t i = 0; i < text.size(); ++i) RC_ASSERT((text[i] == '\n') == (covered[i] == '\n'));
}

TEST(Glance, ReadsRequestsAndResponses) {
  const auto request = glance(kRegister);
  EXPECT_EQ(request.status, 0);
  EXPECT_EQ(request.method, "REGISTER");
  EXPECT_EQ(request.call_id, "abc@192.0.2.7");
  const auto response = glance("SIP/2.0 486 Busy Here\r\ni: x1\r\nCSeq: 3 INVITE\r\n\r\n");
  EXPECT_EQ(response.status, 486);
  EXPECT_EQ(response.method, "INVITE");
  EXPECT_EQ(response.call_id, "x1");
  EXPECT_EQ(glance("rubbish").call_id, "");
}

}  // namespace
}  // namespace peal::trace
