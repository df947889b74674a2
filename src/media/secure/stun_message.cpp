#include "media/secure/stun_message.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "media/rtp/rtp_packet.hpp"

namespace peal::media::secure {
namespace {

using rtp::read_u16;
using rtp::read_u32;
using rtp::write_u16;
using rtp::write_u32;

constexpr std::size_t kHeader = 20;
constexpr std::size_t kAttributeHeader = 4;
constexpr std::uint32_t kMagicCookie = 0x2112A442;
constexpr std::uint32_t kFingerprintXor = 0x5354554E;
constexpr std::size_t kHmacBytes = 20;

enum Attribute : std::uint16_t {
  kUsername = 0x0006,
  kMessageIntegrity = 0x0008,
  kErrorCode = 0x0009,
  kUnknownAttributes = 0x000A,
  kXorMappedAddress = 0x0020,
  kFingerprint = 0x8028,
};

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1) != 0 ? 0xEDB88320U ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}
constexpr auto kCrc = crc_table();

// ITU-T V.42, as RFC 8489 14.7 asks. `length` stands in the header for what follows.
std::uint32_t crc_of(Bytes bytes, std::uint16_t length) {
  std::array<std::uint8_t, 4> head{bytes[0], bytes[1], 0, 0};
  write_u16(length, &head[2]);
  std::uint32_t crc = 0xFFFFFFFF;
  for (const auto byte : head) crc = kCrc[(crc ^ byte) & 0xFF] ^ (crc >> 8);
  for (const auto byte : bytes.subspan(4)) crc = kCrc[(crc ^ byte) & 0xFF] ^ (crc >> 8);
  return ~crc ^ kFingerprintXor;
}

// Over everything before the attribute, with a length that ends behind it (RFC 8489 14.5).
std::array<std::uint8_t, kHmacBytes> hmac_of(Bytes before, std::string_view password) {
  std::vector<std::uint8_t> copy(before.begin(), before.end());
  write_u16(static_cast<std::uint16_t>(before.size() - kHeader + kAttributeHeader + kHmacBytes), &copy[2]);
  std::array<std::uint8_t, kHmacBytes> out{};
  unsigned length = 0;
  const auto* made = HMAC(EVP_sha1(), password.data(), static_cast<int>(password.size()), copy.data(), copy.size(),
                          out.data(), &length);
  PEAL_ASSERT(made != nullptr && length == kHmacBytes);
  return out;
}

std::optional<Endpoint> read_xor_address(Bytes value, Bytes transaction) {
  if (value.size() < 8) return std::nullopt;
  const auto port = static_cast<std::uint16_t>(read_u16(&value[2]) ^ (kMagicCookie >> 16));
  std::array<std::uint8_t, 16> mask{};
  write_u32(kMagicCookie, mask.data());
  std::ranges::copy(transaction, mask.begin() + 4);
  const Bytes address = value.subspan(4);
  if (address.size() != (value[1] == 1 ? 4U : 16U)) return std::nullopt;
  std::array<std::uint8_t, 16> plain{};
  for (std::size_t i = 0; i < address.size(); ++i) plain[i] = address[i] ^ mask[i];
  return Endpoint::from_bytes(std::span(plain).first(address.size()), port);
}

void take_attribute(StunMessage& message, std::uint16_t type, Bytes value, std::size_t at) {
  switch (type) {
    case kUsername:
      message.username = {reinterpret_cast<const char*>(value.data()), value.size()};
      return;
    case kMessageIntegrity:
      if (value.size() == kHmacBytes) message.integrity_at = at;
      return;
    case kXorMappedAddress: message.mapped = read_xor_address(value, message.transaction); return;
    case kAttributePriority: message.priority = true; return;
    case kAttributeUseCandidate: message.use_candidate = true; return;
    case kAttributeIceControlled: message.ice_controlled = true; return;
    case kErrorCode: return;
    default: break;
  }
  const bool required = type < 0x8000;  // RFC 8489 14: comprehension-required range.
  if (required && message.not_understood.size() < kUnknownAttributesMax) message.not_understood.push_back(type);
}

}  // namespace

std::optional<StunMessage> parse_stun(Bytes datagram) {
  if (datagram.size() < kHeader || read_u32(&datagram[4]) != kMagicCookie) return std::nullopt;
  if (datagram[0] > 3 || read_u16(&datagram[2]) + kHeader != datagram.size() || datagram.size() % 4 != 0) {
    return std::nullopt;
  }
  StunMessage message;
  message.all = datagram;
  message.type = read_u16(datagram.data());
  message.transaction = datagram.subspan(8, 12);
  std::size_t at = kHeader;
  while (at + kAttributeHeader <= datagram.size()) {
    const std::uint16_t type = read_u16(&datagram[at]);
    const std::size_t length = read_u16(&datagram[at + 2]);
    if (length > datagram.size() - at - kAttributeHeader) return std::nullopt;
    const Bytes value = datagram.subspan(at + kAttributeHeader, length);
    if (type == kFingerprint) {
      // It is the last attribute (RFC 8489 14.7).
      if (length != 4 || at + kAttributeHeader + 4 != datagram.size()) return std::nullopt;
      message.fingerprint_at = at;
    } else if (!message.integrity_at) {
      take_attribute(message, type, value, at);  // What follows the integrity is not protected: ignored.
    }
    at += kAttributeHeader + ((length + 3) & ~std::size_t{3});
  }
  return message;
}

bool integrity_holds(const StunMessage& message, std::string_view password) {
  if (!message.integrity_at) return false;
  const auto expected = hmac_of(message.all.first(*message.integrity_at), password);
  return CRYPTO_memcmp(expected.data(), &message.all[*message.integrity_at + kAttributeHeader], kHmacBytes) == 0;
}

bool fingerprint_holds(const StunMessage& message) {
  if (!message.fingerprint_at) return false;
  const auto length = static_cast<std::uint16_t>(message.all.size() - kHeader);
  return crc_of(message.all.first(*message.fingerprint_at), length) ==
         read_u32(&message.all[*message.fingerprint_at + kAttributeHeader]);
}

StunWriter::StunWriter(std::uint16_t type, Bytes transaction) : out_(kHeader) {
  PEAL_ASSERT(transaction.size() == 12);
  write_u16(type, out_.data());
  write_u32(kMagicCookie, &out_[4]);
  std::ranges::copy(transaction, out_.begin() + 8);
}

void StunWriter::attribute(std::uint16_t type, Bytes value) {
  const std::size_t at = out_.size();
  out_.resize(at + kAttributeHeader + ((value.size() + 3) & ~std::size_t{3}));
  write_u16(type, &out_[at]);
  write_u16(static_cast<std::uint16_t>(value.size()), &out_[at + 2]);
  std::ranges::copy(value, out_.begin() + static_cast<std::ptrdiff_t>(at + kAttributeHeader));
}

void StunWriter::username(std::string_view name) {
  attribute(kUsername, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
}

void StunWriter::xor_mapped_address(const Endpoint& endpoint) {
  const std::string_view address = endpoint.address_bytes();
  std::array<std::uint8_t, 20> value{};
  value[1] = address.size() == 4 ? 1 : 2;
  write_u16(static_cast<std::uint16_t>(endpoint.port() ^ (kMagicCookie >> 16)), &value[2]);
  // The mask is the cookie and the transaction as they lie in the header.
  for (std::size_t i = 0; i < address.size(); ++i) {
    value[4 + i] = static_cast<std::uint8_t>(static_cast<std::uint8_t>(address[i]) ^ out_[4 + i]);
  }
  attribute(kXorMappedAddress, std::span(value).first(4 + address.size()));
}

void StunWriter::error(unsigned code, std::string_view reason) {
  std::vector<std::uint8_t> value{0, 0, static_cast<std::uint8_t>(code / 100), static_cast<std::uint8_t>(code % 100)};
  value.insert(value.end(), reason.begin(), reason.end());
  attribute(kErrorCode, value);
}

void StunWriter::unknown_attributes(std::span<const std::uint16_t> types) {
  std::vector<std::uint8_t> value(types.size() * 2);
  for (std::size_t i = 0; i < types.size(); ++i) write_u16(types[i], &value[i * 2]);
  attribute(kUnknownAttributes, value);
}

void StunWriter::flag(std::uint16_t type) { attribute(type, {}); }

void StunWriter::set_length(std::size_t beyond_header) {
  write_u16(static_cast<std::uint16_t>(beyond_header), &out_[2]);
}

std::vector<std::uint8_t> StunWriter::finish(std::string_view password) {
  attribute(kMessageIntegrity, hmac_of(out_, password));
  std::array<std::uint8_t, 4> crc{};
  const std::size_t whole = out_.size() - kHeader + kAttributeHeader + crc.size();
  set_length(whole);
  write_u32(crc_of(out_, static_cast<std::uint16_t>(whole)), crc.data());
  attribute(kFingerprint, crc);
  return std::move(out_);
}

}  // namespace peal::media::secure
