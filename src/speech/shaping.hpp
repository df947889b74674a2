#pragma once

#include <cstdint>
#include <span>

#include "speech/provider.hpp"

namespace peal::speech {

/// Makes an engine's raw sound fit for the telephone: 8,000 samples a second,
/// silence at both ends cut to 20 ms, the level of a normal talker, and 5 ms
/// fades so that neither end clicks. Error: kInternal when resampling fails,
/// kTooLarge above kSamplesMax.
[[nodiscard]] base::Result<Audio> shape_for_telephone(std::span<const std::int16_t> raw, unsigned raw_rate);

}  // namespace peal::speech
