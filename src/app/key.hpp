#pragma once

#include "app/options.hpp"

namespace peal::app {

/// API keys of a centre, on a running server or in a data folder. Each prints
/// what it did; 1 and why when it did nothing.
///
/// The secret goes alone to standard output, the words about it to standard
/// error, so that PEAL_TOKEN=$(peal key create ...) works.
int key_create_main(const KeyOptions& options);
int key_list_main(const KeyOptions& options);
int key_revoke_main(const KeyOptions& options);

}  // namespace peal::app
