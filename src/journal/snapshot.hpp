#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "journal/key_ring.hpp"
#include "journal/record.hpp"

/// Snapshots hold personal text of live contacts, so each is sealed as a whole
/// under a key of its own that lies wrapped in its head. Two are kept, and
/// erasing one overwrites that key: what was forgotten is out of the snapshots
/// two snapshots later (20 s), without a word about who is in which.
namespace peal::journal {

/// Writes the snapshot as one step and erases the ones beyond kSnapshotsKept.
[[nodiscard]] base::Status write_snapshot(const std::filesystem::path& directory, const KeyRing& keys,
                                          std::string_view state, Position position);

struct Snapshot {
  std::string state;
  Position position = 0;
};
/// The newest one that checks; a damaged one is logged and the one before it
/// tried. kCorrupt when one lies beyond `last`: the journal has lost facts.
[[nodiscard]] base::Result<std::optional<Snapshot>> read_newest_snapshot(const std::filesystem::path& directory,
                                                                         const KeyRing& keys, Position last);

}  // namespace peal::journal
