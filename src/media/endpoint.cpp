#include "media/endpoint.hpp"

#include <arpa/inet.h>

#include <array>
#include <cstring>

namespace peal::media {

base::Result<Endpoint> Endpoint::parse(std::string_view address, std::uint16_t port) {
  const std::string text(address);
  Endpoint out;
  std::memset(&out.v6_, 0, sizeof out.v6_);
  if (inet_pton(AF_INET, text.c_str(), &out.v4_.sin_addr) == 1) {
    out.v4_.sin_family = AF_INET;
    out.v4_.sin_port = htons(port);
    return out;
  }
  std::memset(&out.v6_, 0, sizeof out.v6_);
  if (inet_pton(AF_INET6, text.c_str(), &out.v6_.sin6_addr) == 1) {
    out.v6_.sin6_family = AF_INET6;
    out.v6_.sin6_port = htons(port);
    return out;
  }
  return base::fail(base::ErrorCode::kBadInput, "\"" + text + "\" is not a numeric IP address.", "address");
}

Endpoint Endpoint::from_bytes(std::span<const std::uint8_t> address, std::uint16_t port) {
  Endpoint out;
  std::memset(&out.v6_, 0, sizeof out.v6_);
  if (address.size() == sizeof out.v4_.sin_addr) {
    out.v4_.sin_family = AF_INET;
    out.v4_.sin_port = htons(port);
    std::memcpy(&out.v4_.sin_addr, address.data(), address.size());
  } else if (address.size() == sizeof out.v6_.sin6_addr) {
    out.v6_.sin6_family = AF_INET6;
    out.v6_.sin6_port = htons(port);
    std::memcpy(&out.v6_.sin6_addr, address.data(), address.size());
  }
  return out;
}

std::uint16_t Endpoint::port() const {
  return ntohs(family() == AF_INET6 ? v6_.sin6_port : v4_.sin_port);
}

bool Endpoint::same_address(const Endpoint& other) const {
  return family() == other.family() && address_bytes() == other.address_bytes();
}

std::string_view Endpoint::address_bytes() const {
  if (family() == AF_INET6) return {reinterpret_cast<const char*>(&v6_.sin6_addr), sizeof v6_.sin6_addr};
  if (family() == AF_INET) return {reinterpret_cast<const char*>(&v4_.sin_addr), sizeof v4_.sin_addr};
  return {};
}

void Endpoint::unmap() {
  if (family() != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&v6_.sin6_addr)) return;
  *this = from_bytes({v6_.sin6_addr.s6_addr + 12, 4}, port());
}

Endpoint Endpoint::mapped() const {
  if (family() != AF_INET) return *this;
  std::array<std::uint8_t, 16> bytes{};
  bytes[10] = bytes[11] = 0xff;
  std::memcpy(bytes.data() + 12, &v4_.sin_addr, 4);
  return from_bytes(bytes, port());
}

std::string Endpoint::address_text() const {
  char text[INET6_ADDRSTRLEN] = "";
  if (valid()) inet_ntop(family(), address_bytes().data(), text, sizeof text);
  return text;
}

}  // namespace peal::media
