#pragma once

#include <variant>

#include "media/media_event.hpp"

namespace peal::telephony {

/// Media events that only tell of progress: they are shed first when media is
/// far ahead of us. A key is none of them: a PIN must not lose one, and media
/// bounds how many there are.
[[nodiscard]] inline bool may_be_shed(const media::MediaEvent& event) {
  return std::holds_alternative<media::FirstAudio>(event) || std::holds_alternative<media::DtlsEstablished>(event) ||
         std::holds_alternative<media::StreamResumed>(event) || std::holds_alternative<media::TalkChanged>(event);
}

}  // namespace peal::telephony
