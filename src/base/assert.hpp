#pragma once

namespace peal::base {

/// Prints what was expected and where, then aborts. The journal makes the
/// abort safe: recovery starts from the last fact written.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace peal::base

/// For what only our own code can break; stays on in release builds.
#define PEAL_ASSERT(expression) \
  ((expression) ? static_cast<void>(0) : ::peal::base::assertion_failed(#expression, __FILE__, __LINE__))
