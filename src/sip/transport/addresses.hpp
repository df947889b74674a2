#pragma once

#include "net/address.hpp"
#include "sip/flow.hpp"

namespace peal::sip {

[[nodiscard]] inline SocketAddress to_sip(const net::Address& address) {
  return {address.ip, address.is_ipv6(), address.port};
}
[[nodiscard]] inline net::Address to_net(const SocketAddress& address) {
  return {address.ip, 0, address.port, address.v6 ? net::IpFamily::kIpv6 : net::IpFamily::kIpv4};
}

}  // namespace peal::sip
