#pragma once

#include "app/options.hpp"

namespace peal::app {

/// Runs the server until SIGTERM or SIGINT; then calls in progress may finish
/// within the drain limit (a second signal ends it at once). 1 when the start
/// was refused, with a sentence that says why and what to do.
int serve_main(const ServeOptions& options);

}  // namespace peal::app
