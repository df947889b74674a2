#pragma once

#include <memory>
#include <string>

#include "core/centre.hpp"

/// Sentences of our own that a phone hears after a code was dialled.
namespace peal::core::pbx {

inline constexpr const char* kForwardingOn = "forwarding_on";
inline constexpr const char* kForwardingOff = "forwarding_off";
inline constexpr const char* kNotPossible = "not_possible";

/// A flow that answers, says the sentence and hangs up; null for no notice.
[[nodiscard]] std::shared_ptr<const Flow> notice_flow(const std::string& notice);

}  // namespace peal::core::pbx
