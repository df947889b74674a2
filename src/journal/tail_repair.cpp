#include "journal/tail_repair.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "base/log.hpp"
#include "base/wire.hpp"
#include "journal/file.hpp"

namespace peal::journal {
namespace {

using base::ErrorCode;
using base::fail;
namespace fs = std::filesystem;

// A whole frame somewhere in `bytes` that was written when `position` was
// durable already. The position is read before the checksum is computed: few
// offsets in garbage carry a plausible one.
bool promised_later(std::string_view bytes, Position position) {
  for (std::size_t at = 0; at + kFrameHead < bytes.size(); ++at) {
    base::WireReader peek(bytes.substr(at + kFrameHead, 10));
    const Position here = peek.u64();
    if (here <= position || here > position + bytes.size()) continue;
    const Frame frame = read_frame(bytes.substr(at));
    if (frame.verdict == FrameVerdict::kWhole && frame.record.durable >= position) return true;
  }
  return false;
}

struct Walk {
  TailEnd end;
  std::optional<std::uint64_t> bad_at;  // Offset of the first frame that is not whole and in order.
};

Walk walk_segment(std::string_view bytes, Position first, TailEnd before) {
  Walk walk{before, std::nullopt};
  walk.end.segment = first;
  walk.end.segment_bytes = 0;
  walk.end.any_segment = true;
  walk.end.last = first - 1;
  while (walk.end.segment_bytes < bytes.size()) {
    const Frame frame = read_frame(bytes.substr(walk.end.segment_bytes));
    if (frame.verdict != FrameVerdict::kWhole || frame.record.position != walk.end.last + 1) {
      walk.bad_at = walk.end.segment_bytes;
      return walk;
    }
    walk.end.last = frame.record.position;
    walk.end.last_time = frame.record.at;
    walk.end.segment_bytes += frame.bytes;
  }
  return walk;
}

base::Status cut(const fs::path& path, std::uint64_t at, std::uint64_t had, Position last) {
  if (::truncate(path.c_str(), static_cast<off_t>(at)) != 0) return fail(file::error_of("cut", path, errno));
  base::log(base::LogLevel::kWarning, "journal", "torn_tail_cut",
            {{"file", path.string()}, {"bytes", had - at}, {"last", last}});
  return {};
}

tl::unexpected<base::Error> damaged(const fs::path& path, std::uint64_t at, Position position) {
  return fail(ErrorCode::kCorrupt,
              fmt::format("{} is damaged at byte {}: fact {} had been written safely and does not check now. The disk "
                          "or somebody changed it; put the file back from a backup.",
                          path.string(), at, position),
              fmt::format("byte {}", at));
}

}  // namespace

base::Result<TailEnd> repair_tail(const fs::path& directory) {
  auto segments = file::list_numbered(directory, file::kSegmentEnding);
  if (!segments) return fail(segments.error());
  TailEnd end;
  // A power cut can tear at most the last two: a segment is synced before the
  // one after its successor is begun.
  const std::size_t from = segments->size() > 2 ? segments->size() - 2 : 0;
  for (std::size_t i = from; i < segments->size(); ++i) {
    const fs::path path = file::numbered(directory, (*segments)[i], file::kSegmentEnding);
    auto bytes = file::read_whole(path);
    if (!bytes) return fail(bytes.error());
    const Position expected = i == from ? (*segments)[i] : end.last + 1;
    std::uint64_t bad_at = bytes->size();
    bool bad = (*segments)[i] != expected;
    if (bad) {
      bad_at = 0;
    } else {
      const Walk walk = walk_segment(*bytes, (*segments)[i], end);
      end = walk.end;
      bad = walk.bad_at.has_value();
      bad_at = walk.bad_at.value_or(bad_at);
    }
    if (!bad) continue;
    bool promised = promised_later(std::string_view(*bytes).substr(bad_at), end.last + 1);
    for (std::size_t later = i + 1; later < segments->size() && !promised; ++later) {
      auto rest = file::read_whole(file::numbered(directory, (*segments)[later], file::kSegmentEnding));
      if (!rest) return fail(rest.error());
      promised = promised_later(*rest, end.last + 1);
    }
    if (promised) return damaged(path, bad_at, end.last + 1);
    if (auto done = cut(path, bad_at, bytes->size(), end.last); !done) return fail(done.error());
    for (std::size_t later = segments->size(); later-- > i + 1;) {
      std::error_code ignored;
      fs::remove(file::numbered(directory, (*segments)[later], file::kSegmentEnding), ignored);
    }
    break;
  }
  return end;
}

}  // namespace peal::journal
