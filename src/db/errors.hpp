#pragma once

#include <exception>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace peal::db {

/// What an exception of the database library means, in our words.
[[nodiscard]] base::Error error_of(const std::exception& thrown, const Address& address);

}  // namespace peal::db
