#pragma once

#include "sip/message/message.hpp"

namespace peal::telephony {

/// True when a request shows the name of a program that looks for open telephone
/// systems. The better ones lie; what they do gives them away then.
[[nodiscard]] bool from_a_scanner(const sip::Message& request);

}  // namespace peal::telephony
