#pragma once

#include <cstdint>

#include "core/fact.hpp"

namespace peal::engine {

/// Where a fact stands in the journal; the first one has position 1.
using Position = std::uint64_t;

struct Recorded {
  Position position = 0;
  core::Fact fact;
};

}  // namespace peal::engine
