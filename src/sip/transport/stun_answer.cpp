#include "sip/transport/stun_answer.hpp"

#include <cstdint>
#include <vector>

#include "sip/transport/stun_message.hpp"

namespace peal::sip {
namespace {

using stun::kBindingRequest, stun::kBindingSuccess, stun::kFirstOptional, stun::kHeadBytes, stun::kMagicCookie;
using stun::kXorMappedAddress, stun::number, stun::put;

constexpr std::uint16_t kBindingError = 0x0111;
constexpr std::uint16_t kErrorCode = 0x0009;
constexpr std::uint16_t kUnknownAttributes = 0x000A;

// Attributes that whoever sent them wants understood; nothing when the message
// is malformed.
std::optional<std::vector<std::uint16_t>> required_attributes(std::string_view message) {
  std::vector<std::uint16_t> required;
  for (std::size_t at = kHeadBytes; at < message.size();) {
    if (message.size() - at < 4) return std::nullopt;
    const auto type = static_cast<std::uint16_t>(number(message, at, 2));
    const std::size_t padded = (number(message, at + 2, 2) + 3) / 4 * 4;
    if (message.size() - at - 4 < padded) return std::nullopt;
    if (type < kFirstOptional) required.push_back(type);
    at += 4 + padded;
  }
  return required;
}

std::string head(std::uint16_t type, std::size_t body_bytes, std::string_view transaction) {
  std::string out;
  put(out, type, 2);
  put(out, static_cast<std::uint32_t>(body_bytes), 2);
  put(out, kMagicCookie, 4);
  return out.append(transaction);
}

std::string success(std::string_view transaction, const SocketAddress& source) {
  const std::size_t ip_bytes = source.v6 ? 16 : 4;
  std::string out = head(kBindingSuccess, 8 + ip_bytes, transaction);
  put(out, kXorMappedAddress, 2);
  put(out, static_cast<std::uint32_t>(4 + ip_bytes), 2);
  put(out, source.v6 ? 2 : 1, 2);
  put(out, source.port ^ (kMagicCookie >> 16), 2);
  // RFC 8489 14.2: against the cookie, and the transaction behind it.
  std::string mask;
  put(mask, kMagicCookie, 4);
  mask.append(transaction);
  for (std::size_t i = 0; i < ip_bytes; ++i) out.push_back(static_cast<char>(source.ip[i] ^ static_cast<unsigned char>(mask[i])));
  return out;
}

std::string not_understood(std::string_view transaction, const std::vector<std::uint16_t>& unknown) {
  const std::size_t listed = 2 * unknown.size();
  const std::size_t padding = listed % 4;
  std::string out = head(kBindingError, 8 + 4 + listed + padding, transaction);
  put(out, kErrorCode, 2);
  put(out, 4, 2);
  put(out, 4 << 8 | 20, 4);  // RFC 8489 14.8: class 4, number 20.
  put(out, kUnknownAttributes, 2);
  put(out, static_cast<std::uint32_t>(listed), 2);
  for (const auto type : unknown) put(out, type, 2);
  out.append(padding, '\0');
  return out;
}

}  // namespace

std::optional<std::string> stun_answer(std::string_view datagram, const SocketAddress& source) {
  if (!maybe_stun(datagram) || number(datagram, 0, 2) != kBindingRequest) return std::nullopt;
  if (number(datagram, 4, 4) != kMagicCookie || number(datagram, 2, 2) != datagram.size() - kHeadBytes) return std::nullopt;
  const auto required = required_attributes(datagram);
  if (!required) return std::nullopt;
  const auto transaction = datagram.substr(8, 12);
  return required->empty() ? success(transaction, source) : not_understood(transaction, *required);
}

}  // namespace peal::sip
