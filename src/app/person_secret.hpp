#pragma once

#include "app/options.hpp"

namespace peal::app {

/// Read one line from standard input and keep it, as a hash or a digest, of the
/// person with options.key. On a running server or in a data folder. 1, and why,
/// when nothing was changed.
int user_password_main(const PersonOptions& options);
int phone_password_main(const PersonOptions& options);
/// An empty line takes the PIN away.
int phone_pin_main(const PersonOptions& options);

}  // namespace peal::app
