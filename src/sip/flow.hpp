#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/fields.hpp"
#include "base/salted_hash.hpp"
#include "base/time.hpp"

namespace peal::sip {

enum class Transport : std::uint8_t { kUdp, kTcp, kTls, kWs, kWss };
inline constexpr std::size_t kTransportCount = 5;

/// "UDP", as in a Via.
[[nodiscard]] std::string_view transport_name(Transport transport);
[[nodiscard]] std::optional<Transport> parse_transport(std::string_view name);
[[nodiscard]] constexpr bool reliable(Transport transport) { return transport != Transport::kUdp; }
[[nodiscard]] constexpr bool web_socket(Transport transport) {
  return transport == Transport::kWs || transport == Transport::kWss;
}

/// The bytes of an address, each a field of its own where they are written out.
struct IpBytes : std::array<std::uint8_t, 16> {
  static constexpr std::string_view kTypeName = "IpBytes";
  static constexpr std::string_view kFieldList = "";
  [[nodiscard]] auto tie() {
    return std::apply([](auto&... byte) { return std::tie(byte...); }, static_cast<std::array<std::uint8_t, 16>&>(*this));
  }
  [[nodiscard]] auto tie() const {
    return std::apply([](const auto&... byte) { return std::tie(byte...); }, static_cast<const std::array<std::uint8_t, 16>&>(*this));
  }
};

/// A numeric IP address and port in host order; IPv4 lies in the first four bytes.
struct SocketAddress {
  IpBytes ip{};
  bool v6 = false;
  std::uint16_t port = 0;
  PEAL_FIELDS(SocketAddress, ip, v6, port)

  [[nodiscard]] bool any() const { return ip == IpBytes{}; }
  /// "192.0.2.1", "2001:db8::1" (no brackets).
  [[nodiscard]] std::string host() const;
  /// "192.0.2.1:5060", "[2001:db8::1]:5060".
  [[nodiscard]] std::string text() const;
};

/// A numeric host, with or without brackets; nothing for a name.
[[nodiscard]] std::optional<SocketAddress> parse_address(std::string_view host, std::uint16_t port);

/// Where a message came from or goes to. `connection` names one TCP or TLS
/// connection or WebSocket (never reused while the program lives); zero with UDP,
/// and with TCP and TLS it means "any connection to `remote`, open one if need be".
struct Flow {
  Transport transport = Transport::kUdp;
  std::uint64_t connection = 0;
  SocketAddress remote;
  PEAL_FIELDS(Flow, transport, connection, remote)
};

/// How long a message waited before it was read, in the kernel and in our own
/// queue, and how many others that ask for something new wait behind it.
struct Queueing {
  base::Micros waited{0};
  std::size_t behind = 0;
  std::size_t rivals = 0;  ///< Those of them whose turn is as early as its own was.
  bool pressing = false;   ///< Its source is a stranger and asked for much lately: its turn came last.
};

/// What the WebSocket's upgrade proved about its peer, such as the claims of a
/// customer's token. Empty for UDP and TCP.
using FlowAttributes = std::map<std::string, std::string>;

/// Bytes leave through this; the transports implement it, tests fake it.
class Output {
 public:
  virtual ~Output() = default;
  /// One whole message. Never fails here: a connection that breaks is told with
  /// UserAgent::flow_closed or unreachable.
  virtual void send(const Flow& flow, std::string_view bytes) = 0;
  /// Shows the peer of a flow of ours that we live (RFC 5626 4.4): `bytes` in a
  /// datagram (a STUN request), over a connection CRLF CRLF instead, whose missing
  /// answer ends the connection as if it had broken.
  virtual void keep_alive(const Flow& /*flow*/, std::string_view /*bytes*/) {}
};

}  // namespace peal::sip

template <>
struct std::hash<peal::sip::SocketAddress> {
  std::size_t operator()(const peal::sip::SocketAddress& a) const noexcept {
    const std::string_view raw(reinterpret_cast<const char*>(a.ip.data()), a.v6 ? 16 : 4);
    return static_cast<std::size_t>(peal::base::salted_hash(raw) ^ (std::uint64_t{a.port} * 0x9e3779b97f4a7c15ULL));
  }
};
