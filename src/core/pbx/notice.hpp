#pragma once

#include <memory>
#include <string>

#include "core/centre.hpp"

/// Sentences of our own that a phone hears after a code was dialled.
namespace peal::core::pbx {

inline constexpr const char* kForwardingOn = "forwarding_on";
inline constexpr const char* kForwardingOff = "forwarding_off";
inline constexpr const char* kNotPossible = "not_possible";
inline constexpr const char* kWaitingOn = "call_waiting_on";
inline constexpr const char* kWaitingOff = "call_waiting_off";
inline constexpr const char* kNotDisturbed = "do_not_disturb_on";
inline constexpr const char* kDisturbed = "do_not_disturb_off";
inline constexpr const char* kSeatLeft = "seat_left";
inline constexpr const char* kWriteUpFirst = "write_up_first";
/// Asks for a PIN; its further nodes say what became of it.
inline constexpr const char* kAskPin = "ask_pin";
inline constexpr const char* kPinNode = "pin";
inline constexpr const char* kPinAgainNode = "again";
inline constexpr const char* kPinRightNode = "right";
inline constexpr const char* kPinLockedNode = "locked";
inline constexpr const char* kPinRefusedNode = "refused";

/// A flow that answers, says the sentence and hangs up; null for no notice.
[[nodiscard]] std::shared_ptr<const Flow> notice_flow(const std::string& notice);

}  // namespace peal::core::pbx
