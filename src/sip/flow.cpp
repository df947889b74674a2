#include "sip/flow.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "sip/message/token.hpp"

namespace peal::sip {

namespace {
constexpr std::array<std::string_view, kTransportCount> kTransportNames = {"UDP", "TCP", "TLS", "WS", "WSS"};
}

std::string_view transport_name(Transport transport) { return kTransportNames[static_cast<std::size_t>(transport)]; }

std::optional<Transport> parse_transport(std::string_view name) {
  for (std::size_t i = 0; i < kTransportNames.size(); ++i) {
    if (same_text(name, kTransportNames[i])) return static_cast<Transport>(i);
  }
  return std::nullopt;
}

std::string SocketAddress::host() const {
  if (!v6) {
    // As inet_ntop writes it, without its sprintf: each response says where its request came from.
    std::array<char, 16> text{};
    char* at = text.data();
    char* const end = at + text.size() - 1;  // A place is left for the dot, which the compiler asks for.
    for (std::size_t i = 0; i < 4; ++i) {
      if (i > 0) *at++ = '.';
      at = std::to_chars(at, end, static_cast<unsigned>(ip[i])).ptr;
    }
    return {text.data(), at};
  }
  char text[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(AF_INET6, ip.data(), text, sizeof text);
  return text;
}

std::string SocketAddress::text() const {
  return (v6 ? "[" + host() + "]" : host()) + ":" + std::to_string(port);
}

std::optional<SocketAddress> parse_address(std::string_view host, std::uint16_t port) {
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.empty() || host.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  char text[INET6_ADDRSTRLEN] = {};
  std::memcpy(text, host.data(), host.size());
  SocketAddress address;
  address.port = port;
  address.v6 = host.find(':') != std::string_view::npos;
  if (::inet_pton(address.v6 ? AF_INET6 : AF_INET, text, address.ip.data()) != 1) return std::nullopt;
  return address;
}

}  // namespace peal::sip
