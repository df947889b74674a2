#pragma once

#include <cstdint>
#include <span>

namespace peal::media::secure {

/// Bytes of OpenSSL's generator, good for keys. Taken from it a page at a time: asking it for each of the several
/// small numbers that a stream begins with was a twentieth of a call's whole cost. Any thread.
void fill_random(std::span<std::uint8_t> out);

}  // namespace peal::media::secure
