#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sip/flow.hpp"
#include "sip/user_agent/tokens.hpp"

namespace peal::sip {

/// A Binding request (RFC 8489 6.1) with a transaction of 12 bytes.
[[nodiscard]] std::string stun_request(std::string_view transaction);
/// The address that a server saw `transaction` come from (RFC 8489 14.1, 14.2);
/// nothing for anything else, or when it asks for what we do not know.
[[nodiscard]] std::optional<SocketAddress> stun_mapped(std::string_view datagram, std::string_view transaction);

/// Learns from a STUN server what address our SIP socket has on the other side
/// of a NAT (RFC 8489), and asks again and again: that keeps the NAT's door
/// open and notices a new address. Pure: datagrams and time in, datagrams out.
class PublicAddress {
 public:
  using Send = std::function<void(const SocketAddress& server, std::string bytes)>;

  /// `secret` makes transactions that nobody can guess.
  PublicAddress(const std::array<std::uint8_t, 32>& secret, Send send) : tokens_(secret), send_(std::move(send)) {}

  /// The servers from now on, the best first; what is known stays until one of them says otherwise.
  void use(std::vector<SocketAddress> servers, base::Time now);
  /// True when the datagram was an answer to us; `changed()` may then be another.
  [[nodiscard]] bool received(const SocketAddress& from, std::string_view datagram, base::Time now);
  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const { return due_; }

  /// Where the server sees us; nothing before its first answer.
  [[nodiscard]] const std::optional<SocketAddress>& address() const { return address_; }
  /// True since a whole request stayed without an answer, until there is one.
  [[nodiscard]] bool silent() const { return silent_; }

 private:
  void ask(base::Time now);
  void repeat(base::Time now);
  void failed(base::Time now);

  Tokens tokens_;
  Send send_;
  std::vector<SocketAddress> servers_;
  std::size_t server_ = 0;
  std::string transaction_;  // Empty while nothing is asked.
  unsigned sent_ = 0;
  base::Millis wait_{0};
  std::optional<base::Time> due_;
  std::optional<SocketAddress> address_;
  bool silent_ = false;
};

}  // namespace peal::sip
