#pragma once

#include <cstddef>
#include <cstdint>

namespace peal::speech {

inline constexpr std::size_t kTextBytesMax = 8 * 1024;
/// Requests waiting for the worker; beyond it speak answers kOverloaded.
inline constexpr std::size_t kWaitingRequestsMax = 256;
/// Ten minutes; longer sound is refused.
inline constexpr std::size_t kSamplesMax = 600 * 8'000;
/// What the cache folder may hold; the oldest files go at the next start.
inline constexpr std::uintmax_t kCacheFolderBytesMax = 512ULL * 1024 * 1024;

inline constexpr unsigned kSampleRate = 8'000;

}  // namespace peal::speech
