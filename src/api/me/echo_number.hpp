#pragma once

#include "core/centre.hpp"

namespace peal::api {

/// True for a number whose flow sends the caller's sound back: it serves the
/// device check and is nothing for customers.
[[nodiscard]] bool is_echo(const core::Centre& centre, const core::Number& number);

}  // namespace peal::api
