#pragma once

#include "base/result.hpp"
#include "net/address.hpp"

namespace peal::telephony {

/// The address that peers reach us at when we listen on `bound`: itself, or,
/// for 0.0.0.0 and [::], that of the interface the default route uses. Nothing
/// is sent. Error: kBadInput when there is no such route; then the public
/// address must be given.
[[nodiscard]] base::Result<net::Address> own_address(const net::Address& bound);

}  // namespace peal::telephony
