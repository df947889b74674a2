#pragma once

#include <cstdint>

#include "core/command.hpp"
#include "sip/user_agent/events.hpp"
#include "telephony/board.hpp"

/// Transfers that phones ask for. They become signals to the core; no REFER is
/// ever passed on to another leg.
namespace peal::telephony {

/// 202 when the core will say what becomes of it, else the refusal: who calls
/// us over a trunk or from the Internet may not send our calls about.
[[nodiscard]] std::uint16_t referred(Board& board, sip::CallId call, const sip::Referral& referral);

/// NOTIFY with the outcome, when the phone wants to hear it (RFC 3515 2.4.4).
void report_referral(Board& board, Leg& leg, std::uint16_t status);

}  // namespace peal::telephony
