#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Records and handshake messages of DTLS 1.2 as they lie on the wire (RFC 6347
/// 4.1, 4.2.2), as far as they are in the clear.
namespace peal::media::secure {

using Bytes = std::span<const std::uint8_t>;

enum class DtlsContent : std::uint8_t { kChangeCipherSpec = 20, kAlert = 21, kHandshake = 22 };

struct DtlsRecord {
  std::uint8_t content = 0;
  std::uint16_t epoch = 0;
  Bytes whole;    ///< With its header.
  Bytes payload;
};

/// Takes the record at the front off `datagram`; nothing when there is none or
/// it is broken, and then the rest cannot be read either.
[[nodiscard]] std::optional<DtlsRecord> take_record(Bytes& datagram);

/// Appends a record of epoch 0.
void write_record(DtlsContent content, std::uint64_t number, Bytes payload, std::vector<std::uint8_t>& out);

/// HandshakeType (RFC 5246 7.4, RFC 6347 4.3.2).
enum class HandshakeType : std::uint8_t {
  kClientHello = 1,
  kServerHello = 2,
  kHelloVerifyRequest = 3,
  kCertificate = 11,
  kServerKeyExchange = 12,
  kCertificateRequest = 13,
  kServerHelloDone = 14,
  kCertificateVerify = 15,
  kClientKeyExchange = 16,
};

struct HandshakeMessage {
  HandshakeType type{};
  std::uint16_t sequence = 0;
  std::vector<std::uint8_t> body;
};

/// Appends the message as one fragment: the form that is signed and hashed
/// (RFC 6347 4.2.6).
void write_message(const HandshakeMessage& message, std::vector<std::uint8_t>& out);

/// Whole messages from fragments, in any order. What is malformed is dropped;
/// a byte that comes twice counts as it came last, so that a sender's
/// repetition mends what a forger put in.
class MessageAssembler {
 public:
  /// The messages that the payload of one handshake record completes.
  [[nodiscard]] std::vector<HandshakeMessage> take(Bytes payload);

 private:
  struct Partial {
    HandshakeMessage message;
    std::vector<bool> here;
    std::size_t missing = 0;
  };
  struct Fragment {
    HandshakeType type{};
    std::uint16_t sequence = 0;
    std::size_t length = 0;  // Of the whole message.
    std::size_t offset = 0;
    Bytes bytes;
  };
  static std::optional<Fragment> take_fragment(Bytes& payload);
  std::optional<HandshakeMessage> add(const Fragment& fragment);

  std::vector<Partial> partial_;  // The oldest first.
};

}  // namespace peal::media::secure
