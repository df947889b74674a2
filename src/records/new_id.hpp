#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "base/id.hpp"

namespace peal::records {

/// The next id of a table: above the last one stored and above every one given
/// out before, so two transactions that look at the same moment do not take the
/// same. Nodes differ by shard.
[[nodiscard]] inline std::uint64_t new_id(std::uint64_t last_stored, base::Time now, std::uint16_t shard) {
  static std::array<std::atomic<std::uint64_t>, 1U << base::kIdShardBits> last_given{};
  auto& given = last_given[shard % last_given.size()];
  std::uint64_t before = given.load();
  for (;;) {
    const std::uint64_t next = base::next_id_value(std::max(before, last_stored), now, shard);
    if (given.compare_exchange_weak(before, next)) return next;
  }
}

}  // namespace peal::records
