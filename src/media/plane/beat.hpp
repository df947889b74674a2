#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "media/limits.hpp"
#include "media/media_event.hpp"
#include "media/endpoint.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::plane {

/// Loops that any stream may be played, one set for each media thread.
struct SoundShelf {
  std::unordered_map<MusicId, PromptAudio> music;
  PromptAudio comfort_tone;
  PromptAudio ring_back;
  PromptAudio test_tone;
  PromptAudio mix_came;
  PromptAudio mix_went;
};

/// Counted without atomics during beats, published once a second.
struct Traffic {
  std::uint64_t received = 0;
  std::uint64_t refused = 0;
  std::uint64_t sent = 0;
  std::uint64_t relayed = 0;
};

/// Room for one system call's worth of datagrams, reused by all streams of a thread.
class ReceiveBatch {
 public:
  ReceiveBatch();
  /// Datagrams taken, at most kReceiveBatch; 0 when none waits.
  [[nodiscard]] std::size_t receive(int descriptor);
  /// Empty when the datagram was longer than the room for it.
  [[nodiscard]] std::span<std::uint8_t> datagram(std::size_t index);
  [[nodiscard]] const Endpoint& source(std::size_t index) const { return sources_[index]; }

 private:
  // libsrtp reads headers as 32 bit words.
  struct alignas(8) Buffer {
    std::array<std::uint8_t, kDatagramBytesMax> bytes;
  };
  std::array<Buffer, kReceiveBatch> buffers_;
  std::array<Endpoint, kReceiveBatch> sources_;
  std::array<iovec, kReceiveBatch> pieces_;
  std::array<mmsghdr, kReceiveBatch> headers_;
};

/// What streams share while a beat runs.
struct Beat {
  std::int64_t now_ms = 0;  ///< Monotonic.
  std::uint64_t number = 0;
  std::vector<MediaEvent>& events;
  SoundShelf& shelf;
  Traffic& traffic;
  ReceiveBatch& batch;
};

}  // namespace peal::media::plane
