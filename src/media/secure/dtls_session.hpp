#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "media/secure/fingerprint.hpp"
#include "media/secure/handshake_gate.hpp"
#include "media/stream_parameters.hpp"

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace peal::media::secure {

using media::SrtpProfile;

/// Keys with their salts behind them, as libsrtp wants them (RFC 5764 4.2).
struct SrtpKeys {
  SrtpProfile profile = SrtpProfile::kAeadAes128Gcm;
  std::array<std::uint8_t, kSrtpKeyBytesMax> send{};
  std::array<std::uint8_t, kSrtpKeyBytesMax> receive{};
  friend bool operator==(const SrtpKeys&, const SrtpKeys&) = default;
};

/// One self-signed P-256 certificate and DTLS context for the whole process.
class DtlsIdentity {
 public:
  /// Error: kInternal when OpenSSL refuses.
  [[nodiscard]] static base::Result<std::unique_ptr<DtlsIdentity>> make();
  ~DtlsIdentity();
  DtlsIdentity(const DtlsIdentity&) = delete;
  DtlsIdentity& operator=(const DtlsIdentity&) = delete;

  [[nodiscard]] const Fingerprint& fingerprint() const { return fingerprint_; }
  /// As it stands in a=fingerprint; made once, since every offer carries it.
  [[nodiscard]] const std::string& fingerprint_text() const { return fingerprint_text_; }
  [[nodiscard]] SSL_CTX* context() const { return context_; }

 private:
  DtlsIdentity() = default;
  SSL_CTX* context_ = nullptr;
  Fingerprint fingerprint_;
  std::string fingerprint_text_;
};

/// One DTLS 1.2 handshake for SRTP keys (RFC 5764), from datagrams to keys.
/// The other side is who its fingerprint says or the session fails. What a
/// stranger forges is dropped by the gate before OpenSSL sees it.
class DtlsSession {
 public:
  enum class State : std::uint8_t { kHandshake, kEstablished, kFailed };

  DtlsSession(const DtlsIdentity& identity, DtlsRole role, Fingerprint expected);
  ~DtlsSession();
  DtlsSession(const DtlsSession&) = delete;
  DtlsSession& operator=(const DtlsSession&) = delete;

  /// Active role: sends the first flight.
  void start();
  void receive(std::span<const std::uint8_t> datagram);
  /// Sends again what was not answered; call it every 100 ms.
  void tick();
  /// Datagrams to send, in order; the list is emptied.
  [[nodiscard]] std::vector<std::vector<std::uint8_t>> take_outgoing();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const SrtpKeys& keys() const { return keys_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  void advance();
  void finish();
  void fail(std::string reason);

  SSL* ssl_ = nullptr;
  DtlsRole role_;
  HandshakeGate gate_;
  unsigned ticks_since_alert_ = 0;
  Fingerprint expected_;
  State state_ = State::kHandshake;
  SrtpKeys keys_;
  std::string failure_;
  std::vector<std::vector<std::uint8_t>> outgoing_;
};

}  // namespace peal::media::secure
