#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "journal/record.hpp"

/// Files of the journal, with errors in words.
namespace peal::journal::file {

/// An open descriptor, closed at the end of its life.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }
  int release();

 private:
  int fd_ = -1;
};

/// The error of the last system call on `path`: "The journal cannot write
/// /data/x: No space left on device; ..." with what to do about it.
[[nodiscard]] base::Error error_of(std::string_view action, const std::filesystem::path& path, int error);

/// open(2) with O_CLOEXEC and mode 0600.
[[nodiscard]] base::Result<Descriptor> open(const std::filesystem::path& path, int flags);
/// Writes all of `bytes` at the end of what was written; on failure the errno is in the error.
[[nodiscard]] base::Status write_all(const Descriptor& to, std::string_view bytes, const std::filesystem::path& path);
/// Writes at an offset.
[[nodiscard]] base::Status write_at(const Descriptor& to, std::string_view bytes, std::uint64_t offset,
                                    const std::filesystem::path& path);
[[nodiscard]] base::Result<std::string> read_whole(const std::filesystem::path& path);
[[nodiscard]] base::Status sync(const Descriptor& of, const std::filesystem::path& path);
/// Makes names in a directory survive a power cut.
[[nodiscard]] base::Status sync_directory(const std::filesystem::path& directory);
/// Replaces a small file as one step: a temporary file, fsync, rename.
[[nodiscard]] base::Status replace(const std::filesystem::path& path, std::string_view bytes);
[[nodiscard]] base::Status make_directory(const std::filesystem::path& directory);

/// Names of segments and snapshots: 20 digits and an ending, so that they sort.
inline constexpr std::string_view kSegmentEnding = ".journal";
inline constexpr std::string_view kSnapshotEnding = ".snapshot";
[[nodiscard]] std::filesystem::path numbered(const std::filesystem::path& directory, Position position,
                                             std::string_view ending);
/// The numbers of the files in the directory that end so, in order.
[[nodiscard]] base::Result<std::vector<Position>> list_numbered(const std::filesystem::path& directory,
                                                                std::string_view ending);

}  // namespace peal::journal::file
