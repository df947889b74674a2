#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/salted_hash.hpp"
#include "sip/flow.hpp"

namespace peal::telephony {

/// Who counts as one source: an IPv4 address, or an IPv6 /64, which one
/// customer owns whole and can take any address of.
struct SourceKey {
  std::uint64_t front = 0;  ///< The first eight bytes of the address; four for IPv4.
  bool v6 = false;
  friend bool operator==(const SourceKey&, const SourceKey&) = default;

  [[nodiscard]] static SourceKey of(const sip::SocketAddress& address) {
    SourceKey key;
    // Linux hands IPv4 peers of an IPv6 socket over as what they are, so there are no mapped ones here.
    std::memcpy(&key.front, address.ip.data(), address.v6 ? 8 : 4);
    key.v6 = address.v6;
    return key;
  }
  /// "192.0.2.7", "2001:db8:1:2::/64".
  [[nodiscard]] std::string text() const {
    sip::SocketAddress address;
    std::memcpy(address.ip.data(), &front, v6 ? 8 : 4);
    address.v6 = v6;
    return v6 ? address.host() + "/64" : address.host();
  }
  /// Of any address of the source, or of what text() wrote.
  [[nodiscard]] static std::optional<SourceKey> parse(std::string_view text) {
    if (text.ends_with("/64")) text.remove_suffix(3);
    const auto address = sip::parse_address(text, 0);
    return address ? std::optional(of(*address)) : std::nullopt;
  }
};

struct SourceKeyHash {
  std::size_t operator()(const SourceKey& key) const noexcept {
    return static_cast<std::size_t>(base::salted_hash(key.front ^ (key.v6 ? 0x9e3779b97f4a7c15ULL : 0)));
  }
};

/// /24 of IPv4, /48 of IPv6: what one owner has as a rule.
[[nodiscard]] inline SourceKey neighbourhood(const SourceKey& source) {
  std::array<std::uint8_t, 8> bytes{};
  std::memcpy(bytes.data(), &source.front, bytes.size());
  std::fill(bytes.begin() + (source.v6 ? 6 : 3), bytes.end(), std::uint8_t{0});
  SourceKey wide;
  std::memcpy(&wide.front, bytes.data(), bytes.size());
  wide.v6 = source.v6;
  return wide;
}

}  // namespace peal::telephony
