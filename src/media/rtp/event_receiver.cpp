#include "media/rtp/event_receiver.hpp"

#include <algorithm>
#include <string_view>

#include "base/metrics.hpp"
#include "media/limits.hpp"

namespace peal::media::rtp {
namespace {

constexpr std::string_view kKeys = "0123456789*#ABCD";
constexpr std::uint16_t kDurationMax = 0xFFFF;
// A packet of an earlier press comes seconds late at most: five of them at 48 kHz.
constexpr std::int32_t kStragglerTicksMax = 240'000;

}  // namespace

std::optional<char> event_key(std::uint8_t event) {
  if (event >= kKeys.size()) return std::nullopt;
  return kKeys[event];
}

std::optional<std::uint8_t> key_event(char key) {
  const char upper = key >= 'a' && key <= 'd' ? static_cast<char>(key - 'a' + 'A') : key;
  const auto at = kKeys.find(upper);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(at);
}

std::optional<char> EventReceiver::receive(const Packet& packet, std::int64_t now_ms) {
  if (packet.payload.size() < kEventBytes) return std::nullopt;
  const std::uint8_t event = packet.payload[0];
  const auto key = event_key(event);
  if (!key) return std::nullopt;
  const bool end = (packet.payload[1] & 0x80) != 0;
  const std::uint16_t duration = read_u16(&packet.payload[2]);
  const std::uint32_t start = packet.header.timestamp;
  // Another source counts from another number (RFC 3550 5.1), which is below
  // this one's as often as above.
  if (heard_ && packet.header.ssrc == ssrc_) {
    if (start == start_) {
      // The same press; its end comes three times (RFC 4733 2.5.1.4).
      ended_ = ended_ || end;
      if (duration > duration_) duration_ = duration;
      last_ms_ = now_ms;
      return std::nullopt;
    }
    const auto back = static_cast<std::int32_t>(start_ - start);
    if (back > 0 && back <= kStragglerTicksMax) return std::nullopt;  // A straggler of an earlier press.
    if (continues(packet, event, duration)) {
      start_ = start;
      duration_ = duration;
      ended_ = end;
      last_ms_ = now_ms;
      return std::nullopt;
    }
  }
  heard_ = true;
  ssrc_ = packet.header.ssrc;
  ended_ = end;
  event_ = event;
  start_ = start;
  duration_ = duration;
  last_ms_ = now_ms;
  if (too_many(now_ms)) return std::nullopt;
  return key;
}

bool EventReceiver::too_many(std::int64_t now_ms) {
  const auto paid = std::max(paid_until_ms_, now_ms) + kKeyEveryMs;
  if (paid - now_ms > kKeysAtOnceMax * kKeyEveryMs) {
    static base::Counter& refused = base::counter("peal_media_keys_refused_total", "Keys by events beyond what anybody can press.");
    refused.add();
    return true;
  }
  paid_until_ms_ = paid;
  return false;
}

// Two ways in which one press has several timestamps: a press longer than the
// duration field goes on in segments (RFC 4733 2.5.1.3), and some senders
// advance the timestamp in each packet of a press while the duration grows.
bool EventReceiver::continues(const Packet& packet, std::uint8_t event, std::uint16_t duration) const {
  if (event != event_ || ended_ || packet.header.marker) return false;
  if (duration_ == kDurationMax || packet.header.timestamp == start_ + kDurationMax) return true;
  return duration > duration_ && packet.header.timestamp - start_ <= static_cast<std::uint32_t>(duration);
}

}  // namespace peal::media::rtp
