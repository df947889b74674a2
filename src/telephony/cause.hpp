#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "sip/user_agent/events.hpp"
#include "sip/user_agent/user_agent.hpp"

/// Causes in our words and on the wire. Towards the wire base::error_row is
/// the only table; this is its way back (RFC 3398 7.2.4.1, ITU-T Q.850).
namespace peal::telephony {

/// Why a call that was never answered ended. `rang`: a 180 had come.
[[nodiscard]] base::ErrorCode cause_of(const sip::CallEnd& end, bool rang);

/// Of two reasons, the one that says more about the person called: busy and
/// declined above no answer, all of them above a device that cannot be reached.
[[nodiscard]] base::ErrorCode better_cause(base::ErrorCode a, base::ErrorCode b);

/// For BYE and CANCEL. kCancelled stands for normal clearing.
[[nodiscard]] sip::HangUpReason hang_up_reason(base::ErrorCode cause);

/// The value of a Reason field (RFC 3326), in words for a person: `Q.850;cause=17;text="Busy"`.
[[nodiscard]] std::string reason_field(base::ErrorCode cause);
/// The same in other words, which hold no quotes.
[[nodiscard]] std::string reason_field(base::ErrorCode cause, std::string_view words);

/// The same words as a Warning field.
[[nodiscard]] std::string warning_field(base::ErrorCode cause);

/// The phrase of a status that we send (RFC 3261 21).
[[nodiscard]] std::string_view status_phrase(std::uint16_t status);

}  // namespace peal::telephony
