#pragma once

#include <vector>

#include "core/contact/live_contact.hpp"
#include "core/diversion.hpp"

namespace peal::core::contact {

/// Who has sent the call on, once it rings somebody outside: first the number
/// that was called here, then whoever had sent it to us.
[[nodiscard]] std::vector<Diversion> sent_on(const LiveContact& contact, DiversionReason reason);

}  // namespace peal::core::contact
