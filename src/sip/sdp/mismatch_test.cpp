#include "sip/sdp/mismatch.hpp"

#include <gtest/gtest.h>

#include "sip/sdp/negotiation.hpp"

namespace peal::sip::sdp {
namespace {

Capabilities only_ipv4() {
  Capabilities ours;
  ours.address = "192.0.2.1";
  ours.port = 4000;
  ours.codecs = {Codec::kPcma, Codec::kPcmu};
  return ours;
}

std::string one_line(const std::string& address, const std::string& media) {
  const std::string family = address.find(':') == std::string::npos ? "IP4 " : "IP6 ";
  return "v=0\r\no=- 1 1 IN " + family + address + "\r\ns=-\r\nc=IN " + family + address + "\r\nt=0 0\r\n" + media;
}

std::uint16_t code_of(const Capabilities& ours, const std::string& offer) {
  Session session;
  const auto answer = answer_offer(session, ours, offer);
  EXPECT_FALSE(answer) << offer;
  EXPECT_TRUE(answer || answer.error().code == base::ErrorCode::kUnsupportedMedia || answer.error().code == base::ErrorCode::kBadInput);
  const auto why = why_refused(ours, offer);
  EXPECT_FALSE(why.text.empty());
  return why.code;
}

TEST(Mismatch, SaysWhatStandsInTheWay) {
  const auto ours = only_ipv4();
  EXPECT_EQ(code_of(ours, one_line("2001:db8::7", "m=audio 4000 RTP/AVP 8\r\n")), 301);
  EXPECT_EQ(code_of(ours, one_line("192.0.2.7", "m=audio 4000 RTP/AVP 9 18\r\n")), 305);
  EXPECT_EQ(code_of(ours, one_line("192.0.2.7", "m=audio 4000 RTP/SAVP 8\r\n")), 302);
  EXPECT_EQ(code_of(ours, one_line("192.0.2.7", "m=audio 4000 TCP/RTP/AVP 8\r\n")), 302);
  EXPECT_EQ(code_of(ours, one_line("192.0.2.7", "m=video 4000 RTP/AVP 96\r\n")), 304);
  EXPECT_EQ(code_of(ours, "no description"), 399);
  auto sealed = ours;
  sealed.crypto_required = true;
  EXPECT_EQ(code_of(sealed, one_line("192.0.2.7", "m=audio 4000 RTP/AVP 8\r\n")), 302);
  auto only_ipv6 = ours;
  only_ipv6.address = "2001:db8::1";
  EXPECT_EQ(code_of(only_ipv6, one_line("192.0.2.7", "m=audio 4000 RTP/AVP 8\r\n")), 301);
}

TEST(Mismatch, NamesAndHeldStreamsAreNoMatterOfTheFamily) {
  auto ours = only_ipv4();
  for (const auto* address : {"phone.example", "0.0.0.0"}) {
    Session session;
    EXPECT_TRUE(answer_offer(session, ours, one_line(address, "m=audio 4000 RTP/AVP 8\r\n"))) << address;
  }
  ours.address = "2001:db8::1";
  Session session;
  EXPECT_TRUE(answer_offer(session, ours, one_line("0.0.0.0", "m=audio 4000 RTP/AVP 8\r\n")));
}

TEST(Mismatch, OfTwoLinesTheSealedOneIsTakenByWhoCan) {
  const std::string two = "m=audio 4000 RTP/AVP 8\r\nm=audio 4002 RTP/SAVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" +
                          std::string("YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh") + "\r\n";
  auto ours = only_ipv4();
  Session plain;
  const auto as_plain = answer_offer(plain, ours, one_line("192.0.2.7", two));
  ASSERT_TRUE(as_plain);
  EXPECT_EQ(as_plain->media.remote_port, 4000);
  ours.crypto = {{1, CryptoSuite::kAesCm128HmacSha1_80, std::string(30, 'b')}};
  Session sealed;
  const auto as_sealed = answer_offer(sealed, ours, one_line("192.0.2.7", two));
  ASSERT_TRUE(as_sealed);
  EXPECT_EQ(as_sealed->media.remote_port, 4002);
  EXPECT_EQ(as_sealed->media.security, Security::kSdes);
}

}  // namespace
}  // namespace peal::sip::sdp
