#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sip/flow.hpp"

namespace peal::trace {

/// An id of another room without its kind: a leg, a trunk. Zero: none.
struct Name {
  std::uint64_t value = 0;
  std::uint32_t tenant = 0;
  friend constexpr auto operator<=>(const Name&, const Name&) = default;
};

/// What stands before each text in the ring and on disk, as the machine holds it:
/// a trace is read where it was written. The magic of a block names the layout.
struct Head {
  enum Kind : std::uint8_t {
    kReceived,
    kSent,
    kTie,  ///< The text is a Call-ID, and the leg below has it.
  };
  std::int64_t at_us = 0;        ///< Microseconds since 1970, on Peal's clock.
  std::uint64_t call = 0;        ///< Of the Call-ID; 0 until somebody has read it.
  std::uint64_t leg = 0, trunk = 0, group = 0;  ///< Of a tie. `group` is the same for all legs of a contact.
  std::uint32_t leg_tenant = 0, trunk_tenant = 0;
  std::uint32_t size = 0;        ///< Bytes of text that follow.
  std::uint32_t whole_size = 0;  ///< Of the message; more than `size` when it was cut.
  std::array<std::uint8_t, 16> ip{};
  std::uint16_t port = 0;
  Kind kind = kReceived;
  std::uint8_t transport = 0;
  std::uint8_t v6 = 0;
  std::array<std::uint8_t, 3> zero{};

  [[nodiscard]] sip::SocketAddress remote() const {
    sip::SocketAddress address;
    static_cast<std::array<std::uint8_t, 16>&>(address.ip) = ip;
    address.v6 = v6 != 0;
    address.port = port;
    return address;
  }
};
static_assert(sizeof(Head) == 80);

struct Record {
  Head head;
  std::string text;
};

/// How a Call-ID is named in heads and in the lists of blocks. Never zero.
[[nodiscard]] std::uint64_t name_of_call(std::string_view call_id);
[[nodiscard]] std::uint64_t name_of_leg(const Name& leg);

}  // namespace peal::trace
