#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "media/limits.hpp"

namespace peal::media::codec {

/// Invents lost sound from what was heard before it: its last pitch period goes
/// on, fading out within 60 ms, and the sound behind the hole is blended in. For
/// codecs that have no way of their own (the idea of ITU-T G.711 appendix I,
/// without its delay). At 8 kHz; never allocates.
class Concealer {
 public:
  /// Sound that came; its beginning is changed a little after a hole.
  void heard(std::span<std::int16_t> sound);
  void invent(std::span<std::int16_t, kFrameSamples> frame);

 private:
  static constexpr std::size_t kLongestPeriod = 120;  // 66 Hz; appendix I.2.4 has 5 to 15 ms.
  static constexpr std::size_t kShortestPeriod = 40;  // 200 Hz
  static constexpr std::size_t kCompared = 160;       // Samples that a period is judged by.
  static constexpr std::size_t kHistory = kLongestPeriod + kCompared;

  void remember(std::span<const std::int16_t> sound);
  [[nodiscard]] std::size_t period() const;
  void begin();
  [[nodiscard]] std::int16_t next();

  std::array<std::int16_t, kHistory> history_{};      // The last sound, invented or not.
  std::array<std::int16_t, kLongestPeriod> cycle_{};  // What is repeated.
  std::size_t length_ = 0;                            // Of it; 0 outside a hole.
  std::size_t at_ = 0;
  std::size_t invented_ = 0;                          // Samples of this hole.
};

}  // namespace peal::media::codec
