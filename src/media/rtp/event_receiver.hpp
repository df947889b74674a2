#pragma once

#include <cstdint>
#include <optional>

#include "media/rtp/rtp_packet.hpp"

namespace peal::media::rtp {

/// Keys pressed, from RFC 4733 telephone events. A key is reported once, with
/// the first packet of it that arrives, whichever packets of it are lost; more
/// keys than anybody presses (kKeyEveryMs, kKeysAtOnceMax) are not.
class EventReceiver {
 public:
  /// The key when this packet is the first of a new press.
  [[nodiscard]] std::optional<char> receive(const Packet& packet, std::int64_t now_ms);
  /// True while a key is held and for `after_ms` past its last packet.
  [[nodiscard]] bool active(std::int64_t now_ms, std::int64_t after_ms) const {
    return heard_ && now_ms - last_ms_ <= after_ms;
  }

 private:
  [[nodiscard]] bool continues(const Packet& packet, std::uint8_t event, std::uint16_t duration) const;
  [[nodiscard]] bool too_many(std::int64_t now_ms);

  bool heard_ = false;
  bool ended_ = true;
  std::uint8_t event_ = 0;
  std::uint32_t ssrc_ = 0;
  std::uint32_t start_ = 0;
  std::uint16_t duration_ = 0;
  std::int64_t last_ms_ = 0;
  std::int64_t paid_until_ms_ = 0;  // By the keys so far, each of kKeyEveryMs.
};

/// Bytes of an event payload (RFC 4733 2.3).
inline constexpr std::size_t kEventBytes = 4;
/// The key of events 0 to 15 (RFC 4733 3.2), else nothing.
[[nodiscard]] std::optional<char> event_key(std::uint8_t event);
/// The event of a key, else nothing.
[[nodiscard]] std::optional<std::uint8_t> key_event(char key);

}  // namespace peal::media::rtp
