#include "net/address.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <fmt/format.h>

namespace peal::net {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kIpTextMax = 64;  // An IPv6 address with the name of an interface.

tl::unexpected<base::Error> bad(std::string_view text, std::string_view why) {
  return fail(ErrorCode::kBadInput, fmt::format("'{}' is not an address: {}. Write it like 0.0.0.0:5060 or [::1]:5060.",
                                                text.substr(0, kIpTextMax), why));
}

bool within(const Address& address, std::initializer_list<std::uint8_t> prefix, unsigned bits) {
  std::size_t i = 0;
  for (const auto byte : prefix) {
    const unsigned used = std::min(8U, bits - static_cast<unsigned>(i) * 8);
    const auto mask = static_cast<std::uint8_t>(0xff00U >> used);
    if (((address.ip[i] ^ byte) & mask) != 0) return false;
    ++i;
  }
  return true;
}

bool is_mapped(const in6_addr& ip) { return IN6_IS_ADDR_V4MAPPED(&ip); }

}  // namespace

base::Result<Address> Address::parse_ip(std::string_view text, std::uint16_t port) {
  if (text == "localhost") return ipv4(127, 0, 0, 1, port);
  std::string_view bare = text;
  if (bare.size() >= 2 && bare.front() == '[' && bare.back() == ']') bare = bare.substr(1, bare.size() - 2);
  if (bare.empty() || bare.size() >= kIpTextMax) return bad(text, "the host is missing or too long");
  Address address;
  address.port = port;
  char room[kIpTextMax] = {};
  const auto percent = bare.find('%');
  bare.substr(0, percent).copy(room, sizeof(room) - 1);
  if (::inet_pton(AF_INET, room, address.ip.data()) == 1) {
    if (percent != std::string_view::npos || bare.size() != text.size()) return bad(text, "that form is for IPv6");
    address.family = IpFamily::kIpv4;
    return address;
  }
  in6_addr ip6{};
  if (::inet_pton(AF_INET6, room, &ip6) != 1) return bad(text, "names are not looked up here, only numbers");
  if (percent != std::string_view::npos) {
    const std::string interface { bare.substr(percent + 1) };
    address.scope = ::if_nametoindex(interface.c_str());
    if (address.scope == 0) return bad(text, "this machine has no such interface");
  }
  address.family = is_mapped(ip6) ? IpFamily::kIpv4 : IpFamily::kIpv6;
  if (is_mapped(ip6)) std::memcpy(address.ip.data(), ip6.s6_addr + 12, 4);
  else std::memcpy(address.ip.data(), ip6.s6_addr, 16);
  return address;
}

base::Result<Address> Address::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad(text, "the port is missing");
  const auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  if (host.find(':') != std::string_view::npos && (host.front() != '[' || host.back() != ']')) {
    return bad(text, "an IPv6 address needs brackets before its port");
  }
  std::uint32_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port > 65'535) {
    return bad(text, "the port is not a number from 0 to 65535");
  }
  return parse_ip(host, static_cast<std::uint16_t>(port));
}

Address Address::from_sockaddr(const sockaddr& from) {
  Address address;
  if (from.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &from, sizeof(v4));
    std::memcpy(address.ip.data(), &v4.sin_addr, 4);
    address.port = ntohs(v4.sin_port);
    address.family = IpFamily::kIpv4;
  } else if (from.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &from, sizeof(v6));
    const bool mapped = is_mapped(v6.sin6_addr);
    if (mapped) std::memcpy(address.ip.data(), v6.sin6_addr.s6_addr + 12, 4);
    else std::memcpy(address.ip.data(), v6.sin6_addr.s6_addr, 16);
    address.port = ntohs(v6.sin6_port);
    address.scope = mapped ? 0 : v6.sin6_scope_id;
    address.family = mapped ? IpFamily::kIpv4 : IpFamily::kIpv6;
  }
  return address;
}

std::uint32_t Address::to_sockaddr(sockaddr_storage& to) const {
  if (family == IpFamily::kIpv4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, ip.data(), 4);
    std::memcpy(&to, &v4, sizeof(v4));
    return sizeof(v4);
  }
  if (family == IpFamily::kIpv6) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    v6.sin6_scope_id = scope;
    std::memcpy(&v6.sin6_addr, ip.data(), 16);
    std::memcpy(&to, &v6, sizeof(v6));
    return sizeof(v6);
  }
  return 0;
}

std::uint32_t Address::to_sockaddr_both(sockaddr_storage& to) const {
  if (family != IpFamily::kIpv4) return to_sockaddr(to);
  Address mapped{{}, 0, port, IpFamily::kIpv6};
  mapped.ip[10] = mapped.ip[11] = 0xff;  // RFC 4291 2.5.5.2.
  std::memcpy(mapped.ip.data() + 12, ip.data(), 4);
  return mapped.to_sockaddr(to);
}

bool Address::is_any() const {
  return valid() && std::ranges::all_of(ip, [](std::uint8_t byte) { return byte == 0; });
}

bool Address::is_loopback() const {
  if (family == IpFamily::kIpv4) return ip[0] == 127;
  return is_ipv6() && within(*this, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128);
}

bool Address::is_internal() const {
  if (is_loopback() || !valid()) return true;
  if (family == IpFamily::kIpv4) {
    return ip[0] == 0 || ip[0] == 10 || within(*this, {100, 64}, 10) || within(*this, {169, 254}, 16) ||
           within(*this, {172, 16}, 12) || within(*this, {192, 0, 0}, 24) || within(*this, {192, 168}, 16) ||
           within(*this, {198, 18}, 15) || ip[0] >= 224;
  }
  // 64:ff9b::/96 and 2002::/16 carry an IPv4 address that may be an inner one,
  // and no one reaches a public service by them.
  return within(*this, {0, 0}, 16) || within(*this, {0, 0x64, 0xff, 0x9b}, 32) || within(*this, {0x20, 0x02}, 16) ||
         within(*this, {0x20, 0x01, 0, 0}, 32) || within(*this, {0xfc}, 7) || within(*this, {0xfe, 0x80}, 10) ||
         within(*this, {0xfe, 0xc0}, 10) || ip[0] == 0xff;
}

std::string Address::ip_text() const {
  if (!valid()) return "none";
  char room[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(is_ipv6() ? AF_INET6 : AF_INET, ip.data(), room, sizeof(room));
  std::string text{room};
  char name[IF_NAMESIZE] = {};
  if (scope != 0 && ::if_indextoname(scope, name) != nullptr) text += std::string{"%"} + name;
  return text;
}

std::string Address::text() const {
  return is_ipv6() ? fmt::format("[{}]:{}", ip_text(), port) : fmt::format("{}:{}", ip_text(), port);
}

base::Error socket_error(int error_number, std::string_view doing, const Address& address) {
  const auto at = address.text();
  switch (error_number) {
    case EADDRINUSE:
      return {ErrorCode::kAddressInUse,
              fmt::format("Cannot {0} {1}: another program already has port {2}. Stop it (ss -lnp | grep :{2} shows "
                          "which one) or choose another port.",
                          doing, at, address.port),
              at};
    case EACCES:
    case EPERM:
      if (address.port > 0 && address.port < 1024) {
        return {ErrorCode::kPermission,
                fmt::format("Cannot {} {}: ports below 1024 need a privilege. Choose a port from 1024 on, or give the "
                            "program the capability cap_net_bind_service.",
                            doing, at),
                at};
      }
      return {ErrorCode::kPermission, fmt::format("Cannot {} {}: the system or a firewall refuses it.", doing, at), at};
    case EADDRNOTAVAIL:
      return {ErrorCode::kBadInput,
              fmt::format("Cannot {} {}: this machine has no address {}. Use one of its own or 0.0.0.0 for all.", doing,
                          at, address.ip_text()),
              at};
    case EMFILE:
    case ENFILE:
      return {ErrorCode::kUnavailable,
              fmt::format("Cannot {} {}: too many open files. Raise the limit (ulimit -n).", doing, at), at};
    case ETIMEDOUT:
      return {ErrorCode::kTimeout, fmt::format("Cannot {} {}: no answer in time.", doing, at), at};
    default:
      return {ErrorCode::kUnreachable, fmt::format("Cannot {} {}: {}.", doing, at, std::strerror(error_number)), at};
  }
}

}  // namespace peal::net
