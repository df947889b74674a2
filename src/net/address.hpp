#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sockaddr;
struct sockaddr_storage;

namespace peal::net {

enum class IpFamily : std::uint8_t { kNone, kIpv4, kIpv6 };

/// An IP address and a port. A plain value without allocation, fit as a key.
/// An IPv4 address lies in the first four bytes; an IPv4-mapped IPv6 address
/// (RFC 4291 2.5.5.2) is kept as the IPv4 address it means.
struct Address {
  std::array<std::uint8_t, 16> ip{};
  std::uint32_t scope = 0;  ///< Interface index of an IPv6 link-local address, else 0.
  std::uint16_t port = 0;
  IpFamily family = IpFamily::kNone;

  friend constexpr auto operator<=>(const Address&, const Address&) = default;

  /// "192.0.2.1:5060", "[2001:db8::1]:5060" or "localhost:5060" (which means
  /// 127.0.0.1). Names are not looked up. Errors: kBadInput.
  [[nodiscard]] static base::Result<Address> parse(std::string_view text);
  /// "192.0.2.1", "2001:db8::1", "[2001:db8::1]" or "localhost", with a port given apart.
  [[nodiscard]] static base::Result<Address> parse_ip(std::string_view text, std::uint16_t port = 0);
  static constexpr Address ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d, std::uint16_t port) {
    return {{a, b, c, d}, 0, port, IpFamily::kIpv4};
  }
  [[nodiscard]] static Address from_sockaddr(const sockaddr& from);
  /// Fills `to` and returns its length; 0 for an address of no family.
  [[nodiscard]] std::uint32_t to_sockaddr(sockaddr_storage& to) const;
  /// As a socket wants it that takes both families: IPv4 as ::ffff:a.b.c.d.
  [[nodiscard]] std::uint32_t to_sockaddr_both(sockaddr_storage& to) const;

  [[nodiscard]] constexpr bool valid() const { return family != IpFamily::kNone; }
  [[nodiscard]] constexpr bool is_ipv6() const { return family == IpFamily::kIpv6; }
  [[nodiscard]] bool is_any() const;  ///< 0.0.0.0 or [::].
  [[nodiscard]] bool is_loopback() const;
  /// Not for the open internet: loopback, private (RFC 1918, RFC 4193, RFC 6598),
  /// link-local, multicast, unspecified and reserved ranges (RFC 6890).
  [[nodiscard]] bool is_internal() const;
  [[nodiscard]] Address with_port(std::uint16_t other) const {
    Address copy = *this;
    copy.port = other;
    return copy;
  }
  /// "192.0.2.1" or "2001:db8::1".
  [[nodiscard]] std::string ip_text() const;
  /// "192.0.2.1:5060" or "[2001:db8::1]:5060".
  [[nodiscard]] std::string text() const;
};

/// The port of a failed bind or connect in words: which address, why, what to do.
[[nodiscard]] base::Error socket_error(int error_number, std::string_view doing, const Address& address);

}  // namespace peal::net

template <>
struct std::hash<peal::net::Address> {
  std::size_t operator()(const peal::net::Address& address) const noexcept {
    std::uint64_t h = 0xcbf29ce484222325ULL;  // FNV-1a.
    for (const auto byte : address.ip) h = (h ^ byte) * 0x100000001b3ULL;
    h = (h ^ address.port) * 0x100000001b3ULL;
    return static_cast<std::size_t>((h ^ address.scope) * 0x100000001b3ULL);
  }
};
