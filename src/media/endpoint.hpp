#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace peal::media {

/// An IPv4 or IPv6 address with a port, as the kernel wants it.
class Endpoint {
 public:
  Endpoint() = default;
  /// Error: kBadInput unless `address` is a numeric address.
  [[nodiscard]] static base::Result<Endpoint> parse(std::string_view address, std::uint16_t port);

  /// `address` is 4 or 16 bytes in network order.
  [[nodiscard]] static Endpoint from_bytes(std::span<const std::uint8_t> address, std::uint16_t port);

  [[nodiscard]] bool valid() const { return family() != AF_UNSPEC; }
  [[nodiscard]] int family() const { return any_.sa_family; }
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] bool same_address(const Endpoint& other) const;
  [[nodiscard]] std::string address_text() const;
  /// The address in network order: 4 or 16 bytes.
  [[nodiscard]] std::string_view address_bytes() const;

  /// ::ffff:a.b.c.d becomes the IPv4 address it means, and the other way round,
  /// for sockets that take both families (RFC 4291 2.5.5.2).
  void unmap();
  [[nodiscard]] Endpoint mapped() const;

  [[nodiscard]] sockaddr* data() { return &any_; }
  [[nodiscard]] const sockaddr* data() const { return &any_; }
  [[nodiscard]] socklen_t size() const { return any_.sa_family == AF_INET6 ? sizeof v6_ : sizeof v4_; }
  static constexpr socklen_t kCapacity = sizeof(sockaddr_in6);

  friend bool operator==(const Endpoint& a, const Endpoint& b) { return a.same_address(b) && a.port() == b.port(); }

 private:
  union {
    sockaddr any_{};
    sockaddr_in v4_;
    sockaddr_in6 v6_;
  };
};

}  // namespace peal::media
