#include "telephony/own_address.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <string_view>

#include "net/descriptor.hpp"

namespace peal::telephony {

namespace {

// Connecting a datagram socket only asks the routing table. The targets are
// documentation addresses (RFC 5737, RFC 3849): outside every local network.
std::optional<net::Address> routed_address(bool ipv6, std::uint16_t port) {
  const auto target = ipv6 ? net::Address::parse_ip("2001:db8::1", 9) : net::Address::parse_ip("192.0.2.1", 9);
  sockaddr_storage raw{};
  const auto length = target->to_sockaddr(raw);
  const net::Descriptor socket(::socket(raw.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_storage own{};
  socklen_t own_length = sizeof own;
  const bool found = socket.get() >= 0 && ::connect(socket.get(), reinterpret_cast<sockaddr*>(&raw), length) == 0 &&
                     ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &own_length) == 0;
  if (!found) return std::nullopt;
  return net::Address::from_sockaddr(*reinterpret_cast<sockaddr*>(&own)).with_port(port);
}

base::Status take_given(std::string_view given, std::uint16_t port, OwnAddresses& own) {
  while (!given.empty()) {
    const auto one = given.substr(0, given.find(','));
    given.remove_prefix(std::min(given.size(), one.size() + 1));
    const auto address = net::Address::parse_ip(one, port);
    if (!address) return base::fail(address.error());
    (address->is_ipv6() ? own.v6 : own.v4) = *address;
  }
  return {};
}

}  // namespace

base::Result<OwnAddresses> own_addresses(const net::Address& bound, const std::string& given) {
  OwnAddresses own;
  if (auto taken = take_given(given, bound.port, own); !taken) return base::fail(taken.error());
  auto& same_family = bound.is_ipv6() ? own.v6 : own.v4;
  if (!bound.is_any()) {
    if (!own.v4 && !own.v6) same_family = bound;
    return own;
  }
  if (!same_family) same_family = routed_address(bound.is_ipv6(), bound.port);
  // [::] takes IPv4 too.
  if (bound.is_ipv6() && !own.v4) own.v4 = routed_address(false, bound.port);
  if (own.v4 || own.v6) return own;
  return base::fail(base::ErrorCode::kBadInput,
                    "SIP listens on every address and this machine has no default route, so its own address is not "
                    "known; give --public-address.");
}

}  // namespace peal::telephony
