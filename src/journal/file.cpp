#include "journal/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace peal::journal::file {
namespace {

using base::ErrorCode;
using base::fail;
namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOwnerOnlyDirectory = 0700;
constexpr std::size_t kDigits = 20;

std::string_view advice(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return "give the user who runs Peal the right to use it";
    case ENOSPC:
    case EDQUOT:
      return "free some space on that disk";
    case EFBIG:
      return "raise the limit of file sizes (ulimit -f)";
    case EROFS:
      return "the disk is mounted read-only";
    case ENOENT:
      return "a folder of that path does not exist";
    case EMFILE:
      return "raise the limit of open files";
    default:
      return "look at the system's log for the disk's state";
  }
}

ErrorCode code_of(int error) {
  if (error == EACCES || error == EPERM || error == EROFS) return ErrorCode::kPermission;
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) return ErrorCode::kStorageFull;
  if (error == ENOENT) return ErrorCode::kNotFound;
  return ErrorCode::kStorage;
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}
Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}
int Descriptor::release() { return std::exchange(fd_, -1); }

base::Error error_of(std::string_view action, const fs::path& path, int error) {
  return {code_of(error),
          fmt::format("The journal cannot {} {}: {}; {}.", action, path.string(), std::strerror(error), advice(error)),
          path.string()};
}

base::Result<Descriptor> open(const fs::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly);
  if (fd < 0) return fail(error_of("open", path, errno));
  return Descriptor(fd);
}

base::Status write_all(const Descriptor& to, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const auto done = ::write(to.get(), bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return fail(error_of("write", path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return {};
}

base::Status write_at(const Descriptor& to, std::string_view bytes, std::uint64_t offset, const fs::path& path) {
  while (!bytes.empty()) {
    const auto done = ::pwrite(to.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return fail(error_of("write", path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(done));
    offset += static_cast<std::uint64_t>(done);
  }
  return {};
}

base::Result<std::string> read_whole(const fs::path& path) {
  auto from = open(path, O_RDONLY);
  if (!from) return fail(from.error());
  struct stat about {};
  if (::fstat(from->get(), &about) != 0) return fail(error_of("read", path, errno));
  std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const auto got = ::read(from->get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(error_of("read", path, errno));
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

base::Status sync(const Descriptor& of, const fs::path& path) {
  if (::fdatasync(of.get()) != 0) return fail(error_of("make durable", path, errno));
  return {};
}

base::Status sync_directory(const fs::path& directory) {
  auto opened = open(directory, O_RDONLY | O_DIRECTORY);
  if (!opened) return fail(opened.error());
  if (::fsync(opened->get()) != 0) return fail(error_of("make durable", directory, errno));
  return {};
}

base::Status replace(const fs::path& path, std::string_view bytes) {
  const fs::path fresh = path.string() + ".new";
  auto to = open(fresh, O_WRONLY | O_CREAT | O_TRUNC);
  if (!to) return fail(to.error());
  if (auto done = write_all(*to, bytes, fresh); !done) return done;
  if (auto done = sync(*to, fresh); !done) return done;
  if (::rename(fresh.c_str(), path.c_str()) != 0) return fail(error_of("rename", fresh, errno));
  return sync_directory(path.parent_path());
}

base::Status make_directory(const fs::path& directory) {
  if (::mkdir(directory.c_str(), kOwnerOnlyDirectory) != 0 && errno != EEXIST) {
    return fail(error_of("make the folder", directory, errno));
  }
  if (::access(directory.c_str(), R_OK | W_OK | X_OK) != 0) return fail(error_of("use the folder", directory, errno));
  return {};
}

fs::path numbered(const fs::path& directory, Position position, std::string_view ending) {
  return directory / fmt::format("{:020}{}", position, ending);
}

base::Result<std::vector<Position>> list_numbered(const fs::path& directory, std::string_view ending) {
  std::vector<Position> found;
  std::error_code failed;
  for (fs::directory_iterator entry(directory, failed), end; !failed && entry != end; entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (name.size() != kDigits + ending.size() || !std::string_view(name).ends_with(ending)) continue;
    Position position = 0;
    const auto [stop, wrong] = std::from_chars(name.data(), name.data() + kDigits, position);
    if (wrong == std::errc{} && stop == name.data() + kDigits) found.push_back(position);
  }
  if (failed) return fail(error_of("list", directory, failed.value()));
  std::ranges::sort(found);
  return found;
}

}  // namespace peal::journal::file
