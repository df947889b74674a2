#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace peal::base {

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "peal: broken promise: %s at %s:%d\n", expression, file, line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace peal::base
