#include "journal/tail.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "journal/file.hpp"

namespace peal::journal {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kReadBytes = 1U << 20;

}  // namespace

Tail::Tail(std::filesystem::path directory, Position after) : directory_(std::move(directory)), position_(after) {}

Tail::~Tail() {
  if (file_ >= 0) ::close(file_);
}

// Opens the segment that holds the position after ours.
base::Status Tail::open_segment() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
  buffer_.clear();
  used_ = 0;
  offset_ = 0;
  auto segments = file::list_numbered(directory_, file::kSegmentEnding);
  if (!segments) return fail(segments.error());
  const auto after = std::ranges::upper_bound(*segments, position_ + 1);
  if (after == segments->begin()) {
    return fail(ErrorCode::kCorrupt,
                fmt::format("The journal in {} has no segment with fact {}; put the missing file back from a backup.",
                            directory_.string(), position_ + 1));
  }
  auto opened = file::open(file::numbered(directory_, *std::prev(after), file::kSegmentEnding), O_RDONLY);
  if (!opened) return fail(opened.error());
  file_ = opened->release();
  return {};
}

// Reads more of the segment; false at its end.
base::Result<bool> Tail::fill() {
  buffer_.erase(0, used_);
  used_ = 0;
  const std::size_t have = buffer_.size();
  // A record larger than one read needs ever larger ones.
  const std::size_t want = std::max(kReadBytes, have);
  buffer_.resize(have + want);
  ssize_t got = -1;
  do {
    got = ::pread(file_, buffer_.data() + have, want, static_cast<off_t>(offset_));
  } while (got < 0 && errno == EINTR);
  buffer_.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0) return fail(file::error_of("read", directory_, errno));
  offset_ += static_cast<std::uint64_t>(got);
  return got > 0;
}

base::Result<std::size_t> Tail::read(Position limit, std::size_t most, const Take& take) {
  // What lay beyond the last limit may have been taken back by a full disk:
  // look at it again.
  offset_ -= buffer_.size() - used_;
  buffer_.clear();
  used_ = 0;
  std::size_t taken = 0;
  Position looked_for = 0;
  while (taken < most && position_ < limit) {
    if (file_ < 0) {
      if (auto opened = open_segment(); !opened) return fail(opened.error());
    }
    const Frame frame = read_frame(std::string_view(buffer_).substr(used_));
    if (frame.verdict == FrameVerdict::kWhole && frame.record.position <= position_ + 1) {
      if (frame.record.position == position_ + 1) {
        if (auto done = take(frame.record); !done) return fail(done.error());
        ++position_;
        ++taken;
      }
      used_ += frame.bytes;
      continue;
    }
    if (frame.verdict == FrameVerdict::kCut) {
      const auto more = fill();
      if (!more) return fail(more.error());
      if (*more) continue;
      // The writer may have gone on to another segment; look once for each fact.
      if (buffer_.empty() && looked_for != position_ + 1) {
        looked_for = position_ + 1;
        if (auto opened = open_segment(); !opened) return fail(opened.error());
        continue;
      }
    }
    return fail(ErrorCode::kCorrupt,
                fmt::format("The journal in {} is damaged: fact {} is missing or does not check; put its segment back "
                            "from a backup.",
                            directory_.string(), position_ + 1),
                fmt::format("byte {}", offset_ - (buffer_.size() - used_)));
  }
  return taken;
}

}  // namespace peal::journal
