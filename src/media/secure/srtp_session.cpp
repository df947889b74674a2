#include "media/secure/srtp_session.hpp"

#include <srtp2/srtp.h>

#include <algorithm>

#include "base/assert.hpp"
#include "media/rtp/rtp_packet.hpp"

namespace peal::media::secure {
namespace {

static_assert(SrtpSession::kOverheadMax >= SRTP_MAX_TRAILER_LEN);

srtp_t open_direction(const SrtpKeys& keys, srtp_ssrc_type_t direction, const std::array<std::uint8_t, kSrtpKeyBytesMax>& key) {
  static const srtp_err_status_t kReady = srtp_init();
  PEAL_ASSERT(kReady == srtp_err_status_ok);
  srtp_policy_t policy{};
  for (srtp_crypto_policy_t* part : {&policy.rtp, &policy.rtcp}) {
    switch (keys.profile) {
      case SrtpProfile::kAeadAes128Gcm: srtp_crypto_policy_set_aes_gcm_128_16_auth(part); break;
      case SrtpProfile::kAeadAes256Gcm: srtp_crypto_policy_set_aes_gcm_256_16_auth(part); break;
      case SrtpProfile::kAes128CmSha1_80: srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(part); break;
    }
  }
  policy.ssrc.type = direction;
  std::array<std::uint8_t, kSrtpKeyBytesMax> copy = key;
  policy.key = copy.data();
  policy.window_size = 128;
  srtp_t session = nullptr;
  const auto made = srtp_create(&session, &policy);
  PEAL_ASSERT(made == srtp_err_status_ok);
  return session;
}

}  // namespace

void SrtpSession::Free::operator()(srtp_ctx_t_* session) const { srtp_dealloc(session); }

SrtpSession::SrtpSession(const SrtpKeys& keys)
    : in_(open_direction(keys, ssrc_any_inbound, keys.receive)),
      out_(open_direction(keys, ssrc_any_outbound, keys.send)) {}

bool SrtpSession::room_for(std::uint32_t ssrc) const {
  const auto known = std::span(sources_).first(source_count_);
  return source_count_ < sources_.size() || std::ranges::find(known, ssrc) != known.end();
}

void SrtpSession::note(std::uint32_t ssrc) {
  const auto known = std::span(sources_).first(source_count_);
  if (std::ranges::find(known, ssrc) == known.end()) sources_[source_count_++] = ssrc;
}

std::optional<std::size_t> SrtpSession::unprotect(std::span<std::uint8_t> packet) {
  if (packet.size() < rtp::kHeaderBytes) return std::nullopt;
  const std::uint32_t ssrc = rtp::read_u32(&packet[8]);
  if (!room_for(ssrc)) return std::nullopt;
  int size = static_cast<int>(packet.size());
  if (srtp_unprotect(in_.get(), packet.data(), &size) != srtp_err_status_ok) return std::nullopt;
  note(ssrc);
  return static_cast<std::size_t>(size);
}

std::optional<std::size_t> SrtpSession::unprotect_rtcp(std::span<std::uint8_t> packet) {
  if (packet.size() < 8) return std::nullopt;
  const std::uint32_t ssrc = rtp::read_u32(&packet[4]);
  if (!room_for(ssrc)) return std::nullopt;
  int size = static_cast<int>(packet.size());
  if (srtp_unprotect_rtcp(in_.get(), packet.data(), &size) != srtp_err_status_ok) return std::nullopt;
  note(ssrc);
  return static_cast<std::size_t>(size);
}

std::optional<std::size_t> SrtpSession::protect(std::span<std::uint8_t> buffer, std::size_t size) {
  PEAL_ASSERT(size + kOverheadMax <= buffer.size());
  int length = static_cast<int>(size);
  if (srtp_protect(out_.get(), buffer.data(), &length) != srtp_err_status_ok) return std::nullopt;
  return static_cast<std::size_t>(length);
}

std::optional<std::size_t> SrtpSession::protect_rtcp(std::span<std::uint8_t> buffer, std::size_t size) {
  PEAL_ASSERT(size + kOverheadMax <= buffer.size());
  int length = static_cast<int>(size);
  if (srtp_protect_rtcp(out_.get(), buffer.data(), &length) != srtp_err_status_ok) return std::nullopt;
  return static_cast<std::size_t>(length);
}

}  // namespace peal::media::secure
