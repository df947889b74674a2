#pragma once

#include "app/options.hpp"

namespace peal::app {

/// Throws away the tables that are made from the journal (call detail,
/// intervals, figures) and makes them anew. Settings, customers and the journal
/// itself are not touched. The server must not run: the journal's lock says so.
/// Prints how many facts it took; 1 and why when nothing was changed.
int rebuild_main(const RebuildOptions& options);

}  // namespace peal::app
