#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "media/secure/dtls_session.hpp"

struct srtp_ctx_t_;

namespace peal::media::secure {

/// SRTP and SRTCP in both directions (RFC 3711, RFC 7714). No allocation for a packet.
class SrtpSession {
 public:
  explicit SrtpSession(const SrtpKeys& keys);

  /// What protecting adds at most; the buffer must have this much room behind `size`.
  static constexpr std::size_t kOverheadMax = 144;

  /// In place. The new size, or nothing when the packet is forged, repeated or too old.
  [[nodiscard]] std::optional<std::size_t> unprotect(std::span<std::uint8_t> packet);
  [[nodiscard]] std::optional<std::size_t> unprotect_rtcp(std::span<std::uint8_t> packet);
  /// In place: `size` bytes at the start of `buffer`. Nothing when the packet may not be sent (repeated index).
  [[nodiscard]] std::optional<std::size_t> protect(std::span<std::uint8_t> buffer, std::size_t size);
  [[nodiscard]] std::optional<std::size_t> protect_rtcp(std::span<std::uint8_t> buffer, std::size_t size);

 private:
  struct Free {
    void operator()(srtp_ctx_t_* session) const;
  };
  [[nodiscard]] bool room_for(std::uint32_t ssrc) const;
  void note(std::uint32_t ssrc);

  std::unique_ptr<srtp_ctx_t_, Free> in_;
  std::unique_ptr<srtp_ctx_t_, Free> out_;
  // libsrtp keeps a context for each SSRC that ever authenticated: a bound on
  // how many an authentic but hostile peer can make.
  std::array<std::uint32_t, 16> sources_{};
  std::size_t source_count_ = 0;
};

}  // namespace peal::media::secure
