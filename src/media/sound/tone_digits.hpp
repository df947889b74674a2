#pragma once

#include <memory>
#include <span>
#include <string>

#include "media/limits.hpp"

struct dtmf_rx_state_s;

namespace peal::media::sound {

/// Keys heard as tones (ITU-T Q.24), for peers without RFC 4733.
class ToneDigits {
 public:
  ToneDigits();
  /// Keys that were recognised within this frame.
  [[nodiscard]] std::string listen(std::span<const std::int16_t, kFrameSamples> frame);

 private:
  struct Free {
    void operator()(dtmf_rx_state_s* state) const;
  };
  std::unique_ptr<dtmf_rx_state_s, Free> state_;
};

}  // namespace peal::media::sound
