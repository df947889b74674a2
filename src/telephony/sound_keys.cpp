#include "telephony/sound_keys.hpp"

#include "media/secure/random.hpp"

namespace peal::telephony {
namespace {

using core::TrunkSrtp;
using sip::sdp::CryptoSuite;

// The one that everybody has comes first: carriers whose equipment stumbles
// over the newer suites are more than those who refuse the old one.
constexpr CryptoSuite kSuites[] = {CryptoSuite::kAesCm128HmacSha1_80, CryptoSuite::kAeadAes128Gcm, CryptoSuite::kAeadAes256Gcm};

sip::sdp::Crypto fresh_key(std::uint32_t tag, CryptoSuite suite) {
  sip::sdp::Crypto crypto{tag, suite, std::string(sip::sdp::key_bytes(suite), '\0')};
  media::secure::fill_random({reinterpret_cast<std::uint8_t*>(crypto.key.data()), crypto.key.size()});
  return crypto;
}

}  // namespace

void make_sound_keys(const Board& board, Line& line, sip::Transport signalling) {
  if (line.webrtc) return;  // DTLS agrees on keys that nobody on the way learns.
  const auto* trunk = line.trunk.valid() ? board.trunks.find(line.trunk) : nullptr;
  const bool sealed = signalling == sip::Transport::kTls;
  const auto wish = trunk != nullptr             ? trunk->trunk.srtp
                    : line.device && sealed      ? TrunkSrtp::kOptional
                                                 : TrunkSrtp::kOff;
  line.crypto_required = wish == TrunkSrtp::kRequired;
  // RFC 4568 10: whoever can read the keys can hear the call.
  const bool may_be_read = trunk != nullptr && trunk->trunk.srtp_without_tls;
  if (wish == TrunkSrtp::kOff || !(sealed || may_be_read)) return;
  std::uint32_t tag = 0;
  for (const auto suite : kSuites) line.crypto.push_back(fresh_key(++tag, suite));
}

}  // namespace peal::telephony
