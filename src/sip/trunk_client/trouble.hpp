#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "sip/user_agent/events.hpp"

namespace peal::sip {

/// Why a carrier is not at our service; pages put it into words.
struct Trouble {
  enum class Kind : std::uint8_t {
    kNone,
    kSilent,       ///< Nobody answered in time.
    kUnreachable,  ///< The network says that nobody is there.
    kPassword,     ///< Our password, or the lack of one, was refused.
    kRefused,      ///< Any other refusal: `status` and `reason`.
    kForeign,      ///< Somebody else asked for our password: `reason` says who.
    kExpiry,       ///< It wants registrations to last longer than we allow, or grants none at all.
  };
  Kind kind = Kind::kNone;
  std::uint16_t status = 0;
  std::string reason;  ///< The phrase of the peer, cut to kReasonMaxBytes.
  base::Time at{};
};

/// What an outcome that is no success says.
[[nodiscard]] Trouble trouble_of(const RequestOutcome& outcome, base::Time now);

}  // namespace peal::sip
