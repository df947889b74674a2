#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sip/flow.hpp"

namespace peal::sip {

/// Could be STUN (RFC 8489 5): no SIP message begins with such a byte.
[[nodiscard]] inline bool maybe_stun(std::string_view datagram) {
  return datagram.size() >= 20 && static_cast<unsigned char>(datagram.front()) < 4;
}

/// The answer to a Binding request that keeps a phone's NAT open (RFC 5626
/// 4.4.2): the address it came from. 420 when it asks for what we do not know;
/// nothing for anything else.
[[nodiscard]] std::optional<std::string> stun_answer(std::string_view datagram, const SocketAddress& source);

}  // namespace peal::sip
