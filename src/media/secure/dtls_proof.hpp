#pragma once

#include <array>
#include <cstdint>

#include "media/secure/dtls_messages.hpp"

/// Signatures inside a DTLS 1.2 handshake. Each covers random numbers that only
/// the two sides have seen, so nobody off the path can make one.
namespace peal::media::secure {

/// Whether a client's CertificateVerify signs `transcript`, every message before
/// it in the form of write_message, with the key of its Certificate (RFC 5246 7.4.8).
[[nodiscard]] bool client_proven(const HandshakeMessage& certificate, const HandshakeMessage& verify, Bytes transcript);

/// Whether a ServerKeyExchange is signed for these two hellos with the key of the
/// Certificate (RFC 5246 7.4.3, RFC 8422 5.4). `client_random` has 32 bytes.
[[nodiscard]] bool server_proven(const HandshakeMessage& server_hello, const HandshakeMessage& certificate,
                                 const HandshakeMessage& key_exchange, Bytes client_random);

}  // namespace peal::media::secure
