#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/fact.hpp"
#include "journal/key_ring.hpp"
#include "journal/limits.hpp"
#include "journal/record.hpp"

/// The node-local, append-only file of facts. Layout of its directory:
///   lock               held by the one process that writes
///   epoch              fencing epoch, grows at each open
///   00000000000000000001.journal   segments, named by their first position
///   00000000000000004711.snapshot  state after that position, sealed
///   reserve            space for live calls when the disk is full
namespace peal::journal {

struct Options {
  std::uint64_t segment_bytes = kSegmentBytes;
  std::uint64_t reserve_bytes = kReserveBytes;
  base::Millis sync_every = kSyncEvery;
  std::uint16_t shard = 1;
};

/// The cause of a batch of facts.
struct AppendInfo {
  std::string_view cause;      ///< Name of the signal.
  std::uint64_t cause_id = 0;  ///< Its count.
  std::uint64_t revision = 0;  ///< Settings in force.
};

/// What the disk allows. kLow: the reserve is in use, refuse new contacts;
/// kFull: not even the end of a call can be written.
enum class Room : std::uint8_t { kPlenty, kLow, kFull };

struct Recovered {
  std::optional<std::string> state;  ///< Bytes given to snapshot(); none: fold from the first fact.
  Position position = 0;             ///< Facts after this one are still to be applied.
};

class Journal {
 public:
  /// Opens or makes the journal. Cuts off a torn tail that was never promised
  /// to anybody and logs it; damage in what was durable is kCorrupt, in words. A
  /// second process on the directory gets kConflict with the first one's pid.
  [[nodiscard]] static base::Result<std::unique_ptr<Journal>> open(const std::filesystem::path& directory,
                                                                   const Options& options, KeyRing& keys);
  /// Writes and syncs what is left, then releases the lock.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// The newest snapshot that checks, and where to go on reading.
  [[nodiscard]] base::Result<Recovered> recover();

  /// Owner's thread only. Writes the facts with one write(); after it returns
  /// they survive kill -9. Returns the position of the first. When the disk is
  /// full the reserve is freed once and the write repeated; kStorageFull when
  /// that fails too, and then nothing was written.
  [[nodiscard]] base::Result<Position> append(std::span<const core::Fact> facts, const AppendInfo& info);

  /// Position and time of the last fact; 0 and the epoch when there is none.
  /// The position: any thread.
  [[nodiscard]] Position last_position() const;
  [[nodiscard]] core::Time last_time() const;
  [[nodiscard]] std::uint32_t epoch() const;

  /// The last fact that survives a power cut. Any thread.
  [[nodiscard]] Position durable_position() const;
  /// Calls `done` once `position` is durable, on the sync thread or, when it is
  /// durable already, at once. Any thread. An error means the disk refused.
  void when_durable(Position position, std::function<void(base::Status)> done);
  /// Blocks until everything appended so far is durable. Any thread.
  [[nodiscard]] base::Status wait_durable();

  /// Any thread; cheap.
  [[nodiscard]] Room room() const;

  /// Hands the state after `position` to the snapshot thread, which waits until
  /// the position is durable, writes the file under its own key and erases
  /// older ones. False when the last one is still being written, and for a
  /// position that the disk has refused so far. One thread.
  bool snapshot(std::string state, Position position);
  /// Waits for the snapshot under way.
  [[nodiscard]] base::Status wait_snapshot();

  /// Calls `take` with each fact after `after` up to the last one written when
  /// the call began; stops early with the first error `take` returns. Any thread.
  using TakeFact = std::function<base::Status(Position, const core::Fact&)>;
  [[nodiscard]] base::Status read(Position after, const TakeFact& take) const;

  /// Checks every frame of every segment; for `peal doctor`. Works on a journal
  /// that nobody has open, too. Returns the number of facts.
  [[nodiscard]] static base::Result<Position> verify(const std::filesystem::path& directory);

  [[nodiscard]] const std::filesystem::path& directory() const;
  [[nodiscard]] KeyRing& keys() const;

 private:
  struct Inner;
  explicit Journal(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace peal::journal
