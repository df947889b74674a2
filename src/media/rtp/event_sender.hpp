#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "media/rtp/event_receiver.hpp"

namespace peal::media::rtp {

/// Presses keys by RFC 4733 at one packet a beat: 160 ms each, the end sent
/// three times, pauses of 80 ms.
class EventSender {
 public:
  /// Unknown characters are skipped, and what exceeds kDigitsWaitingMax.
  void press(std::string_view keys);

  enum class Step : std::uint8_t {
    kIdle,   ///< Nothing to press: sound flows.
    kPause,  ///< Between two keys: nothing is sent.
    kEvent,  ///< Send `payload` with `start` as timestamp.
  };
  struct Packet {
    Step step = Step::kIdle;
    bool marker = false;
    std::uint32_t start = 0;
    std::array<std::uint8_t, kEventBytes> payload{};
  };
  /// What goes out this beat. `timeline` is now and `ticks` the length of a
  /// beat, both on the clock of the sound, which events share (RFC 4733 2.1).
  [[nodiscard]] Packet beat(std::uint32_t timeline, std::uint32_t ticks);
  [[nodiscard]] bool busy() const { return beat_ != 0 || !waiting_.empty(); }

 private:
  std::string waiting_;
  unsigned beat_ = 0;  // Of the key in progress; 0: none.
  std::uint8_t event_ = 0;
  std::uint32_t start_ = 0;
};

}  // namespace peal::media::rtp
