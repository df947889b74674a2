#include "trace/file/segments.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "trace/file/block.hpp"
#include "trace/limits.hpp"

namespace peal::trace {
namespace {

constexpr std::string_view kEnding = ".trace";

/// A descriptor that is closed.
class File {
 public:
  explicit File(const std::filesystem::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] bool read(std::uint64_t at, char* into, std::size_t bytes) const {
    return fd_ >= 0 && ::pread(fd_, into, bytes, static_cast<off_t>(at)) == static_cast<ssize_t>(bytes);
  }

 private:
  int fd_;
};

struct Segment {
  std::filesystem::path path;
  std::int64_t since_us = 0;
  std::uint64_t bytes = 0;
};

std::int64_t since_of(const std::string& name) {
  std::int64_t since = 0;
  const auto digits = std::string_view(name).substr(0, name.size() - kEnding.size());
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), since);
  return error == std::errc{} && end == digits.data() + digits.size() ? since : -1;
}

// Oldest first.
std::vector<Segment> segments_of(const std::filesystem::path& folder) {
  std::vector<Segment> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().string();
    if (!name.ends_with(kEnding)) continue;
    const auto since = since_of(name);
    const auto bytes = entry.file_size(error);
    if (since >= 0 && !error) found.push_back({entry.path(), since, bytes});
  }
  std::ranges::sort(found, {}, &Segment::since_us);
  return found;
}

base::Status refused(const char* doing, const std::filesystem::path& path) {
  const auto code = errno == ENOSPC ? base::ErrorCode::kStorageFull : base::ErrorCode::kPermission;
  return base::fail(code, fmt::format("{} {}: {}.", doing, path.string(), std::strerror(errno)), path.string());
}

// Blocks of one file that lie in the time and have a wanted name.
void find_in(const Segment& segment, std::int64_t from_us, std::int64_t to_us, const std::function<bool(std::uint64_t)>& wanted,
             std::vector<BlockPlace>& into) {
  const File file(segment.path);
  BlockHead head;
  std::vector<std::uint64_t> names;
  for (std::uint64_t at = 0; file.read(at, reinterpret_cast<char*>(&head), sizeof head);) {
    if (head.magic != kBlockMagic || head.names > kBlockNamesMax || head.sealed_bytes > kBlockBytesMost) return;
    const auto before = static_cast<std::uint32_t>(sizeof head + head.names * sizeof(std::uint64_t));
    if (head.first_us <= to_us && head.last_us >= from_us) {
      names.resize(head.names);
      if (!file.read(at + sizeof head, reinterpret_cast<char*>(names.data()), names.size() * sizeof(std::uint64_t))) return;
      if (std::ranges::any_of(names, wanted)) into.push_back({segment.path, at, before, head.sealed_bytes});
    }
    at += before + head.sealed_bytes;
  }
}

}  // namespace

Segments::~Segments() {
  if (file_ >= 0) ::close(file_);
}

base::Status Segments::open() {
  std::error_code error;
  std::filesystem::create_directories(options_.folder, error);
  if (::chmod(options_.folder.c_str(), 0700) != 0) return refused("Cannot keep a trace in", options_.folder);
  return {};
}

base::Status Segments::write(const std::string& sealed, std::int64_t now_us) {
  const bool full = file_bytes_ + sealed.size() > kSegmentBytes;
  const bool old = now_us - file_since_us_ > base::Micros{kSegmentAge}.count();
  if (file_ < 0 || full || old) {
    if (file_ >= 0) ::close(file_);
    const auto path = options_.folder / fmt::format("{:019}{}", now_us, kEnding);
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    file_bytes_ = 0;
    file_since_us_ = now_us;
    if (file_ < 0) return refused("Cannot write the trace to", path);
  }
  const auto written = ::write(file_, sealed.data(), sealed.size());
  if (written == static_cast<ssize_t>(sealed.size())) {
    file_bytes_ += sealed.size();
    return {};
  }
  // Half a block would hide those after it: the next begins a new file.
  const auto status = refused("Cannot write the trace into", options_.folder);
  ::close(file_);
  file_ = -1;
  return status;
}

void Segments::tidy(std::int64_t now_us) {
  auto segments = segments_of(options_.folder);
  std::uint64_t bytes = 0;
  for (const auto& segment : segments) bytes += segment.bytes;
  const auto oldest = now_us - base::Micros{options_.age_max}.count();
  std::error_code ignored;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    // All in it is older than the beginning of the next one.
    const bool last = i + 1 == segments.size();
    const bool old = last ? segments[i].since_us + base::Micros{kSegmentAge}.count() < oldest : segments[i + 1].since_us < oldest;
    if (!old && (bytes <= options_.bytes_max || last)) break;
    if (last && file_ >= 0) break;
    std::filesystem::remove(segments[i].path, ignored);
    bytes -= segments[i].bytes;
  }
}

std::vector<BlockPlace> find_blocks(const std::filesystem::path& folder, std::int64_t from_us, std::int64_t to_us,
                                    const std::function<bool(std::uint64_t)>& wanted) {
  std::vector<BlockPlace> found;
  const auto segments = segments_of(folder);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    // A block is named by when it was written, a moment after its first record.
    const auto slack = base::Micros{kBlockAge}.count() * 10;
    if (segments[i].since_us - slack > to_us) break;
    if (i + 1 < segments.size() && segments[i + 1].since_us + slack < from_us) continue;
    find_in(segments[i], from_us, to_us, wanted, found);
  }
  return found;
}

std::string read_block(const BlockPlace& place, const std::string& key) {
  const File file(place.file);
  std::string bytes(place.before + place.sealed, '\0');
  if (!file.read(place.at, bytes.data(), bytes.size())) return {};
  const std::string_view whole(bytes);
  return unsealed(whole.substr(0, place.before), whole.substr(place.before), key).value_or(std::string{});
}

}  // namespace peal::trace
