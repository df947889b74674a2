#include "media/record/disk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace peal::media::record {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

base::Error error_from(int number, const std::string& what, const std::string& path) {
  ErrorCode code = ErrorCode::kStorage;
  if (number == ENOSPC || number == EDQUOT || number == EFBIG) code = ErrorCode::kStorageFull;
  if (number == EACCES || number == EPERM || number == EROFS) code = ErrorCode::kPermission;
  if (number == EEXIST) code = ErrorCode::kAlreadyExists;
  return {code, what + ": " + std::strerror(number) + ".", path};
}

Status sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return fail(error_from(errno, "The folder of the recording cannot be opened", folder.string()));
  const int done = ::fsync(descriptor);
  const int reason = errno;
  ::close(descriptor);
  if (done != 0) return fail(error_from(reason, "The folder of the recording cannot be written", folder.string()));
  return {};
}

// fsync(2): a new name is on disk only when the folder that holds it was synced too.
Status make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error)) return {};
  if (auto above = make_folder(folder.parent_path()); !above) return above;
  std::filesystem::create_directory(folder, error);
  if (error) return fail(error_from(error.value(), "The folder of the recording cannot be made", folder.string()));
  return sync_folder(folder.parent_path());
}

class LocalFile final : public DiskFile {
 public:
  LocalFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~LocalFile() override { ::close(descriptor_); }
  LocalFile(const LocalFile&) = delete;
  LocalFile& operator=(const LocalFile&) = delete;

  Status write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes) override {
    while (!bytes.empty()) {
      const ssize_t done = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) return fail(error_from(errno, "The recording cannot be written", path_));
      offset += static_cast<std::uint64_t>(done);
      bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
    return {};
  }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
    std::size_t total = 0;
    while (total < out.size()) {
      const ssize_t done =
          ::pread(descriptor_, out.data() + total, out.size() - total, static_cast<off_t>(offset + total));
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) return fail(error_from(errno, "The recording cannot be read back", path_));
      if (done == 0) break;
      total += static_cast<std::size_t>(done);
    }
    return total;
  }
  Status sync() override {
    if (::fsync(descriptor_) != 0) return refused();
    return sync_folder(std::filesystem::path(path_).parent_path());
  }
  Status sync_all() override {
    if (::syncfs(descriptor_) != 0) return refused();
    return {};
  }

 private:
  [[nodiscard]] Status refused() const {
    return fail(error_from(errno, "The recording cannot be brought to the disk", path_));
  }

  int descriptor_;
  std::string path_;
};

class LocalDisk final : public Disk {
 public:
  Result<std::unique_ptr<DiskFile>> create(const std::string& path) override {
    if (auto made = make_folder(std::filesystem::path(path).parent_path()); !made) return fail(made.error());
    // Only the owner may read what people said.
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return fail(error_from(errno, "The recording cannot be opened", path));
    return std::make_unique<LocalFile>(descriptor, path);
  }
};

}  // namespace

std::unique_ptr<Disk> open_local_disk() { return std::make_unique<LocalDisk>(); }

}  // namespace peal::media::record
