#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "media/limits.hpp"

namespace peal::media::plane {

/// Whether somebody in a mix talks, told when it changes and again while it
/// lasts, at most four times a second: pages show it to people.
class TalkMeter {
 public:
  using Frame = std::span<const std::int16_t, kFrameSamples>;

  /// One beat; nothing is silence. Yields what is to be told, if anything is.
  std::optional<bool> hear(std::optional<Frame> frame);

 private:
  std::uint16_t loud_ = 0;    ///< Beats in a row.
  std::uint16_t quiet_ = 0;   ///< The same, while talking.
  std::uint16_t untold_ = 0;  ///< Beats since it was told, while talking.
  bool talking_ = false;
};

}  // namespace peal::media::plane
