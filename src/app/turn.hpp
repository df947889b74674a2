#pragma once

#include "app/options.hpp"

namespace peal::app {

/// Reads one line from standard input and keeps it, sealed, as what the tenant
/// shares with its TURN server; an empty line takes it away. On a running server
/// or in a data folder. 1, and why, when nothing was changed.
int turn_secret_main(const TurnOptions& options);

}  // namespace peal::app
