#pragma once

#include "app/options.hpp"

namespace peal::app {

/// Prints the settings in force as a file that `peal apply` takes. 1, and why, when it cannot.
int settings_export_main(const CentreOptions& options);

}  // namespace peal::app
