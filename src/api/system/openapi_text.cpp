#include "api/system/openapi_text.hpp"

// The assembler reads the file while this one is compiled; the linker then
// knows its two ends.
asm(".section .rodata\n"
    ".global peal_openapi_begin\n"
    ".global peal_openapi_end\n"
    "peal_openapi_begin:\n"
    ".incbin \"" PEAL_OPENAPI_FILE "\"\n"
    "peal_openapi_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const char peal_openapi_begin[];
extern const char peal_openapi_end[];
}

namespace peal::api {

std::string_view openapi_text() {
  return {peal_openapi_begin, static_cast<std::size_t>(peal_openapi_end - peal_openapi_begin)};
}

}  // namespace peal::api
