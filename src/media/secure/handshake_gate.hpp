#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "media/secure/dtls_messages.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::secure {

/// What stands between the wire and OpenSSL until a handshake is done. The first
/// flights of DTLS 1.2 are in the clear, and a source address can be forged, so
/// that one datagram of a stranger could end a handshake that OpenSSL has begun.
/// The gate lets through whole messages in their order only, holds the peer's
/// flight until the signature in it is right for this handshake, and keeps
/// alerts in the clear to itself; the rest is dropped (RFC 6347 4.1.2.7), and the
/// peer's own repetition mends what a forgery has spoilt.
///
/// What nothing signs passes on its shape alone: the ClientHello, as a client
/// the hello and the certificate request of the server. Only a stranger who
/// knows both addresses and is faster than the peer can still spoil those.
class HandshakeGate {
 public:
  explicit HandshakeGate(DtlsRole role) : role_(role) {}

  /// What OpenSSL may read of a datagram; may be empty.
  [[nodiscard]] std::vector<std::uint8_t> admit(Bytes datagram);
  /// Each datagram of ours, before the peer can answer it.
  void sent(Bytes datagram);
  /// The handshake is done: from now on only what is encrypted passes.
  void finish();

  /// The description of a fatal alert in the clear (RFC 5246 7.2); anyone may have sent it.
  [[nodiscard]] std::optional<std::uint8_t> alert() const { return alert_; }

 private:
  void consider(HandshakeMessage message, std::vector<std::uint8_t>& out);
  [[nodiscard]] bool in_order(const HandshakeMessage& message) const;
  [[nodiscard]] bool flight_whole() const;
  [[nodiscard]] bool flight_proven();
  void pass(const HandshakeMessage& message, std::vector<std::uint8_t>& out);
  void pass_change(std::vector<std::uint8_t>& out);

  DtlsRole role_;
  bool done_ = false;
  bool flight_passed_ = false;
  bool change_waits_ = false;
  std::optional<std::uint8_t> alert_;
  std::uint64_t records_ = 0;
  std::uint16_t base_ = 0;  // The first number of the peer's numbering; 1 after a HelloVerifyRequest.
  std::uint16_t next_ = 0;  // The peer's messages below it have passed.
  std::map<std::uint16_t, HandshakeMessage> held_;
  MessageAssembler theirs_, ours_;
  std::uint16_t ours_next_ = 0;
  std::vector<std::uint8_t> transcript_;     // As a server: everything up to our ServerHelloDone.
  std::vector<std::uint8_t> client_random_;  // As a client.
};

}  // namespace peal::media::secure
