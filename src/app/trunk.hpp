#pragma once

#include "app/options.hpp"

namespace peal::app {

/// Reads one line from standard input and keeps it, sealed, as what the trunk
/// shows to its carrier; an empty line takes it away. On a running server or in
/// a data folder. 1, and why, when nothing was changed.
int trunk_password_main(const TrunkOptions& options);

}  // namespace peal::app
