#include "sip/sdp/negotiation.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

namespace peal::sip::sdp {
namespace {

Capabilities phone() {
  Capabilities c;
  c.address = "192.0.2.1";
  c.port = 4000;
  c.codecs = {Codec::kPcmu, Codec::kPcma, Codec::kOpus};
  return c;
}
Capabilities browser_side() {
  Capabilities c = phone();
  c.codecs = {Codec::kOpus, Codec::kPcmu};
  c.security = Security::kDtlsSrtp;
  c.ice = true;
  c.fingerprint = Fingerprint{"sha-256", "AB:CD"};
  c.ice_ufrag = "ours";
  c.ice_pwd = "0123456789012345678901";
  return c;
}
Session session() {
  Session s;
  s.id = 77;
  return s;
}
bool has(const std::string& text, std::string_view line) { return text.find("\r\n" + std::string(line) + "\r\n") != std::string::npos; }

const std::string kPhoneOffer =
    "v=0\r\no=caller 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
    "m=audio 6000 RTP/AVP 8 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
    "a=ptime:30\r\na=sendrecv\r\n";

// As Chromium writes it when it hides its addresses, shortened.
const std::string kBrowserOffer =
    "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=extmap-allow-mixed\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n"
    "a=candidate:1 1 udp 2113937151 3f2c.local 55555 typ host generation 0 network-cost 999\r\n"
    "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\na=ice-options:trickle\r\n"
    "a=fingerprint:sha-256 19:E2:1C\r\na=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\n"
    "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:63 red/48000/2\r\n"
    "a=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:13 CN/8000\r\n"
    "a=rtpmap:110 telephone-event/48000\r\na=rtpmap:126 telephone-event/8000\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n";

TEST(AnswerTest, TakesOurFirstCodecOfAPhonesOffer) {
  Session s = session();
  const auto answer = answer_offer(s, phone(), kPhoneOffer);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->media.codec.codec, Codec::kPcmu);
  EXPECT_EQ(answer->media.codec.send_payload, 0);
  EXPECT_EQ(answer->media.event_send_payload, 101);
  EXPECT_EQ(answer->media.remote_address, "192.0.2.9");
  EXPECT_EQ(answer->media.remote_port, 6000);
  EXPECT_EQ(answer->media.remote_rtcp_port, 6001);
  EXPECT_EQ(answer->media.ptime_ms, 30);
  EXPECT_EQ(answer->media.security, Security::kNone);
  EXPECT_FALSE(answer->media.remote_ice);
  EXPECT_TRUE(has(answer->sdp, "m=audio 4000 RTP/AVP 0 101"));
  EXPECT_TRUE(has(answer->sdp, "a=sendrecv"));
  EXPECT_TRUE(answer->sdp.starts_with("v=0\r\no=- 77 1 IN IP4 192.0.2.1\r\n"));
}

TEST(AnswerTest, BrowserOfferGetsDtlsIceAndItsVideoRefused) {
  EXPECT_TRUE(wants_webrtc(kBrowserOffer));
  EXPECT_FALSE(wants_webrtc(kPhoneOffer));
  Session s = session();
  const auto answer = answer_offer(s, browser_side(), kBrowserOffer);
  ASSERT_TRUE(answer);
  const Agreed& m = answer->media;
  EXPECT_EQ(m.codec.codec, Codec::kOpus);
  EXPECT_EQ(m.codec.send_payload, 111);
  EXPECT_TRUE(m.codec.opus_inband_fec);
  EXPECT_EQ(m.event_send_payload, 110);
  EXPECT_EQ(m.event_clock_hz, 48000U);
  EXPECT_EQ(m.security, Security::kDtlsSrtp);
  EXPECT_EQ(m.remote_fingerprint->value, "19:E2:1C");
  EXPECT_FALSE(m.dtls_client) << "we are passive for actpass";
  EXPECT_EQ(m.remote_ice->ufrag, "EsAw");
  EXPECT_EQ(m.remote_ice->candidates.at(0).address, "3f2c.local");
  EXPECT_TRUE(m.rtcp_mux);
  EXPECT_FALSE(m.held_by_peer) << "0.0.0.0 beside candidates is no hold";
  EXPECT_EQ(m.direction, Direction::kSendRecv);
  for (const auto* line : {"m=audio 4000 UDP/TLS/RTP/SAVPF 111 110", "a=setup:passive", "a=ice-lite", "a=mid:0", "a=group:BUNDLE 0",
                           "a=rtcp-mux", "a=fingerprint:sha-256 AB:CD", "m=video 0 UDP/TLS/RTP/SAVPF 96", "a=end-of-candidates",
                           "a=candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host"}) {
    EXPECT_TRUE(has(answer->sdp, line)) << line << "\n" << answer->sdp;
  }
}

TEST(AnswerTest, DigitsKeepTheCodecsClock) {
  Session s = session();
  Capabilities ours = browser_side();
  ours.codecs = {Codec::kPcmu};
  const auto answer = answer_offer(s, ours, kBrowserOffer);
  EXPECT_EQ(answer->media.event_send_payload, 126);
  EXPECT_EQ(answer->media.event_clock_hz, 8000U);
}

// RFC 3264 6.1 and 8.4, and the old form of RFC 2543.
TEST(AnswerTest, HoldInEveryForm) {
  const auto direction = [](const std::string& line, const std::string& address = "192.0.2.9") {
    std::string offer = kPhoneOffer;
    offer.replace(offer.find("a=sendrecv"), 10, line);
    offer.replace(offer.find("c=IN IP4 192.0.2.9"), 18, "c=IN IP4 " + address);
    Session s = session();
    return answer_offer(s, phone(), offer).value().media;
  };
  EXPECT_EQ(direction("a=sendonly").direction, Direction::kRecvOnly);
  EXPECT_TRUE(direction("a=sendonly").held_by_peer);
  EXPECT_EQ(direction("a=inactive").direction, Direction::kInactive);
  EXPECT_EQ(direction("a=recvonly").direction, Direction::kSendOnly);
  EXPECT_FALSE(direction("a=recvonly").held_by_peer);
  EXPECT_TRUE(direction("a=sendrecv", "0.0.0.0").held_by_peer);
  EXPECT_EQ(direction("a=sendrecv", "0.0.0.0").direction, Direction::kRecvOnly);
}

TEST(AnswerTest, RefusesWhatCannotBeTaken) {
  Session s = session();
  const auto code = [&](const std::string& offer, const Capabilities& ours) { return answer_offer(s, ours, offer).error().code; };
  EXPECT_EQ(code(kBrowserOffer, phone()), base::ErrorCode::kUnsupportedMedia) << "no certificate of ours";
  EXPECT_EQ(code("v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 6000 RTP/AVP 18\r\n", phone()), base::ErrorCode::kUnsupportedMedia);
  EXPECT_EQ(code("v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 6000 RTP/SAVP 0\r\na=crypto:1 x\r\n", phone()), base::ErrorCode::kUnsupportedMedia);
  EXPECT_EQ(code("v=0\r\nm =audio 6000 RTP/AVP 0\r\n", phone()), base::ErrorCode::kBadInput);
  EXPECT_EQ(code("hello", phone()), base::ErrorCode::kBadInput);
  EXPECT_EQ(code("", phone()), base::ErrorCode::kBadInput);
  EXPECT_EQ(s, session()) << "a refused offer leaves the session as it was";
}

// RFC 3264 8: the version grows only with a change; lines and numbers stay.
TEST(OfferTest, LaterOffersKeepLinesAndNumbers) {
  Session s = session();
  Capabilities ours = browser_side();
  ASSERT_TRUE(answer_offer(s, ours, kBrowserOffer));
  EXPECT_EQ(s.version, 1U);
  ours.direction = Direction::kSendOnly;
  const auto hold = make_offer(s, ours);
  EXPECT_EQ(s.version, 2U);
  EXPECT_EQ(make_offer(s, ours), hold) << "the same again has the same version";
  for (const auto* line : {"m=audio 4000 UDP/TLS/RTP/SAVPF 111 0 110 126", "m=video 0 UDP/TLS/RTP/SAVPF 96", "a=setup:actpass", "a=sendonly", "a=mid:0"}) {
    EXPECT_TRUE(has(hold, line)) << line << "\n" << hold;
  }
}

std::string plain(const std::string& formats, const std::string& lines = {}) {
  return "v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 6000 RTP/AVP " + formats + "\r\n" + lines;
}

// RFC 4856 2.1.9, RFC 7261: yes unless somebody says no.
TEST(AnswerTest, G729SaysWhetherPausesMayBeDescribed) {
  Capabilities ours = phone();
  ours.codecs.push_back(Codec::kG729);
  const auto annex_b = [&](const std::string& lines, const char* answered) {
    Session s = session();
    const auto answer = answer_offer(s, ours, plain("18", lines));
    EXPECT_EQ(answer->media.codec.codec, Codec::kG729);
    EXPECT_TRUE(has(answer->sdp, "m=audio 4000 RTP/AVP 18") && has(answer->sdp, "a=rtpmap:18 G729/8000")) << answer->sdp;
    EXPECT_TRUE(has(answer->sdp, answered)) << answer->sdp;
    return answer->media.codec.annex_b;
  };
  EXPECT_TRUE(annex_b("", "a=fmtp:18 annexb=yes"));
  EXPECT_TRUE(annex_b("a=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=yes\r\n", "a=fmtp:18 annexb=yes"));
  EXPECT_FALSE(annex_b("a=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\n", "a=fmtp:18 annexb=no"));
  EXPECT_FALSE(annex_b("a=rtpmap:18 g729/8000/1\r\na=fmtp:18 x=1; AnnexB=NO ;\r\n", "a=fmtp:18 annexb=no"));

  Session s = session();
  EXPECT_TRUE(has(make_offer(s, ours), "a=fmtp:18 annexb=yes"));
  EXPECT_FALSE(accept_answer(s, ours, plain("18", "a=fmtp:18 annexb=no\r\n"))->codec.annex_b);
  EXPECT_TRUE(accept_answer(s, ours, plain("18"))->codec.annex_b);
}

// RFC 3389 5: beside a codec that has no noise of its own, under the number that each side says.
TEST(AnswerTest, ComfortNoiseIsAgreedBesideG711AndG722Only) {
  Capabilities ours = phone();
  ours.comfort_noise = true;
  ours.codecs = {Codec::kPcmu, Codec::kG722, Codec::kOpus, Codec::kG729};
  const auto noise = [&](const std::string& offer) {
    Session s = session();
    const auto answer = answer_offer(s, ours, offer);
    EXPECT_EQ(answer->media.noise_send_payload, answer->media.noise_receive_payload);
    EXPECT_EQ(answer->media.noise_send_payload.has_value(), answer->sdp.find("CN/8000") != std::string::npos) << answer->sdp;
    return answer->media.noise_send_payload;
  };
  EXPECT_EQ(noise(plain("0 13")), 13);
  EXPECT_EQ(noise(plain("9 13", "a=rtpmap:13 CN/8000\r\n")), 13);
  EXPECT_EQ(noise(plain("0 98", "a=rtpmap:98 CN/8000\r\n")), 98);
  EXPECT_EQ(noise(plain("0")), std::nullopt);
  EXPECT_EQ(noise(plain("18 13")), std::nullopt);
  EXPECT_EQ(noise(plain("96 13", "a=rtpmap:96 opus/48000/2\r\n")), std::nullopt);
  ours.comfort_noise = false;
  EXPECT_EQ(noise(plain("0 13")), std::nullopt);

  ours.comfort_noise = true;
  Session s = session();
  const auto offer = make_offer(s, ours);
  EXPECT_TRUE(has(offer, "m=audio 4000 RTP/AVP 0 9 111 18 13 110 101") && has(offer, "a=rtpmap:13 CN/8000")) << offer;
  EXPECT_EQ(accept_answer(s, ours, plain("0 13"))->noise_receive_payload, 13);
  EXPECT_FALSE(accept_answer(s, ours, plain("18 13"))->noise_receive_payload);
  ours.codecs = {Codec::kOpus};
  Session wide = session();
  EXPECT_EQ(make_offer(wide, ours).find("CN/8000"), std::string::npos);
}

TEST(AnswerTest, PacketsAreAsLongAsTheyWantAndNoLongerThanTheyCanTake) {
  const auto ptime = [](const std::string& lines) {
    Session s = session();
    return answer_offer(s, phone(), plain("0", lines))->media.ptime_ms;
  };
  EXPECT_EQ(ptime(""), 20);
  EXPECT_EQ(ptime("a=ptime:30\r\n"), 30);
  EXPECT_EQ(ptime("a=ptime:60\r\na=maxptime:40\r\n"), 40);
  EXPECT_EQ(ptime("a=maxptime:10\r\n"), 10);
  EXPECT_EQ(ptime("a=ptime:30\r\na=maxptime:150\r\n"), 30);
  EXPECT_EQ(ptime("a=ptime:5\r\na=maxptime:1\r\n"), 20) << "nobody can mean that";
}

TEST(OfferTest, PlainOfferAndItsAnswer) {
  Session s = session();
  const auto offer = make_offer(s, phone());
  EXPECT_TRUE(has(offer, "m=audio 4000 RTP/AVP 0 8 111 110 101")) << offer;
  Session t = session();
  Capabilities theirs = phone();
  theirs.address = "192.0.2.8";
  theirs.codecs = {Codec::kOpus};
  const auto answer = answer_offer(t, theirs, offer);
  ASSERT_TRUE(answer);
  const auto agreed = accept_answer(s, phone(), answer->sdp);
  ASSERT_TRUE(agreed);
  EXPECT_EQ(agreed->codec.codec, Codec::kOpus);
  EXPECT_EQ(agreed->codec.receive_payload, 111);
  EXPECT_EQ(agreed->event_clock_hz, 48000U);
  EXPECT_EQ(agreed->remote_address, "192.0.2.8");
}

TEST(OfferTest, WebrtcOfferToABrowser) {
  Session s = session();
  const auto offer = make_offer(s, browser_side());
  EXPECT_TRUE(has(offer, "a=setup:actpass"));
  Session t = session();
  Capabilities theirs = browser_side();
  theirs.fingerprint->value = "11:22";
  std::string answer = answer_offer(t, theirs, offer)->sdp;
  auto agreed = accept_answer(s, browser_side(), answer);
  ASSERT_TRUE(agreed);
  EXPECT_TRUE(agreed->dtls_client) << "they are passive";
  EXPECT_EQ(agreed->remote_fingerprint->value, "11:22");
  answer.replace(answer.find("a=setup:passive"), 15, "a=setup:active");
  agreed = accept_answer(s, browser_side(), answer);
  EXPECT_FALSE(agreed->dtls_client);
  answer.replace(answer.find("a=fingerprint"), 13, "a=xingerprint");
  EXPECT_FALSE(accept_answer(s, browser_side(), answer)) << "no DTLS without a fingerprint";
}

TEST(OfferTest, AnswerThatRefusesOrChangesTheLinesIsNoAnswer) {
  Session s = session();
  (void)make_offer(s, phone());
  EXPECT_FALSE(accept_answer(s, phone(), "v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 0 RTP/AVP 0\r\n"));
  EXPECT_FALSE(accept_answer(s, phone(), "v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 5 RTP/AVP 18\r\n"));
  EXPECT_FALSE(accept_answer(s, phone(), kPhoneOffer + "m=video 0 RTP/AVP 31\r\n"));
}

TEST(NegotiationTest, AnyBytesAreAnsweredOrRefused) {
  EXPECT_TRUE(rc::check("mutated offers", [](std::uint32_t at, char byte, std::uint32_t cut, bool browser) {
    std::string offer = browser ? kBrowserOffer : kPhoneOffer;
    offer[at % offer.size()] = byte;
    offer.resize(offer.size() - cut % std::min<std::size_t>(offer.size(), 200));
    Session s = session();
    const auto answer = answer_offer(s, browser_side(), offer);
    if (!answer) return;
    // What we say must be readable by ourselves.
    Session other = session();
    RC_ASSERT(answer_offer(other, browser_side(), answer->sdp).has_value());
  }));
}

}  // namespace
}  // namespace peal::sip::sdp
