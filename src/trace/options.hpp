#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/time.hpp"

namespace peal::trace {

enum class Keep : std::uint8_t {
  kAll,
  kFailed,  ///< Only calls with a final refusal (a challenge is none).
  kNone,
};

struct Options {
  std::filesystem::path folder;
  std::string key;                          ///< 32 bytes; seals what is written.
  Keep keep = Keep::kAll;
  unsigned share_percent = 100;             ///< 1 to 100: of the calls that are kept whole; failed ones always are.
  base::Seconds age_max{7 * 24 * 3'600};    ///< Older ones are removed.
  std::uint64_t bytes_max = 1ULL << 30U;    ///< The oldest are removed above it.
};

}  // namespace peal::trace
