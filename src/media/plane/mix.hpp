#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "media/limits.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::plane {

class Stream;

/// The highest sample that a mix leaves as it is; what is louder is bent, not
/// cut, so that two who shout at once do not crackle.
inline constexpr std::int32_t kMixBend = 24'000;

/// A sum of voices as a sample: itself up to kMixBend, then ever slower towards
/// full scale, without a corner.
[[nodiscard]] std::int16_t soft(std::int32_t sum);

/// Streams of one thread that all hear each other. Each beat the frames are
/// summed once, and everybody gets the sum without their own: the work grows
/// with the number of parties and not with its square.
class Mix {
 public:
  using Frame = std::span<const std::int16_t, kFrameSamples>;
  using Room = std::span<std::int16_t, kFrameSamples>;

  Mix();

  void add(Stream& stream);
  void remove(const Stream& stream);
  [[nodiscard]] bool empty() const { return parties_.empty(); }

  /// Everybody hears it from the next beat on; one that still sounds ends.
  void play(PromptAudio sound);

  /// Sums what was heard in this beat: after all have listened, before any talks.
  void beat();
  /// The sum without what `listener` said itself.
  void heard_by(const Stream& listener, Room out) const;
  /// What an unseen listener hears: everybody.
  void heard_by_all(Room out) const;

 private:
  std::vector<Stream*> parties_;
  std::array<std::int32_t, kFrameSamples> sum_{};
  PromptAudio sound_;
  std::size_t sound_at_ = 0;
};

}  // namespace peal::media::plane
