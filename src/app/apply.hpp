#pragma once

#include "app/options.hpp"

namespace peal::app {

/// Sends a settings file to the server that `options` names (over HTTPS with
/// the key in PEAL_TOKEN, or through the control socket of its data folder), or
/// straight into the data folder when no server runs there. Prints what
/// changed; 1 and the mistakes when nothing did.
int apply_main(const ApplyOptions& options);

}  // namespace peal::app
