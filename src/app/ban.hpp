#pragma once

#include "app/options.hpp"

namespace peal::app {

/// Prints who is shut out of the SIP port of a running server, and why. 1, and why, when it cannot be asked.
int ban_list_main(const BanOptions& options);
/// Lets one source in again.
int ban_lift_main(const BanOptions& options);

}  // namespace peal::app
