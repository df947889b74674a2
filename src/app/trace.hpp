#pragma once

#include "app/options.hpp"

namespace peal::app {

/// `peal trace`: SIP messages of a running server as they come and go, until
/// Ctrl+C. One line each, or the whole message. Returns the exit status.
[[nodiscard]] int trace_main(const TraceOptions& options);

}  // namespace peal::app
