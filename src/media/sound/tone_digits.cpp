#include "media/sound/tone_digits.hpp"

#include <array>

#include <spandsp.h>

#include "base/assert.hpp"

namespace peal::media::sound {

void ToneDigits::Free::operator()(dtmf_rx_state_s* state) const { dtmf_rx_free(state); }

ToneDigits::ToneDigits() : state_(dtmf_rx_init(nullptr, nullptr, nullptr)) { PEAL_ASSERT(state_ != nullptr); }

std::string ToneDigits::listen(std::span<const std::int16_t, kFrameSamples> frame) {
  dtmf_rx(state_.get(), frame.data(), static_cast<int>(frame.size()));
  std::array<char, 32> keys{};
  const std::size_t count = dtmf_rx_get(state_.get(), keys.data(), static_cast<int>(keys.size() - 1));
  return {keys.data(), count};
}

}  // namespace peal::media::sound
