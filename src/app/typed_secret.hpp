#pragma once

#include <string>

#include "base/result.hpp"

namespace peal::app {

/// One line of standard input; at a terminal it is asked for and not shown while
/// it is typed. kBadInput: there was not even an empty line.
[[nodiscard]] base::Result<std::string> read_secret(const std::string& prompt);

}  // namespace peal::app
