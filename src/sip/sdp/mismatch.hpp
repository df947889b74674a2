#pragma once

#include <cstdint>
#include <string_view>

#include "sip/sdp/media.hpp"

namespace peal::sip::sdp {

/// Why an offer cannot be taken, as a Warning says it (RFC 3261 20.43).
struct Mismatch {
  std::uint16_t code = 399;
  std::string_view text;  ///< For a person; static.
};
/// Of an offer that answer_offer refused for `ours`: what stands in the way of
/// the audio line that came nearest.
[[nodiscard]] Mismatch why_refused(const Capabilities& ours, std::string_view offer);

}  // namespace peal::sip::sdp
