#include "media/rtp/event_sender.hpp"

#include <algorithm>

#include "media/limits.hpp"

namespace peal::media::rtp {
namespace {

constexpr unsigned kToneBeats = 8;
constexpr unsigned kEndBeats = 2;  // Repeats of the end, after the one that completes the tone.
constexpr unsigned kPauseBeats = 4;
constexpr std::uint8_t kVolume = 10;  // -10 dBm0 (RFC 4733 2.3.3).

}  // namespace

void EventSender::press(std::string_view keys) {
  for (const char key : keys) {
    if (key_event(key) && waiting_.size() < kDigitsWaitingMax) waiting_.push_back(key);
  }
}

EventSender::Packet EventSender::beat(std::uint32_t timeline, std::uint32_t ticks) {
  Packet packet;
  if (beat_ == 0) {
    if (waiting_.empty()) return packet;
    event_ = *key_event(waiting_.front());
    waiting_.erase(waiting_.begin());
    start_ = timeline;
  }
  ++beat_;
  if (beat_ > kToneBeats + kEndBeats) {
    packet.step = Step::kPause;
    if (beat_ == kToneBeats + kEndBeats + kPauseBeats) beat_ = 0;
    return packet;
  }
  const std::uint32_t duration = std::min(beat_, kToneBeats) * ticks;
  packet.step = Step::kEvent;
  packet.marker = beat_ == 1;
  packet.start = start_;
  packet.payload[0] = event_;
  packet.payload[1] = static_cast<std::uint8_t>((beat_ >= kToneBeats ? 0x80 : 0) | kVolume);
  write_u16(static_cast<std::uint16_t>(std::min<std::uint32_t>(duration, 0xFFFF)), &packet.payload[2]);
  return packet;
}

}  // namespace peal::media::rtp
