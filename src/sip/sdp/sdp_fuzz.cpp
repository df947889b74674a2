#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sip/sdp/negotiation.hpp"

// Any offer is answered or refused; our own answer must be acceptable to us
// again. Seeds: tests/fixtures/sdp.

using namespace peal::sip::sdp;

namespace {

Capabilities ours() {
  Capabilities c;
  c.address = "192.0.2.1";
  c.port = 4000;
  c.codecs = {Codec::kOpus, Codec::kPcmu, Codec::kPcma, Codec::kG722, Codec::kG729};
  c.comfort_noise = true;
  c.fingerprint = Fingerprint{"sha-256", "AB:CD"};
  c.ice_ufrag = "ours";
  c.ice_pwd = "0123456789012345678901";
  c.crypto = {{1, CryptoSuite::kAesCm128HmacSha1_80, std::string(30, 'k')}, {2, CryptoSuite::kAeadAes256Gcm, std::string(44, 'k')}};
  return c;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Capabilities capabilities = ours();
  (void)wants_webrtc(text);
  Session session;
  session.id = 1;
  if (const auto answer = answer_offer(session, capabilities, text)) {
    Session other;
    other.id = 2;
    if (!answer_offer(other, capabilities, answer->sdp)) std::abort();
    if (make_offer(session, capabilities).empty()) std::abort();
  }
  Session offering;
  offering.id = 3;
  Capabilities secure = capabilities;
  secure.security = size % 2 == 0 ? Security::kNone : Security::kDtlsSrtp;
  secure.ice = secure.security == Security::kDtlsSrtp;
  (void)make_offer(offering, secure);
  (void)accept_answer(offering, secure, text);
  return 0;
}
