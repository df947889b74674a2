#include "base/ip_range.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

namespace peal::base {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool same_front(const std::array<std::uint8_t, 16>& a, const std::array<std::uint8_t, 16>& b, unsigned bits) {
  for (unsigned i = 0; i < bits; ++i) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (i % 8));
    if (((a[i / 8] ^ b[i / 8]) & mask) != 0) return false;
  }
  return true;
}

std::optional<unsigned> parse_bits(std::string_view text, unsigned most) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc{} || end != text.data() + text.size() || bits > most) return std::nullopt;
  return bits;
}

bool parse_ip(std::string_view host, IpRange& into) {
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const std::string text(host);
  into.v6 = host.find(':') != std::string_view::npos;
  return ::inet_pton(into.v6 ? AF_INET6 : AF_INET, text.c_str(), into.ip.data()) == 1;
}

}  // namespace

bool IpRange::holds(const std::array<std::uint8_t, 16>& address, bool address_v6) const {
  if (address_v6 && !v6 && std::equal(kMapped.begin(), kMapped.end(), address.begin())) {
    std::array<std::uint8_t, 16> meant{};
    std::copy(address.begin() + 12, address.end(), meant.begin());
    return same_front(ip, meant, bits);
  }
  return address_v6 == v6 && same_front(ip, address, bits);
}

std::optional<IpRange> parse_ip_range(std::string_view text) {
  IpRange range;
  const auto slash = text.find('/');
  if (!parse_ip(text.substr(0, slash), range)) return std::nullopt;
  const unsigned most = range.v6 ? 128 : 32;
  range.bits = static_cast<std::uint8_t>(most);
  if (slash == std::string_view::npos) return range;
  const auto bits = parse_bits(text.substr(slash + 1), most);
  if (!bits) return std::nullopt;
  // A range that is written with an address inside it is a slip of the pen more often than not.
  for (unsigned i = *bits; i < most; ++i) {
    if ((range.ip[i / 8] & (0x80U >> (i % 8))) != 0) return std::nullopt;
  }
  range.bits = static_cast<std::uint8_t>(*bits);
  return range;
}

}  // namespace peal::base
