#include "telephony/own_address.hpp"

#include <sys/socket.h>

#include "net/descriptor.hpp"

namespace peal::telephony {

base::Result<net::Address> own_address(const net::Address& bound) {
  if (!bound.is_any()) return bound;
  // Connecting a datagram socket only asks the routing table. The targets are
  // documentation addresses (RFC 5737, RFC 3849): outside every local network.
  const auto target = bound.is_ipv6() ? net::Address::parse_ip("2001:db8::1", 9) : net::Address::parse_ip("192.0.2.1", 9);
  sockaddr_storage raw{};
  const auto length = target->to_sockaddr(raw);
  const net::Descriptor socket(::socket(raw.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_storage own{};
  socklen_t own_length = sizeof own;
  const bool found = socket.get() >= 0 && ::connect(socket.get(), reinterpret_cast<sockaddr*>(&raw), length) == 0 &&
                     ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &own_length) == 0;
  if (!found) {
    return base::fail(base::ErrorCode::kBadInput,
                      "SIP listens on every address and this machine has no default route, so its own address is not "
                      "known; give --public-address.");
  }
  return net::Address::from_sockaddr(*reinterpret_cast<sockaddr*>(&own)).with_port(bound.port);
}

}  // namespace peal::telephony
