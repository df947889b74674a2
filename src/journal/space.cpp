#include "journal/space.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "journal/file.hpp"

namespace peal::journal {

Space::Space(std::filesystem::path directory, std::uint64_t reserve_bytes)
    : path_(directory / "reserve"), reserve_bytes_(reserve_bytes) {}

void Space::set(Room room) {
  if (room_.exchange(room) == room) return;
  static base::Gauge& level = base::gauge("peal_journal_space_level", "0 plenty, 1 low, 2 full");
  level.set(static_cast<double>(room));
  if (room == Room::kPlenty) base::log(base::LogLevel::kInfo, "journal", "disk_has_space_again");
  if (room == Room::kLow) base::log(base::LogLevel::kError, "journal", "disk_low", {{"file", path_.string()}});
  if (room == Room::kFull) base::log(base::LogLevel::kError, "journal", "disk_full", {{"file", path_.string()}});
}

bool Space::make_reserve() {
  auto opened = file::open(path_, O_RDWR | O_CREAT);
  if (!opened) return false;
  const auto bytes = static_cast<off_t>(reserve_bytes_);
  // Where the file system cannot set space aside, the file is written out.
  if (reserve_bytes_ == 0 || ::fallocate(opened->get(), 0, 0, bytes) == 0 ||
      (errno == EOPNOTSUPP && ::posix_fallocate(opened->get(), 0, bytes) == 0)) {
    reserved_ = true;
    return true;
  }
  [[maybe_unused]] const int given_back = ::ftruncate(opened->get(), 0);
  return false;
}

base::Status Space::open() {
  auto opened = file::open(path_, O_RDWR | O_CREAT);
  if (!opened) return tl::unexpected(opened.error());
  set(make_reserve() ? Room::kPlenty : Room::kLow);
  return {};
}

bool Space::free_reserve() {
  if (!reserved_.exchange(false)) return false;
  set(Room::kLow);
  return ::truncate(path_.c_str(), 0) == 0;
}

void Space::journal_full() { set(Room::kFull); }

void Space::check() {
  if (room() == Room::kPlenty) return;
  struct statvfs disk {};
  if (::statvfs(path_.c_str(), &disk) != 0) return;
  // Twice the reserve: once for itself and once so that it is not needed again
  // with the next fact.
  const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free < 2 * reserve_bytes_) return;
  if (!reserved_ && !make_reserve()) return;
  set(Room::kPlenty);
  // The owner may have spent the new reserve before the line above, which then
  // hid that: without this nobody would ever look again.
  if (!reserved_) set(Room::kLow);
}

}  // namespace peal::journal
