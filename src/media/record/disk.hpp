#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"

namespace peal::media::record {

/// One open file of a recording. Errors: kStorageFull, kPermission, kStorage.
class DiskFile {
 public:
  virtual ~DiskFile() = default;
  [[nodiscard]] virtual base::Status write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes) = 0;
  /// Bytes read, fewer only at the end.
  [[nodiscard]] virtual base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) = 0;
  /// After it the file and its name survive a power cut. May take as long as the disk likes.
  [[nodiscard]] virtual base::Status sync() = 0;
  /// The same for every file on this one's file system, by one call.
  [[nodiscard]] virtual base::Status sync_all() = 0;
};

/// Where recordings go; a test gives one that refuses.
class Disk {
 public:
  virtual ~Disk() = default;
  /// Makes the folders, which then survive a power cut, and a new file; kAlreadyExists when there is one.
  [[nodiscard]] virtual base::Result<std::unique_ptr<DiskFile>> create(const std::string& path) = 0;
};

[[nodiscard]] std::unique_ptr<Disk> open_local_disk();

}  // namespace peal::media::record
