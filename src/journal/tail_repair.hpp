#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.hpp"
#include "journal/record.hpp"

namespace peal::journal {

/// Where the writer goes on.
struct TailEnd {
  Position last = 0;
  core::Time last_time{};
  Position segment = 1;  ///< First position of the last segment.
  std::uint64_t segment_bytes = 0;
  bool any_segment = false;
};

/// Finds the end of the journal. A batch that a crash cut short is cut off and
/// logged. A bad frame is damage, and kCorrupt, when a later frame says that
/// the bad one had been durable: each record carries what was durable when it
/// was written.
[[nodiscard]] base::Result<TailEnd> repair_tail(const std::filesystem::path& directory);

}  // namespace peal::journal
