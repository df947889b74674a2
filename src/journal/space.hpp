#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>

#include "base/result.hpp"
#include "journal/journal.hpp"

namespace peal::journal {

/// Watches the disk under the journal and owns the reserve: a file that takes
/// up space until the disk is full, so that the calls that are up can be ended.
class Space {
 public:
  Space(std::filesystem::path directory, std::uint64_t reserve_bytes);
  /// Makes the reserve; too little space is not an error but kLow.
  [[nodiscard]] base::Status open();
  /// Gives the reserve to the journal. False when it is spent already.
  [[nodiscard]] bool free_reserve();
  void journal_full();
  /// Looks at the disk and makes the reserve again when there is space. Not on
  /// the owner's thread: it may block.
  void check();
  [[nodiscard]] Room room() const { return room_.load(std::memory_order_relaxed); }

 private:
  void set(Room room);
  [[nodiscard]] bool make_reserve();

  std::filesystem::path path_;
  std::uint64_t reserve_bytes_;
  std::atomic<bool> reserved_{false};
  std::atomic<Room> room_{Room::kPlenty};
};

}  // namespace peal::journal
