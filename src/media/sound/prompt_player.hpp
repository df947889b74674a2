#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "media/ids.hpp"
#include "media/limits.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::sound {

/// Plays one prompt of several pieces, frame by frame, joined without a gap. A
/// prompt that is cut off fades out over 5 ms.
class PromptPlayer {
 public:
  /// The play that this one cut off, if any.
  std::optional<PlayId> start(PlayId play, std::vector<PromptAudio> pieces, bool loop);
  std::optional<PlayId> stop();

  [[nodiscard]] bool active() const { return play_.has_value() || tail_left_; }
  /// Writes one frame, silence behind the end. The play that ended with it, if any.
  std::optional<PlayId> next(std::span<std::int16_t, kFrameSamples> frame);

 private:
  static constexpr std::size_t kFadeSamples = kSampleRate / 200;
  [[nodiscard]] std::size_t read(std::span<std::int16_t> out);

  std::optional<PlayId> play_;
  std::vector<PromptAudio> pieces_;
  std::size_t piece_ = 0;
  std::size_t position_ = 0;
  bool loop_ = false;
  bool tail_left_ = false;
  std::array<std::int16_t, kFadeSamples> tail_{};
};

/// What is heard behind prompts: an endless loop that begins softly.
class BackgroundPlayer {
 public:
  /// `shared` loops take their position from the beat, so that all hear the same place.
  void start(PromptAudio loop, bool shared);
  void stop() { loop_.reset(); }
  [[nodiscard]] bool active() const { return loop_ != nullptr; }
  /// `beat` counts frames since the thread began; `heard` is false while a
  /// prompt covers it: then it only moves on.
  void next(std::uint64_t beat, bool heard, std::span<std::int16_t, kFrameSamples> frame);

 private:
  PromptAudio loop_;
  std::uint64_t first_beat_ = 0;
  bool shared_ = false;
  bool started_ = false;
  bool was_heard_ = false;
};

}  // namespace peal::media::sound
