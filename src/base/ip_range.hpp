#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace peal::base {

/// An IP address or a range of them. IPv4 lies in the first four bytes; an
/// IPv4-mapped IPv6 address (RFC 4291 2.5.5.2) is the IPv4 address it means.
struct IpRange {
  std::array<std::uint8_t, 16> ip{};
  bool v6 = false;
  std::uint8_t bits = 0;  ///< Of the front that must fit: 32 or 128 for one address.

  [[nodiscard]] bool holds(const std::array<std::uint8_t, 16>& address, bool address_v6) const;
};

/// "192.0.2.7", "192.0.2.0/24", "2001:db8::/32"; brackets around IPv6 are
/// allowed. Nothing for a name, or for a range with bits set behind its front.
[[nodiscard]] std::optional<IpRange> parse_ip_range(std::string_view text);

}  // namespace peal::base
