#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "media/limits.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::sound {

/// Sounds that our own code makes; each loops without a click. Made once.
[[nodiscard]] PromptAudio make_music();
[[nodiscard]] PromptAudio make_comfort_tone();
[[nodiscard]] PromptAudio make_ring_back();
[[nodiscard]] PromptAudio make_test_tone();
/// Two short tones: rising when somebody comes into a conference, falling when somebody goes.
[[nodiscard]] PromptAudio make_mix_tone(MixTone tone);

/// The two tones of a key (ITU-T Q.23), for peers without RFC 4733: one frame at `sample` from its start.
void key_tone(char key, std::size_t sample, std::span<std::int16_t, kFrameSamples> frame);

}  // namespace peal::media::sound
