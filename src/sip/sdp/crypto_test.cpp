#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "sip/sdp/negotiation.hpp"

/// Keys in descriptions: RFC 4568.
namespace peal::sip::sdp {
namespace {

Capabilities plain() {
  Capabilities c;
  c.address = "192.0.2.1";
  c.port = 4000;
  c.codecs = {Codec::kPcma};
  return c;
}
Capabilities keyed(char filled, bool required = false) {
  Capabilities c = plain();
  c.crypto = {{1, CryptoSuite::kAesCm128HmacSha1_80, std::string(30, filled)},
              {2, CryptoSuite::kAeadAes128Gcm, std::string(28, filled)},
              {3, CryptoSuite::kAeadAes256Gcm, std::string(44, filled)}};
  c.crypto_required = required;
  return c;
}
Session session(std::uint64_t id) {
  Session s;
  s.id = id;
  return s;
}
std::string offer_with(const std::string& protocol, const std::string& lines) {
  return "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 6000 " + protocol + " 8\r\n" + lines;
}
const std::string kThirty = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5";  // "0123456789" three times.
const std::string kGood = "a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:" + kThirty + "\r\n";

TEST(SdesTest, BothSidesEndWithEachOthersKeys) {
  for (const bool required : {false, true}) {
    Session caller = session(1);
    Session called = session(2);
    const auto offer = make_offer(caller, keyed('a', required));
    EXPECT_NE(offer.find(required ? "RTP/SAVP 8" : "RTP/AVP 8"), std::string::npos) << offer;
    const auto answer = answer_offer(called, keyed('b', required), offer);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->media.security, Security::kSdes);
    EXPECT_EQ(answer->media.send_crypto->key, std::string(30, 'b'));
    EXPECT_EQ(answer->media.receive_crypto->key, std::string(30, 'a'));
    const auto agreed = accept_answer(caller, keyed('a', required), answer->sdp);
    ASSERT_TRUE(agreed);
    EXPECT_EQ(agreed->security, Security::kSdes);
    EXPECT_EQ(agreed->send_crypto, answer->media.receive_crypto);
    EXPECT_EQ(agreed->receive_crypto, answer->media.send_crypto);
  }
}

TEST(SdesTest, TheFirstOfTheirLinesThatWeCanDoIsTakenWithItsTag) {
  Session s = session(1);
  const std::string other = "a=crypto:1 F8_128_HMAC_SHA1_80 inline:" + kThirty + "\r\n";
  const auto answer = answer_offer(s, keyed('b'), offer_with("RTP/SAVP", other + kGood));
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->sdp.find("\r\na=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:YmJi"), std::string::npos) << answer->sdp;
  EXPECT_NE(answer->sdp.find("RTP/SAVP 8"), std::string::npos);
  EXPECT_EQ(std::ranges::count(answer->sdp, '7'), 1);
}

TEST(SdesTest, WhatCannotBeSealedAsAgreedIsRefused) {
  const auto taken = [](const Capabilities& ours, const std::string& offer) {
    Session s = session(1);
    return answer_offer(s, ours, offer).has_value();
  };
  EXPECT_FALSE(taken(plain(), offer_with("RTP/SAVP", kGood)));
  EXPECT_TRUE(taken(plain(), offer_with("RTP/AVP", kGood))) << "keys that nobody asked for are passed over";
  EXPECT_TRUE(taken(keyed('b'), offer_with("RTP/AVP", "")));
  EXPECT_FALSE(taken(keyed('b', true), offer_with("RTP/AVP", "")));
  EXPECT_FALSE(taken(keyed('b'), offer_with("RTP/SAVP", "")));
  const std::string suite = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 ";
  for (const std::string& line :
       {suite + "inline:" + kThirty + "|2^20|1:4", suite + "inline:" + kThirty + "|1:4", suite + "inline:" + kThirty + " UNENCRYPTED_SRTP",
        suite + "inline:" + kThirty + " KDR=1", suite + "inline:MDEy", suite + "inline:!!!!", suite + "inline:", suite + "uri:" + kThirty,
        suite + "inline:" + kThirty + ";inline:" + kThirty, "a=crypto:x AES_CM_128_HMAC_SHA1_80 inline:" + kThirty,
        "a=crypto:1 AEAD_AES_256_GCM inline:" + kThirty}) {
    EXPECT_FALSE(taken(keyed('b'), offer_with("RTP/SAVP", line + "\r\n"))) << line;
  }
  for (const std::string& line : {suite + "inline:" + kThirty + "|2^31", suite + "inline:" + kThirty + "|1048576", suite + "inline:" + kThirty + " WSH=64",
                                  suite + "inline:" + kThirty + " -KDR=1", "a=crypto:1 aes_cm_128_hmac_sha1_80 INLINE:" + kThirty}) {
    EXPECT_TRUE(taken(keyed('b'), offer_with("RTP/SAVP", line + "\r\n"))) << line;
  }
}

TEST(SdesTest, AnAnswerThatWasNotOfferedIsRefused) {
  const auto accepted = [](bool required, const std::string& protocol, const std::string& lines) {
    Session s = session(1);
    const auto ours = keyed('a', required);
    (void)make_offer(s, ours);
    return accept_answer(s, ours, offer_with(protocol, lines)).has_value();
  };
  const std::string one = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + kThirty + "\r\n";
  EXPECT_TRUE(accepted(true, "RTP/SAVP", one));
  EXPECT_TRUE(accepted(false, "RTP/AVP", one));
  EXPECT_TRUE(accepted(false, "RTP/AVP", ""));
  EXPECT_FALSE(accepted(true, "RTP/AVP", ""));
  EXPECT_FALSE(accepted(false, "RTP/SAVP", ""));
  EXPECT_FALSE(accepted(true, "RTP/SAVP", kGood)) << "a tag that was not ours";
  EXPECT_FALSE(accepted(true, "RTP/SAVP", "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" + kThirty + "\r\n")) << "another suite under our tag";
  EXPECT_FALSE(accepted(true, "RTP/SAVP", one + one)) << "two answers";
}

TEST(SdesTest, ALaterOfferKeepsTheKeysAndTheProfile) {
  Session s = session(1);
  const auto first = answer_offer(s, keyed('b', true), offer_with("RTP/SAVP", kGood));
  ASSERT_TRUE(first);
  const auto again = make_offer(s, keyed('b', true));
  EXPECT_NE(again.find("RTP/SAVP 8"), std::string::npos);
  EXPECT_NE(again.find("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:YmJi"), std::string::npos);
}

TEST(SdesTest, AnyKeySurvivesWritingAndReading) {
  EXPECT_TRUE(rc::check("keys of any bytes", [](const std::string& bytes) {
    auto ours = keyed('a', true);
    for (auto& crypto : ours.crypto) {
      for (std::size_t i = 0; i < crypto.key.size() && !bytes.empty(); ++i) crypto.key[i] = bytes[i % bytes.size()];
    }
    const auto suite = *rc::gen::inRange<std::size_t>(0, 3);
    auto theirs = keyed('b', true);
    theirs.crypto = {theirs.crypto[suite]};
    Session caller = session(1);
    Session called = session(2);
    const auto answer = answer_offer(called, theirs, make_offer(caller, ours));
    RC_ASSERT(answer.has_value());
    RC_ASSERT(answer->media.receive_crypto->key == ours.crypto[suite].key);
    RC_ASSERT(accept_answer(caller, ours, answer->sdp).has_value());
  }));
}

}  // namespace
}  // namespace peal::sip::sdp
