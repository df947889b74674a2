#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "base/error.hpp"

namespace peal::base {

/// What the world may refuse. Exceptions of libraries end in the one file that
/// calls the library and become one of these.
template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

/// `return fail(ErrorCode::kBadInput, "The port is above 65535.", "listen.port");`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string where = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace peal::base
